/** The gallery: every overlay drawn live, and each with its parameters, its address and its ways into OBS. */
import type { Room, RoomProps } from '../core/room.ts';

function Page(_props: RoomProps) {
  return <h1>Overlays</h1>;
}

export const room: Room = { name: 'overlays', title: 'Overlays', Page };
