/**
 * The learnt maps of tracks, a file each in the user's folder, read once and kept. A map that is damaged counts as
 * not known and is learnt anew; nothing here ever stops a session.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { type Router } from 'express';
import type { TrackMap } from '../../protocol/board.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import { writeWhole } from '../whole-file.ts';

const idPattern = /^[A-Za-z0-9._-]{1,64}$/;
/** Stands for a track without layouts in paths and file names. */
const noLayout = '-';

export class TrackMaps {
  readonly #folder: string;
  readonly #log: Log;
  readonly #known = new Map<string, TrackMap>();

  constructor(userFolder: string, log: Log) {
    this.#folder = join(userFolder, 'tracks');
    this.#log = log;
  }

  /** The map of a track and layout; null: not known. */
  async read(track: string, layout: string): Promise<TrackMap | null> {
    const key = keyOf(track, layout);
    if (key === null) return null;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const map = await this.#load(key);
    if (map !== null) this.#remember(key, map);
    return map;
  }

  /** Where the page gets the map; null: not known. */
  async find(track: string, layout: string): Promise<string | null> {
    return (await this.read(track, layout)) === null ? null : pathOf(track, layout);
  }

  /** Keeps a map that was learnt. @returns where pages get it; null: the track's id is not usable */
  async keep(map: TrackMap): Promise<string | null> {
    const key = keyOf(map.track, map.trackConfiguration);
    if (key === null) return null;
    this.#remember(key, map);
    try {
      await writeWhole(this.#fileOf(key), `${JSON.stringify(map)}\n`);
    } catch (error) {
      this.#log.warn({ err: error }, 'The learnt track map could not be written.');
    }
    return pathOf(map.track, map.trackConfiguration);
  }

  /** `GET /tracks/{track}/{layout}`; the layout is `-` where a track has none. */
  get router(): Router {
    const router = express.Router();
    router.get('/tracks/:track/:layout', async (request, response) => {
      const { track, layout } = request.params;
      const map = await this.read(track, layout === noLayout ? '' : layout);
      if (map === null) {
        throw new RelayError(
          'not-found',
          `The map of ${track} is not known yet.`,
          'It is learnt from the first lap that is driven from line to line.',
        );
      }
      response.json(map);
    });
    return router;
  }

  async #load(key: string): Promise<TrackMap | null> {
    let text: string;
    try {
      text = await readFile(this.#fileOf(key), 'utf8');
    } catch {
      return null;
    }
    try {
      const map = JSON.parse(text) as TrackMap;
      if (isMap(map)) return map;
    } catch {
      // Said below.
    }
    this.#log.warn({ file: this.#fileOf(key) }, 'A track map is damaged and will be learnt anew.');
    return null;
  }

  #remember(key: string, map: TrackMap): void {
    if (this.#known.size >= limits.mapsKeptMax) {
      this.#known.delete(this.#known.keys().next().value!);
    }
    this.#known.set(key, map);
  }

  #fileOf(key: string): string {
    return join(this.#folder, `${key}.json`);
  }
}

function keyOf(track: string, layout: string): string | null {
  if (!idPattern.test(track) || (layout !== '' && !idPattern.test(layout))) return null;
  // Neither part may hold a tilde, so that two tracks never share a file.
  return `${track}~${layout === '' ? noLayout : layout}`;
}

function pathOf(track: string, layout: string): string {
  return `/api/tracks/${track}/${layout === '' ? noLayout : layout}`;
}

function isMap(map: unknown): map is TrackMap {
  if (typeof map !== 'object' || map === null) return false;
  const { points, sectorStarts } = map as Partial<TrackMap>;
  if (!Array.isArray(points) || points.length < 3 || !Array.isArray(sectorStarts)) return false;
  return points.every((p) => [p?.x, p?.z, p?.position].every(Number.isFinite));
}
