/**
 * Checks the content of a session file: ids, runs, dates, session info, laps and frames. A file may come from anywhere, so
 * it gets the same checks as a publisher.
 */

import * as z from 'zod';
import { type CarLap, carLapSchema } from '../../protocol/car-lap.ts';
import { channelByName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { isFrame } from '../../protocol/frame-check.ts';
import { limits } from '../../protocol/limits.ts';
import { type MarkedMoment, markedMomentSchema } from '../../protocol/marked-moment.ts';
import { isSessionId, isStoredId } from '../../protocol/session-id.ts';
import { readSessionInfo } from '../../protocol/session-info.ts';
import { isWhole } from '../../protocol/value-checks.ts';
import { damagedFile, wrongFile } from './session-file-lines.ts';
import type { Chunk, StoredSession } from './store.ts';
import { StoreProblem } from './store-problem.ts';

export const format = 'sequential-session';
export const version = 1;

export interface FileSession
  extends Pick<
    StoredSession,
    | 'sessionID'
    | 'publishedID'
    | 'run'
    | 'runNumber'
    | 'origin'
    | 'facts'
    | 'createdAt'
    | 'updatedAt'
  > {
  /** Absent in files of older versions. */
  readonly moments: readonly MarkedMoment[];
  /** Absent in files of older versions. */
  readonly carLaps: readonly CarLap[];
}

const carLapsSchema = z.array(carLapSchema).max(limits.carLapsPerFileMax).default([]);
const momentsSchema = z.array(markedMomentSchema).max(limits.momentsPerFileMax).default([]);

/** The name of an imported run is longer than that of a published one. */
const runPattern = new RegExp(`^[A-Za-z0-9._-]{0,${limits.sessionIdCharsMax + 16}}$`);
const originPattern = new RegExp(`^[A-Za-z0-9._-]{1,${limits.originCharsMax}}$`);
const { min: lapMin, max: lapMax } = channelByName.get('lap')!;

type Field = Exclude<keyof FileSession, 'facts' | 'moments' | 'carLaps'>;

const fits: Readonly<Record<Field, (value: unknown) => boolean>> = {
  sessionID: isStoredId,
  publishedID: isSessionId,
  run: (value) => typeof value === 'string' && runPattern.test(value),
  origin: (value) => typeof value === 'string' && originPattern.test(value),
  runNumber: (value) => isWhole(value, 1, limits.runNumberMax),
  createdAt: (value) => isWhole(value, 0, limits.dateMsMax),
  updatedAt: (value) => isWhole(value, 0, limits.dateMsMax),
};

/** @throws StoreProblem */
export function readHeader(file: string, header: Record<string, unknown>): FileSession {
  if (header.format !== format) throw wrongFile(file);
  if (header.version !== version) {
    throw new StoreProblem(
      'newer-session-file',
      `The file ${file} is of version ${JSON.stringify(header.version)?.slice(0, 40)}; this Sequential reads version ${version}.`,
    );
  }
  const { session } = header;
  if (typeof session !== 'object' || session === null) {
    throw damagedFile(file, 'does not name its session');
  }
  const given = session as Record<string, unknown>;
  const read: Record<string, unknown> = {};
  for (const field of Object.keys(fits) as Field[]) {
    const value = Object.hasOwn(given, field) ? given[field] : undefined;
    if (!fits[field](value)) throw damagedFile(file, `has no valid ${field}`);
    read[field] = value;
  }
  const { info: facts, problem } = readSessionInfo(given.facts);
  if (problem !== null) throw damagedFile(file, `has wrong session info: ${problem.slice(0, -1)}`);
  const moments = momentsSchema.safeParse(given.moments);
  if (!moments.success) throw damagedFile(file, 'has wrong moments');
  const carLaps = carLapsSchema.safeParse(given.carLaps);
  if (!carLaps.success) throw damagedFile(file, 'has wrong laps of cars');
  return {
    ...(read as unknown as FileSession),
    facts,
    moments: moments.data,
    carLaps: carLaps.data,
  };
}

/**
 * @param before the chunk before this one; null for the first
 * @throws StoreProblem
 */
export function readChunk(
  file: string,
  { lap, data }: Record<string, unknown>,
  before: Chunk | null,
): Chunk {
  if (!isWhole(lap, lapMin, lapMax)) throw damagedFile(file, 'contains a wrong lap');
  const frames = framesOf(file, data);
  const isInOrder = frames.every(
    ({ packetId }, i) => i === 0 || packetId > frames[i - 1]!.packetId,
  );
  const last = before?.frames.at(-1)?.packetId ?? -1;
  const goesOn =
    before === null || lap > before.lap || (lap === before.lap && frames[0]!.packetId > last);
  if (!isInOrder || !goesOn) throw damagedFile(file, 'is out of order');
  return { lap, frames };
}

/** Uses the check for published frames, and refuses a frame with a wrong field, which publishing would only leave out. */
function framesOf(file: string, data: unknown): Frame[] {
  const isArray = Array.isArray(data) && data.length > 0 && data.length <= limits.chunkFramesMax;
  if (isArray && data.every(isFrame)) return data;
  throw damagedFile(file, 'contains a wrong frame');
}
