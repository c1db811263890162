/**
 * Turns what was found in a run into events: each gets its number, its time and the facts of the run that it
 * happened in, and goes to that session's pages and to whoever listens.
 */
import type { RaceEvent } from '../../protocol/events.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { cleanTrack } from '../../protocol/track-key.ts';
import type { LiveRun } from './live-run.ts';
import type { EventDraft } from './race-events.ts';

/** The best lap so far of a driver with a car on a track, ms; null: none; undefined: not known (yet). */
export type AnnouncedBest = (facts: SessionInfo) => number | null | undefined;

export interface EventTellerParts {
  now(): number;
  readonly personalBest?: AnnouncedBest | undefined;
  tell(event: RaceEvent): void;
}

export class EventTeller {
  readonly #parts: EventTellerParts;
  #id = 0;

  constructor(parts: EventTellerParts) {
    this.#parts = parts;
  }

  tell(sessionID: string, run: LiveRun, drafts: readonly EventDraft[]): void {
    for (const draft of drafts) {
      this.#tellOne(sessionID, run.facts, draft);
      if (draft.name !== 'lap-completed') continue;
      if (!run.isPersonalBest(draft, this.knownBest(run.facts))) continue;
      this.#tellOne(sessionID, run.facts, { ...draft, name: 'personal-best' });
    }
  }

  #tellOne(sessionID: string, { driverName, car, track }: SessionInfo, draft: EventDraft): void {
    this.#parts.tell({
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
