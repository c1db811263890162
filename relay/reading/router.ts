/**
 * What is stored, over HTTP: sessions, laps, and the frames of a lap as JSON, CSV or a MoTeC log file. It only asks
 * the store; who may ask is decided before. Long laps are streamed chunk by chunk.
 */
import express from 'express';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { TrackMaps } from '../board/track-maps.ts';
import { RelayError } from '../errors.ts';
import { checkedLap } from '../names.ts';
import { fastest } from '../store/bests.ts';
import { lapChunks } from '../store/lap-chunks.ts';
import type { Recorder } from '../store/recorder.ts';
import type { StoredLap, StoredSession } from '../store/store.ts';
import { csvHeader, csvLines } from './csv.ts';
import { motecFile } from './motec.ts';
import { motecFacts } from './motec-facts.ts';
import { motecLaps } from './motec-laps.ts';
import { sendReplay } from './replay.ts';
import { asked, awaited, write } from './stream.ts';

export interface ReadingParts {
  readonly recorder: Pick<Recorder, 'reader' | 'remove' | 'settle' | 'storedSession'>;
  readonly maps: Pick<TrackMaps, 'find'>;
  /** The run of the session that is live now, which `live` in an address stands for; null: there is none. */
  live(): { sessionID: string; run: string } | null;
}

const formats = ['json', 'csv', 'ld', 'ldx'] as const;
type Format = (typeof formats)[number];

/** To be mounted under `/api`. */
export function readingRouter(parts: ReadingParts): express.Router {
  const { recorder } = parts;
  const { reader } = recorder;
  const router = express.Router();

  router.get('/sessions', async (request, response) => {
    const limit = pageSize(request.query.limit);
    const after = typeof request.query.after === 'string' ? request.query.after : null;
    const page = await asked(reader.sessions(limit, after));
    answer(response, { sessions: page.sessions.map(told), next: page.next });
  });

  router.get('/sessions/:id', async (request, response) => {
    answer(response, told(await sessionOf(parts, request.params.id)));
  });

  router.get('/sessions/:id/laps', async (request, response) => {
    const { sessionID } = await sessionOf(parts, request.params.id);
    answer(response, { sessionID, laps: await asked(reader.laps(sessionID)) });
  });

  router.get('/sessions/:id/laps/:lap', async (request, response) => {
    const format = formatOf(request.query.format);
    const session = await sessionOf(parts, request.params.id);
    const laps = await asked(reader.laps(session.sessionID));
    const lap = lapOf(laps, request.params.lap);
    response.set('Cache-Control', 'no-store');
    await senders[format](parts, session, lap, response);
  });

  router.get('/sessions/:id/laps/:lap/replay', async (request, response) => {
    const session = await sessionOf(parts, request.params.id);
    const laps = await asked(reader.laps(session.sessionID));
    const lap = lapOf(laps, request.params.lap);
    response.set('Cache-Control', 'no-store');
    await sendReplay({ reader, maps: parts.maps }, session, laps, lap, response);
  });

  router.delete('/sessions/:id', async (request, response) => {
    const sessionID = checkedStoredId(request.params.id);
    if (!(await asked(recorder.remove(sessionID)))) throw notStored(sessionID);
    response.status(204).end();
  });

  return router;
}

// ------------------------------------------------------------------ what is asked for

const storedIdPattern = new RegExp(`^[A-Za-z0-9._-]{1,${limits.storedIdCharsMax}}$`);

function checkedStoredId(id: string): string {
  if (!storedIdPattern.test(id)) {
    throw new RelayError('bad-session-id', 'This is no id of a stored session.');
  }
  return id;
}

function notStored(sessionID: string): RelayError {
  return new RelayError('not-found', `There is no stored session ${sessionID}.`);
}

/** The session, with what was published up to now. @throws RelayError `not-found` */
async function sessionOf({ recorder, live }: ReadingParts, id: string): Promise<StoredSession> {
  let sessionID = checkedStoredId(id);
  if (sessionID === 'live') {
    const run = live();
    if (run === null) throw new RelayError('not-found', 'No session is live.');
    await recorder.settle(run.sessionID);
    sessionID = (await asked(recorder.storedSession(run))) ?? run.sessionID;
  } else {
    await recorder.settle(sessionID);
  }
  const session = await asked(recorder.reader.session(sessionID));
  if (session === null) throw notStored(sessionID);
  return session;
}

