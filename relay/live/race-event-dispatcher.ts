/**
 * Turns what was found in a run into events: each gets its number, its time and the facts of the run that it
 * happened in, and goes to that session's pages and to whoever listens.
 */
import type { RaceEvent } from '../../protocol/events.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { cleanTrack } from '../../protocol/track-key.ts';
import type { LiveRun } from './live-run.ts';
import type { EventDraft } from './race-event-detector.ts';

/** The best lap so far of a driver with a car on a track, ms; null: none; undefined: not known (yet). */
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
      ...draft,
      id: ++this.#id,
      sessionID,
      at: this.#parts.now(),
      ...(driverName === undefined ? {} : { driver: driverName }),
      ...(car === undefined ? {} : { car }),
      ...(track === undefined ? {} : { track: cleanTrack(track) }),
    });
  }

  /** undefined: not known. Asked as soon as the facts are there, for looking it up may take a moment. */
  knownBest(facts: SessionInfo): number | null | undefined {
    const { driverName, car, track } = facts;
    if (!driverName || !car || !track) return undefined;
    return this.#parts.personalBest?.(facts);
  }
}
