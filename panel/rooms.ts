/**
 * The rooms of the panel in the order of its navigation, each loaded when it is opened first. One line for each; the
 * first is where everything begins.
 */
import type { RoomEntry } from './core/shell.tsx';

export const rooms: readonly RoomEntry[] = [
  { name: 'home', title: 'Home', load: () => import('./home/room.tsx') },
  { name: 'overlays', title: 'Overlays', load: () => import('./overlays/room.tsx') },
  { name: 'themes', title: 'Themes', load: () => import('./themes/room.tsx') },
  { name: 'layouts', title: 'Layouts', load: () => import('./layouts/room.tsx') },
  { name: 'laps', title: 'Laps', load: () => import('./laps/room.tsx') },
  { name: 'obs', title: 'OBS', load: () => import('./obs/room.tsx') },
];
