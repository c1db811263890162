/**
 * Where the cars of a session were, as it is stored twice a second and read back: with a replayed lap, over the API, and in
 * session files. Pure.
 */
import type { Grid, GridEntry } from './cars.ts';
import { type DecodedCars, decodeCars } from './cars-codec.ts';

/** What changed about the cars. */
export interface CarsMomentEntries extends Pick<Grid, 'source' | 'server' | 'isRace'> {
  /** True: these are all cars. False: the others are as before. */
  readonly whole: boolean;
  readonly cars: readonly GridEntry[];
  /** Ids of cars that are no longer there. */
  readonly gone: readonly number[];
}

/** The cars at one time. */
export interface CarsMoment {
  /** ms of the session; the clock of the `t` of its frames. */
  readonly t: number;
  /** What changed since the moment before; null: nothing. The first moment of a chunk has all cars. */
  readonly entries: CarsMomentEntries | null;
  /** `encodeCars` in base64. */
  readonly positions: string;
}

/** Moments of some seconds that are stored together. It can be read without the ones before. */
export interface CarsChunk {
  /** Of the first and the last moment, ms of the session. */
  readonly startT: number;
  readonly endT: number;
  readonly moments: readonly CarsMoment[];
}

/** What is to be stored of the cars at one time. */
export interface CarsSnapshot extends Pick<Grid, 't' | 'isRace' | 'source' | 'server'> {
  /** An entry that has not changed is the same object as in the snapshot before. */
  readonly entries: readonly GridEntry[];
  /** Of `encodeCars`. */
  readonly positions: Uint8Array;
}

/** The answer of `GET /api/sessions/{id}/cars/positions`. */
export interface CarPositionList {
  readonly sessionID: string;
  /** In order of time, two a second. */
  readonly moments: readonly Omit<Grid, 'sessionID' | 'focus' | 'camera'>[];
}

/** @param snapshots in order of time, at least one */
export function chunkOf(snapshots: readonly CarsSnapshot[]): CarsChunk {
  const moments = snapshots.map((snapshot, i) => momentOf(snapshot, snapshots[i - 1] ?? null));
  return { startT: moments[0]!.t, endT: moments.at(-1)!.t, moments };
}

function momentOf(now: CarsSnapshot, before: CarsSnapshot | null): CarsMoment {
  const { t, source, server, isRace } = now;
  const isSame =
    before !== null &&
    before.source === source &&
    before.server === server &&
    before.isRace === isRace;
  const known = new Set(isSame ? before.entries : []);
  const cars = now.entries.filter((entry) => !known.has(entry));
  const ids = new Set(now.entries.map(({ id }) => id));
  const gone = [...known].map(({ id }) => id).filter((id) => !ids.has(id));
  const hasChanged = !isSame || cars.length > 0 || gone.length > 0;
  return {
    t,
    entries: hasChanged ? { source, server, isRace, whole: !isSame, cars, gone } : null,
    positions: toBase64(now.positions),
  };
}

function toBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

/** @throws CodecError for positions that `chunkOf` does not make */
export function positionsOf({ positions }: Pick<CarsMoment, 'positions'>): DecodedCars {
  return decodeCars(Uint8Array.from(atob(positions), (letter) => letter.charCodeAt(0)));
}

/** Reads moments in order and knows all cars at each. */
export class CarsReader {
  #head: Pick<Grid, 'source' | 'server' | 'isRace'> | null = null;
  readonly #entries = new Map<number, GridEntry>();

  /** @returns null: the moment before it that has all cars is missing */
  read(moment: CarsMoment): Omit<Grid, 'sessionID' | 'focus' | 'camera'> | null {
    const { t, entries } = moment;
    if (entries !== null && (entries.whole || this.#head !== null)) {
      const { source, server, isRace, whole: isWhole, cars, gone } = entries;
      this.#head = { source, server, isRace };
      if (isWhole) this.#entries.clear();
      for (const id of gone) this.#entries.delete(id);
      for (const entry of cars) this.#entries.set(entry.id, entry);
    }
    if (this.#head === null) return null;
    const cars = positionsOf(moment).cars.flatMap((position) => {
      const entry = this.#entries.get(position.id);
      return entry === undefined ? [] : { ...entry, ...position };
    });
    return { t, ...this.#head, cars };
  }

  /** All that is known of the cars now, as the entries of a first moment; null: nothing. */
  get all(): CarsMomentEntries | null {
    if (this.#head === null) return null;
    return { ...this.#head, whole: true, cars: [...this.#entries.values()], gone: [] };
  }
}
