/** Loads the rooms of `core/navigation.ts` when they are first opened. */
import type { RoomName } from './core/navigation.ts';
import type { LoadRoom } from './core/shell.tsx';

export const rooms: Readonly<Record<RoomName, LoadRoom>> = {
  home: () => import('./home/room.tsx'),
  overlays: () => import('./overlays/room.tsx'),
  themes: () => import('./themes/room.tsx'),
  layouts: () => import('./layouts/room.tsx'),
  laps: () => import('./laps/room.tsx'),
  race: () => import('./race/room.tsx'),
  obs: () => import('./obs/room.tsx'),
  settings: () => import('./settings/room.tsx'),
};
