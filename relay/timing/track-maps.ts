/**
 * The learnt track maps: one file each in the user's folder, cached in memory. A damaged map counts as unknown and is
 * learnt again. No error here stops a session.
 */
import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import express, { type Router } from 'express';
import { readJson } from '../../protocol/json-text.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { TrackMap } from '../../protocol/timing-summary.ts';
import {
  isSameTrack,
  type TrackInfo,
  type TrackKey,
  trackKeyOf,
  trackKeyText,
  trackMapPath,
  trackOfPath,
} from '../../protocol/track-key.ts';
import { writeWhole } from '../files/atomic-file.ts';
import { readSmallFile } from '../files/small-file.ts';
import type { LearntMap } from './track-map-learning.ts';

export class TrackMaps {
  readonly #folder: string;
  readonly #log: Log;
  /** By file name. */
  readonly #known = new Map<string, TrackMap>();

  constructor(userFolder: string, log: Log) {
    this.#folder = join(userFolder, 'tracks');
    this.#log = log;
  }

  /** The map of a track and layout; null: not known. */
  async read(key: TrackKey): Promise<TrackMap | null> {
    return (await this.#find(key))?.map ?? null;
  }

  /** The path at which pages get the map; null: not known. */
  async find(info: TrackInfo): Promise<string | null> {
    const key = trackKeyOf(info);
    if (key === null) return null;
    return (await this.#find(key)) === null ? null : trackMapPath(key);
  }

  /** Stores a learnt map. @returns the path at which pages get it; null: the track is not known */
  async keep(info: TrackInfo, learnt: LearntMap): Promise<string | null> {
    const key = trackKeyOf(info);
    if (key === null) return null;
    const map: TrackMap = { track: key.name, trackConfiguration: key.layout, ...learnt };
    const file = fileOfTrack(key);
    this.#known.delete(file);
    this.#remember(file, map);
    try {
      await writeWhole(join(this.#folder, file), `${JSON.stringify(map)}\n`);
    } catch (error) {
      this.#log.warn({ err: error }, 'The learnt track map could not be written.');
    }
    return trackMapPath(key);
  }

  /** `GET /tracks/{track}/{layout}`, as `trackMapPath` writes it; 204: the map is not known yet. */
  get router(): Router {
    const router = express.Router();
    router.get('/tracks/:track/:layout', async (request, response) => {
      const { track, layout } = request.params;
      const { cut } = request.query;
      const key = trackOfPath(track, layout, typeof cut === 'string' ? cut : undefined);
      const map = await this.read(key);
      // No error: it is learnt from the first lap that is driven from line to line.
      if (map === null) response.status(204).end();
      else response.json(map);
    });
    return router;
  }

  /** From the file of this key, or else from the first file of the same track. */
  async #find(key: TrackKey): Promise<{ map: TrackMap } | null> {
    const own = fileOfTrack(key);
    for (const file of [own, ...(await this.#sameTrack(key, own))]) {
      const map = this.#known.get(file) ?? (await this.#load(file));
      if (map === null) continue;
      this.#remember(file, map);
      return { map };
    }
    return null;
  }

  async #sameTrack(key: TrackKey, own: string): Promise<string[]> {
    if (this.#known.has(own)) return [];
    const files = new Set([...this.#known.keys(), ...(await this.#files())]);
    return [...files].sort().filter((file) => {
      const track = trackOfFile(file);
      return track !== null && isSameTrack(track, key);
    });
  }

  async #files(): Promise<string[]> {
    try {
      return await readdir(this.#folder);
    } catch {
      // The folder is missing until the first map is learnt.
      return [];
    }
  }

  async #load(file: string): Promise<TrackMap | null> {
    const path = join(this.#folder, file);
    const found = await readSmallFile(path, { bytesMax: limits.mapBytesMax, links: 'follow' });
    if (found.kind === 'none') return null;
    const json = found.kind === 'text' ? readJson(found.text) : null;
    if (json?.ok && isMap(json.value)) return json.value;
    const problem = found.kind === 'text' ? 'It is not the map of a track.' : found.problem;
    const fields = { file: path, problem: json?.ok === false ? json.problem : problem };
    this.#log.warn(fields, 'A track map cannot be used and will be learnt again.');
    return null;
  }

  #remember(file: string, map: TrackMap): void {
    if (this.#known.has(file)) return;
    if (this.#known.size >= limits.mapsKeptMax) {
      this.#known.delete(this.#known.keys().next().value!);
    }
    this.#known.set(file, map);
  }
}

function isMap(map: unknown): map is TrackMap {
  if (typeof map !== 'object' || map === null) return false;
  const { points, sectorStarts } = map as Partial<TrackMap>;
  if (!Array.isArray(points) || points.length < 3 || !Array.isArray(sectorStarts)) return false;
  return points.every((p) => [p?.x, p?.z, p?.position].every(Number.isFinite));
}

/**
 * The name of the file that holds a track's map, for instance `monza~gp~5793.json`. It is valid on every system, and no
 * two tracks share one.
 *
 * Its parts are the name, the layout (`-`: none), the length in metres (`-`: not known), and `~cut` when the game may
 * have cut the name. Letters and digits stay as they are. Everything else is percent-encoded, the dot too, so no name is
 * one of Windows' devices. A name that is too long for a file system is replaced by a hash.
 */
export function fileOfTrack(key: TrackKey): string {
  const { name, layout, lengthM, isCut } = key;
  const dashed = /^-*$/.test(layout) ? `${layout}-` : layout;
  const parts = [encoded(name), encoded(dashed), lengthM ?? '-', ...(isCut ? ['cut'] : [])];
  const file = `${parts.join('~')}.json`;
  if (Buffer.byteLength(file) <= limits.mapFileBytesMax) return file;
  return `~${createHash('sha256').update(trackKeyText(key)).digest('hex')}.json`;
}

/** @returns null: another kind of file, or one whose name is a hash */
export function trackOfFile(file: string): TrackKey | null {
  // Older versions wrote no length.
  const match = /^([^~]+)~([^~]+)(?:~(\d+|-)(~cut)?)?\.json$/.exec(file.normalize('NFC'));
  if (match === null) return null;
  try {
    const [name, dashed] = [decodeURIComponent(match[1]!), decodeURIComponent(match[2]!)];
    const layout = /^-+$/.test(dashed) ? dashed.slice(1) : dashed;
    const key = trackKeyOf({ track: name, trackConfiguration: layout })!;
    const lengthM = Number(match[3]);
    return {
      ...key,
      lengthM: lengthM > 0 ? lengthM : null,
      isCut: match[4] !== undefined || key.isCut,
    };
  } catch {
    return null;
  }
}

/** Keys are lower case. A letter that some file system treats like another one is encoded too. */
function encoded(text: string): string {
  return text.replace(/[^a-z0-9_-]/gu, (character) => {
    const isPlain =
      /^[\p{Ll}\p{Lo}\p{Nd}]$/u.test(character) &&
      character.toUpperCase().toLowerCase() === character &&
      character.normalize('NFKC') === character;
    return isPlain ? character : percent(character);
  });
}

function percent(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
