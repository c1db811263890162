/** How everything is at a glance, what is wrong, and the way to the first overlay in OBS. */
import type { Room, RoomProps } from '../core/room.ts';

function Page(_props: RoomProps) {
  return <h1>Home</h1>;
}

export const room: Room = { name: 'home', title: 'Home', Page };
