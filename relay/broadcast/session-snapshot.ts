/** What viewers that join learn about a live session. */
import type { LiveSession } from '../live/live-session.ts';
import { sessionGrid } from '../live/session-cars.ts';
import type { Snapshot } from './hub.ts';

/** @returns null: there is no session */
export function snapshotOf(session: LiveSession | undefined): Snapshot | null {
  if (session === undefined) return null;
  return {
    session: session.view(),
    pick: (names) => session.pick(names),
    board: () => session.timingSummary(),
    cars: () => sessionGrid(session),
  };
}
