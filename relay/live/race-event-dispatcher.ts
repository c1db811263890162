/**
 * Completes the events that were detected in a run: adds the number, the time, and the driver, car and track of that
 * run. Sends each to the pages of the session and to the listeners.
 */
import type { RaceEvent } from '../../protocol/events.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { cleanTrack } from '../../protocol/track-key.ts';
import type { LiveRun } from './live-run.ts';
import type { EventDraft } from './race-event-detector.ts';

/** The best stored lap of a driver with a car on a track, ms; null: there is none; undefined: not known yet. */
export type PersonalBestLookup = (facts: SessionInfo) => number | null | undefined;

export interface RaceEventDispatcherParts {
  now(): number;
  readonly personalBest?: PersonalBestLookup | undefined;
  send(event: RaceEvent): void;
}

export class RaceEventDispatcher {
  readonly #parts: RaceEventDispatcherParts;
  #id = 0;

  constructor(parts: RaceEventDispatcherParts) {
    this.#parts = parts;
  }

  dispatch(sessionID: string, run: LiveRun, drafts: readonly EventDraft[]): void {
    for (const draft of drafts) {
      this.#dispatchOne(sessionID, run.info, draft);
      if (draft.name !== 'lap-completed') continue;
      if (!run.recordPersonalBest(draft, this.knownBest(run.info))) continue;
      this.#dispatchOne(sessionID, run.info, { ...draft, name: 'personal-best' });
    }
  }

  #dispatchOne(
    sessionID: string,
    { driverName, car, track }: SessionInfo,
    draft: EventDraft,
  ): void {
    this.#parts.send({
      ...(driverName === undefined ? {} : { driver: driverName }),
      ...(car === undefined ? {} : { car }),
      ...draft,
      id: ++this.#id,
      sessionID,
      at: this.#parts.now(),
      ...(track === undefined ? {} : { track: cleanTrack(track) }),
    });
  }

  /** @returns undefined: not known. The first call starts the look-up, so it is made as soon as the info is there. */
  knownBest(facts: SessionInfo): number | null | undefined {
    const { driverName, car, track } = facts;
    if (!driverName || !car || !track) return undefined;
    return this.#parts.personalBest?.(facts);
  }
}