/** @param word a number, `best` or `last` (the last that is complete) */
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

function formatOf(value: unknown): Format {
  if (value === undefined) return 'json';
  const format = formats.find((known) => known === value);
  if (format === undefined) {
    throw new RelayError('bad-parameter', `format must be one of ${formats.join(', ')}.`);
  }
  return format;
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

// ------------------------------------------------------------------ what is answered

function answer(response: express.Response, value: object): void {
  response.set('Cache-Control', 'no-store').json(value);
}

/** A session as the API shows it: times as text, and not what only the store needs. */
function told(session: StoredSession): object {
  const { sessionID, publishedID, runNumber, facts, laps, frames, bestLapMs } = session;
  return {
    sessionID,
    publishedID,
    run: runNumber,
    driverName: facts.driverName ?? null,
    track: facts.track ?? null,
    trackConfiguration: facts.trackConfiguration ?? null,
    car: facts.car ?? null,
    facts,
    createdAt: new Date(session.createdAt).toISOString(),
    updatedAt: new Date(session.updatedAt).toISOString(),
    laps,
    frames,
    bestLapMs,
  };
}

type Send = (
  parts: ReadingParts,
  session: StoredSession,
  lap: StoredLap,
  response: express.Response,
) => Promise<void>;

const senders: Readonly<Record<Format, Send>> = { json: sendJson, csv: sendCsv, ld: sendLd, ldx };

/**
 * The chunks of a lap as text. Headers go out with the first chunk, so that a database that is away still gets its
 * proper answer; when it goes away later the connection is cut, which no reader takes for the end of the lap.
 */
async function stream(
  parts: ReadingParts,
  { sessionID }: StoredSession,
  { lap }: StoredLap,
  response: express.Response,
  text: { before: string; chunk: (json: string, first: boolean) => string; after: string },
): Promise<void> {
  let first = true;
  for await (const { json } of awaited(lapChunks(parts.recorder.reader, sessionID, lap))) {
    const part = text.chunk(json, first);
    if (!(await write(response, first ? text.before + part : part))) return;
    first = false;
  }
  response.end(first ? text.before + text.after : text.after);
}

function sendJson(...[parts, session, lap, response]: Parameters<Send>): Promise<void> {
  response.type('application/json');
  const head = JSON.stringify({ sessionID: session.sessionID, lap: lap.lap });
  return stream(parts, session, lap, response, {
    before: `${head.slice(0, -1)},"data":[`,
    chunk: (json, first) => `${first ? '' : ','}${json.slice(1, -1)}`,
    after: ']}',
  });
}

function sendCsv(...[parts, session, lap, response]: Parameters<Send>): Promise<void> {
  response.type('text/csv').attachment(fileName(session, lap, 'csv'));
  return stream(parts, session, lap, response, {
    before: csvHeader(),
    chunk: (json) => csvLines(JSON.parse(json) as Frame[]),
    after: '',
  });
}

async function sendLd(...[parts, session, lap, response]: Parameters<Send>): Promise<void> {
  if (lap.frames > limits.motecFramesMax) {
    throw new RelayError(
      'too-large',
      `A lap with more than ${limits.motecFramesMax} frames does not fit a MoTeC file.`,
    );
  }
  const frames: Frame[] = [];
  const chunks = lapChunks(parts.recorder.reader, session.sessionID, lap.lap);
  for await (const { json } of awaited(chunks)) frames.push(...(JSON.parse(json) as Frame[]));
  const file = motecFile(frames, motecFacts(session, lap, frames[0]?.t));
  response
    .type('application/octet-stream')
    .attachment(fileName(session, lap, 'ld'))
    .end(file);
}

async function ldx(...[, session, lap, response]: Parameters<Send>): Promise<void> {
  if (lap.lapMs === null) throw new RelayError('not-found', 'This lap has no time.');
  response.type('application/xml').attachment(fileName(session, lap, 'ldx'));
  response.end(motecLaps(lap.lapMs));
}

function fileName({ sessionID }: StoredSession, { lap }: StoredLap, ending: string): string {
  return `${sessionID}-lap${lap}.${ending}`;
}
