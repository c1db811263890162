/**
 * How the agent knows that the game or its session restarted: counters of one sample are compared with those before.
 * `session.ts` then begins a new session. Measured in recorded drives of Assetto Corsa:
 *
 * | what happened | packet id | completed laps | distance |
 * |---|---|---|---|
 * | the game restarted | falls | falls | falls |
 * | the session restarted | rises | fall to 0 | rises |
 * | the next session of the event began | rises | fall to 0 | rises; the session type changes |
 *
 * A restart in the first lap leaves the completed laps at 0, so these counters do not show it. The agent then goes on
 * with the same session, and the relay's timing book keeps the attempts apart. Pure.
 */
import type { SessionInfo } from '../../protocol/session.ts';

/** @param before null: the pages were just opened */
export function isGameRestart(before: number | null, packetId: number): boolean {
  return before !== null && packetId < before;
}

export function isSessionRestart(lapsBefore: number, completedLaps: number): boolean {
  return completedLaps < lapsBefore;
}

/** Practice, qualifying and race have types of their own; negative types are not known yet. */
export function isNextSession(typeBefore: number, sessionType: number): boolean {
  return typeBefore >= 0 && sessionType >= 0 && sessionType !== typeBefore;
}

export function isOtherCarOrTrack(before: SessionInfo | null, now: SessionInfo): boolean {
  return (
    before !== null &&
    (before.car !== now.car ||
      before.track !== now.track ||
      before.trackConfiguration !== now.trackConfiguration)
  );
}
