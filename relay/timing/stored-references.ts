/**
 * Fetches the driver's best stored lap and the track map for the timing of a live session, and saves a map that the
 * session has learnt. Never delays the live path. What cannot be read is left out.
 */
import type { SessionInfo } from '../../protocol/session.ts';
import { trackKeyOf, trackKeyText } from '../../protocol/track-key.ts';
import type { LapTrace } from './lap-trace.ts';
import type { StoredLapReader } from './stored-lap-reader.ts';
import { personalBest } from './stored-laps.ts';
import type { LearntMap } from './track-map-learning.ts';
import type { TrackMaps } from './track-maps.ts';

/** The timing that receives the references. */
export interface ReferencedTiming {
  readonly learntMap: LearntMap | null;
  setInfo(info: SessionInfo): void;
  setPersonalBest(timeMs: number, trace: LapTrace | null): void;
  setTrackMap(path: string | null): void;
}

export interface StoredReferencesParts {
  readonly reader: StoredLapReader;
  readonly maps: Pick<TrackMaps, 'find' | 'keep'>;
}

export class StoredReferences {
  readonly #parts: StoredReferencesParts;
  /** The driver, car and track that references were fetched for. */
  readonly #fetchedFor = new WeakMap<ReferencedTiming, string>();
  readonly #kept = new WeakSet<ReferencedTiming>();

  constructor(parts: StoredReferencesParts) {
    this.#parts = parts;
  }

  /** Called when a session changed. Never waits, never throws. */
  update(book: ReferencedTiming, info: SessionInfo): void {
    book.setInfo(info);
    const { driverName = '', car = '' } = info;
    const track = trackKeyOf(info);
    if (track === null) return;
    const key = JSON.stringify([driverName, car, trackKeyText(track)]);
    if (this.#fetchedFor.get(book) !== key) {
      this.#fetchedFor.set(book, key);
      void this.#fetch(book, info);
    }
    const { learntMap } = book;
    if (learntMap !== null && !this.#kept.has(book)) {
      this.#kept.add(book);
      void this.#keep(book, info, learntMap);
    }
  }

  async #fetch(book: ReferencedTiming, info: SessionInfo): Promise<void> {
    const path = await this.#parts.maps.find(info);
    if (path !== null) book.setTrackMap(path);
    try {
      const best = await personalBest(this.#parts.reader, info);
      if (best !== null) book.setPersonalBest(best.timeMs, best.trace);
    } catch {
      // The store logs that it is away. The next change of the session tries again.
      this.#fetchedFor.delete(book);
    }
  }

  async #keep(book: ReferencedTiming, info: SessionInfo, map: LearntMap): Promise<void> {
    const known = await this.#parts.maps.find(info);
    book.setTrackMap(known ?? (await this.#parts.maps.keep(info, map)));
  }
}
