/** The connection to OBS, the rules that act on it, and the overlays in its scenes. */
import type { Room, RoomProps } from '../core/room.ts';

function Page(_props: RoomProps) {
  return <h1>OBS</h1>;
}

export const room: Room = { name: 'obs', title: 'OBS', Page };
