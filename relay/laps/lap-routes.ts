/**
 * The HTTP API of stored sessions and laps, with the frames of a lap as JSON, CSV or a MoTeC log file. Long laps are
 * streamed chunk by chunk (`send-export.ts`, `stream.ts`). Access is checked before requests come here.
 */
import express from 'express';
import type { CarLapList } from '../../protocol/car-lap.ts';
import { limits } from '../../protocol/limits.ts';
import type { ListedSession, StoredLap } from '../../protocol/relay-answers.ts';
import { carAndTrackOf } from '../../protocol/session.ts';
import { RelayError } from '../errors.ts';
import type { StoredSession } from '../storage/store.ts';
import { fastest } from '../timing/best-laps.ts';
import { lapChunks } from '../timing/stored-laps.ts';
import type { TrackMaps } from '../timing/track-maps.ts';
import { checkedLap, oneOf } from '../transport/request-address.ts';
import { rangeOf, sendCarPositions } from './car-positions.ts';
import { type Separator, separatorOf } from './csv.ts';
import type { ExportJob } from './export-job.ts';
import type { Exporter } from './exporter.ts';
import { motecHeader } from './motec.ts';
import { sendReplay } from './replay.ts';
import { exportedLap, exportSource, sendExport } from './send-export.ts';
import { checkedStoredId, notStored, type ReadingParts, sessionOf } from './stored-session.ts';
import { eachWithStoreErrors, withStoreErrors, writeAtReaderPace } from './stream.ts';

export interface LapParts extends ReadingParts {
  readonly maps: Pick<TrackMaps, 'find'>;
  readonly exporter: Exporter;
}

const formats = ['json', 'csv', 'ld', 'ldx'] as const;
type Format = (typeof formats)[number];

/** Mounted under `/api`. */
export function readingRouter(parts: LapParts): express.Router {
  const { recorder } = parts;
  const { reader } = recorder;
  const router = express.Router();

  router.get('/sessions', async (request, response) => {
    const limit = pageSize(request.query.limit);
    const after = typeof request.query.after === 'string' ? request.query.after : null;
    const page = await withStoreErrors(reader.sessions(limit, after));
    answer(response, { sessions: page.sessions.map(listed), next: page.next });
  });

  router.get('/sessions/:id', async (request, response) => {
    answer(response, listed(await sessionOf(parts, request.params.id)));
  });

  router.get('/sessions/:id/laps', async (request, response) => {
    const { sessionID } = await sessionOf(parts, request.params.id);
    answer(response, { sessionID, laps: await withStoreErrors(reader.laps(sessionID)) });
  });

  router.get('/sessions/:id/cars/laps', async (request, response) => {
    const { sessionID } = await sessionOf(parts, request.params.id);
    const list: CarLapList = { sessionID, laps: await withStoreErrors(reader.carLaps(sessionID)) };
    answer(response, list);
  });

  router.get('/sessions/:id/cars/positions', async (request, response) => {
    const range = rangeOf(request.query);
    const { sessionID } = await sessionOf(parts, request.params.id);
    response.set('Cache-Control', 'no-store');
    await sendCarPositions(reader, sessionID, range, response);
  });

  router.get('/sessions/:id/laps/:lap', async (request, response) => {
    const format = oneOf('format', formats, request.query.format);
    const separator = separatorOf(request.query.separator);
    const session = await sessionOf(parts, request.params.id);
    const laps = await withStoreErrors(reader.laps(session.sessionID));
    const lap = lapOf(laps, request.params.lap);
    response.set('Cache-Control', 'no-store');
    if (format === 'json') return sendJson(parts, session, lap, response);
    const job = jobOf(format, separator, session, lap);
    const source = exportSource(reader, session, laps, lap);
    const name = `${session.sessionID}-lap${lap.lap}.${format}`;
    const head = { mediaType: mediaTypes[format], name };
    await sendExport(parts.exporter, job, source, head, response);
  });

  router.get('/sessions/:id/laps/:lap/replay', async (request, response) => {
    const session = await sessionOf(parts, request.params.id);
    const laps = await withStoreErrors(reader.laps(session.sessionID));
    const lap = lapOf(laps, request.params.lap);
    response.set('Cache-Control', 'no-store');
    const { maps, exporter } = parts;
    await sendReplay({ reader, maps, exporter }, session, laps, lap, response);
  });

  router.delete('/sessions/:id', async (request, response) => {
    const sessionID = checkedStoredId(request.params.id);
    if (!(await withStoreErrors(recorder.remove(sessionID)))) throw notStored(sessionID);
    response.status(204).end();
  });

  return router;
}

