/**
 * Fetches for the book of a live session what lies outside it: the driver's best stored lap and the map of the track;
 * and keeps a map that the book has learnt. Runs beside the live path; what cannot be had is simply not there.
 */
import type { SessionInfo } from '../../protocol/session.ts';
import { trackKeyOf, trackKeyText } from '../../protocol/track-key.ts';
import type { LapTrace } from './lap-trace.ts';
import type { StoredLapReader } from './stored-lap-reader.ts';
import { personalBest } from './stored-laps.ts';
import type { LearntMap } from './track-map-learning.ts';
import type { TrackMaps } from './track-maps.ts';

/** What a book is given from outside. */
export interface ReferencedTiming {
  readonly learntMap: LearntMap | null;
  setInfo(facts: SessionInfo): void;
  setPersonalBest(timeMs: number, trace: LapTrace | null): void;
  setTrackMap(path: string | null): void;
}

export interface StoredReferencesParts {
  readonly reader: StoredLapReader;
  readonly maps: Pick<TrackMaps, 'find' | 'keep'>;
}

export class StoredReferences {
  readonly #parts: StoredReferencesParts;
  /** For which facts a book was looked after. */
  readonly #fetchedFor = new WeakMap<ReferencedTiming, string>();
  readonly #kept = new WeakSet<ReferencedTiming>();

  constructor(parts: StoredReferencesParts) {
    this.#parts = parts;
  }

  /** Called when something about a session changed. Never waits, never throws. */
  update(book: ReferencedTiming, facts: SessionInfo): void {
    book.setInfo(facts);
    const { driverName = '', car = '' } = facts;
    const track = trackKeyOf(facts);
    if (track === null) return;
    const key = JSON.stringify([driverName, car, trackKeyText(track)]);
    if (this.#fetchedFor.get(book) !== key) {
      this.#fetchedFor.set(book, key);
      void this.#fetch(book, facts);
    }
    const { learntMap } = book;
    if (learntMap !== null && !this.#kept.has(book)) {
      this.#kept.add(book);
      void this.#keep(book, facts, learntMap);
    }
  }

  async #fetch(book: ReferencedTiming, facts: SessionInfo): Promise<void> {
    const path = await this.#parts.maps.find(facts);
    if (path !== null) book.setTrackMap(path);
    try {
      const best = await personalBest(this.#parts.reader, facts);
      if (best !== null) book.setPersonalBest(best.timeMs, best.trace);
    } catch {
      // The store is away: it says so itself, and the session goes on without this reference.
      this.#fetchedFor.delete(book);
    }
  }

  async #keep(book: ReferencedTiming, facts: SessionInfo, map: LearntMap): Promise<void> {
    const known = await this.#parts.maps.find(facts);
    book.setTrackMap(known ?? (await this.#parts.maps.keep(facts, map)));
  }
}
