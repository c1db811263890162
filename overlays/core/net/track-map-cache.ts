/**
 * Track maps from the relay, each fetched once for all views. A failed fetch gives one sentence and is repeated after a
 * while.
 */

import { messageOf } from '../../../protocol/explained-error.ts';
import { limits } from '../../../protocol/limits.ts';
import type { TrackMap } from '../../../protocol/timing-summary.ts';
import { fetchFromRelay } from './shown-key.ts';

type Entry =
  | { readonly state: 'asked' }
  | { readonly state: 'ready'; readonly map: TrackMap }
  | { readonly state: 'failed'; readonly sentence: string; readonly atMs: number };

export type FetchMap = (path: string) => Promise<Response>;

export class TrackMapCache {
  readonly #entries = new Map<string, Entry>();
  readonly #fetchMap: FetchMap;

  constructor(fetchMap: FetchMap) {
    this.#fetchMap = fetchMap;
  }

  /**
   * @param nowMs the animation frame's time, for repeating failed fetches
   * @returns the state of the map; the first call for a path starts the fetch
   */
  get(path: string, nowMs: number): Entry {
    const entry = this.#entries.get(path);
    const isDue =
      entry === undefined || (entry.state === 'failed' && nowMs - entry.atMs >= limits.mapRetryMs);
    if (!isDue) return entry;
    const asked: Entry = { state: 'asked' };
    this.#entries.set(path, asked);
    void this.load(path, nowMs);
    return asked;
  }

  /** Fetches a map. Never rejects. */
  async load(path: string, nowMs: number): Promise<void> {
    const sentence = await this.#fetchInto(path);
    if (sentence !== null) this.#entries.set(path, { state: 'failed', sentence, atMs: nowMs });
  }

  /** @returns null, or why there is no map */
  async #fetchInto(path: string): Promise<string | null> {
    try {
      const response = await this.#fetchMap(path);
      if (response.status === 204) return 'The map of the track is not known yet.';
      if (!response.ok) return `The relay has no map of the track (${response.status}).`;
      const map = readMap(await response.json());
      if (map === null) return 'The map of the track is invalid: it has no line.';
      this.#entries.set(path, { state: 'ready', map });
      return null;
    } catch (error) {
      const reason = messageOf(error);
      return `The map of the track could not be fetched: ${reason}.`;
    }
  }
}

/** @returns the map with its points ordered by position; null: it is not a map */
export function readMap(value: unknown): TrackMap | null {
  if (typeof value !== 'object' || value === null) return null;
  const { points, sectorStarts, track, trackConfiguration, line, byCoordinates } =
    value as Partial<TrackMap>;
  if (!Array.isArray(points) || points.length < 3) return null;
  const isWhole = points.every(
    (point) =>
      Number.isFinite(point?.x) && Number.isFinite(point?.z) && Number.isFinite(point?.position),
  );
  if (!isWhole) return null;
  return {
    track: String(track ?? ''),
    trackConfiguration: String(trackConfiguration ?? ''),
    points: [...points].sort((a, b) => a.position - b.position),
    sectorStarts: Array.isArray(sectorStarts) ? sectorStarts.filter(Number.isFinite) : [],
    line: typeof line === 'number' && Number.isFinite(line) ? line : 0,
    ...(byCoordinates === true ? { byCoordinates } : {}),
  };
}

/** The page's maps. They outlive a view that is rebuilt for another size or theme. */
export const trackMaps = new TrackMapCache((path) =>
  fetchFromRelay(path, { signal: AbortSignal.timeout(limits.mapFetchMs) }),
);