// ------------------------------------------------------------------ requests

/** @param word a number, `best` or `last` (the last complete lap) */
function lapOf(laps: readonly StoredLap[], word: string): StoredLap {
  if (word === 'best') {
    const best = fastest(laps);
    if (best === null) throw new RelayError('not-found', 'No lap of this session has a time yet.');
    return best;
  }
  if (word === 'last') {
    const complete = laps.filter(({ lap }) => laps.some((other) => other.lap > lap));
    const last = complete.at(-1) ?? laps.at(-1);
    if (last === undefined) throw new RelayError('not-found', 'This session has no laps yet.');
    return last;
  }
  const number = checkedLap(word);
  const found = laps.find(({ lap }) => lap === number);
  if (found === undefined) throw new RelayError('not-found', `Lap ${number} is not stored.`);
  return found;
}

function pageSize(value: unknown): number {
  if (value === undefined) return limits.sessionsPage;
  const size = typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : 0;
  if (size < 1 || size > limits.sessionsPageMax) {
    throw new RelayError(
      'bad-parameter',
      `limit must be a whole number from 1 to ${limits.sessionsPageMax}.`,
    );
  }
  return size;
}

// ------------------------------------------------------------------ answers

function answer(response: express.Response, value: object): void {
  response.set('Cache-Control', 'no-store').json(value);
}

/** A session as the API shows it: with times as text, without internal fields. */
function listed(session: StoredSession): ListedSession {
  const { sessionID, publishedID, runNumber, facts, laps, frames, bestLapMs } = session;
  return {
    sessionID,
    publishedID,
    run: runNumber,
    driverName: facts.driverName ?? null,
    ...carAndTrackOf(facts),
    facts,
    createdAt: new Date(session.createdAt).toISOString(),
    updatedAt: new Date(session.updatedAt).toISOString(),
    laps,
    frames,
    bestLapMs,
  };
}

const mediaTypes: Readonly<Record<Exclude<Format, 'json'>, string>> = {
  csv: 'text/csv',
  ld: 'application/octet-stream',
  ldx: 'application/xml',
};

function jobOf(
  format: Exclude<Format, 'json'>,
  separator: Separator,
  session: StoredSession,
  lap: StoredLap,
): ExportJob {
  const about = exportedLap(lap);
  if (format === 'csv') return { ...about, kind: 'csv', separator };
  if (format === 'ldx') return { ...about, kind: 'ldx' };
  const beganAt = session.facts.startedAt ?? session.createdAt;
  return { ...about, kind: 'ld', header: motecHeader(session, lap), beganAt };
}

/**
 * Sends the frames of a lap as they were published. The headers go out with the first chunk, so a database that is away
 * still gives an error answer. When it goes away later the connection is cut, so no client mistakes that for the end of
 * the lap.
 */
async function sendJson(
  { recorder }: ReadingParts,
  { sessionID }: StoredSession,
  { lap }: StoredLap,
  response: express.Response,
): Promise<void> {
  response.type('application/json');
  let before = `${JSON.stringify({ sessionID, lap }).slice(0, -1)},"data":[`;
  let isFirst = true;
  for await (const { json } of eachWithStoreErrors(lapChunks(recorder.reader, sessionID, lap))) {
    if (!(await writeAtReaderPace(response, before + json.slice(1, -1)))) return;
    before = ',';
    isFirst = false;
  }
  response.end(isFirst ? `${before}]}` : ']}');
}
