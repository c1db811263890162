/**
 * `GET /live/…`: the stream as files that any cache may keep. `{n}.bin` and `{n}.json` never change; `latest` and answers
 * about chunks that are not there are kept for a second.
 */
import express, { type Request, type Response, type Router } from 'express';
import { limits } from '../../protocol/limits.ts';
import type { LatestLiveChunk } from '../../protocol/live-chunk.ts';
import type { SessionStatus } from '../../protocol/session.ts';
import { isRunName, latestSession } from '../../protocol/session-id.ts';
import type { PageLook } from '../../protocol/theme-metadata.ts';
import { RelayError } from '../errors.ts';
import { type LiveChunks, openingJson } from './live-chunks.ts';
import type { KeptChunk } from './session-chunks.ts';

/** Chunks of sessions that another relay owns. */
export interface ChunksElsewhere {
  isElsewhere(sessionID: string): boolean;
  /** @returns null: there is no such chunk, or its relay does not answer */
  chunk(sessionID: string, number: number): Promise<KeptChunk | null>;
  /** @returns null: there is no such session, or its relay does not answer */
  newestChunk(sessionID: string): Promise<NewestChunk | null>;
}

/** What a session's relay knows of its newest chunk. */
export type NewestChunk = Pick<LatestLiveChunk, 'newest' | 'first' | 'status'>;

export interface ChunkRoutesParts {
  readonly chunks: LiveChunks;
  /** Absent: this relay works alone. */
  readonly elsewhere?: ChunksElsewhere | undefined;
  /** The session that `live` stands for. @param driver null: of any driver */
  live(driver: string | null): string | null;
  statusOf(sessionID: string): SessionStatus | null;
  build(): string;
  choices(): PageLook;
  streamDelayMs(): number | null;
  now(): number;
}

/** To be mounted at `/`. */
export function chunkRouter(parts: ChunkRoutesParts): Router {
  const router = express.Router();
  router.use('/live', (request, response, next) => {
    const { origin } = request.headers;
    // Only pages that may watch come here, see `route-permissions.ts`.
    response.vary('Origin');
    if (origin !== undefined) response.set('Access-Control-Allow-Origin', origin);
    next();
  });
  router.get('/live/:session/latest', async (request, response) => {
    const { driver } = request.query;
    const asked = typeof driver === 'string' ? driver : null;
    const answer = await latest(parts, request.params.session, asked);
    cacheFor(request, response, limits.liveLatestMaxAgeS).json(answer);
  });
  router.get('/live/:session/:file', async (request, response) => {
    const { session, file } = request.params;
    const [, digits, kind] = /^(\d{1,12})\.(bin|json)$/.exec(file) ?? [];
    const chunk = digits === undefined ? null : await find(parts, session, Number(digits));
    if (chunk === null) {
      const error = new RelayError(
        'not-found',
        'This second of the session is not here.',
        'It is not over yet, or too old; /live/{session}/latest has the newest number.',
      );
      cacheFor(request, response.status(error.status), limits.liveLatestMaxAgeS);
      response.json({ error: error.toProtocol() });
      return;
    }
    cacheFor(request, response, limits.liveChunkMaxAgeS, ', immutable');
    if (kind === 'bin') response.type('application/octet-stream').send(Buffer.from(chunk.bytes));
    else response.type('application/json').send(openingJson(chunk.opening));
  });
  return router;
}

/** What somebody with a key gets is not for a cache that others share. */
function cacheFor(request: Request, response: Response, seconds: number, more = ''): Response {
  const hasKey = request.headers.authorization !== undefined || request.query.key !== undefined;
  const whose = hasKey ? 'private' : 'public';
  return response.set('Cache-Control', `${whose}, max-age=${seconds}${more}`);
}

async function latest(
  parts: ChunkRoutesParts,
  asked: string,
  driver: string | null,
): Promise<LatestLiveChunk> {
  const { elsewhere, live, build, choices, streamDelayMs, now } = parts;
  const sessionID = asked === latestSession ? live(driver) : asked;
  const found =
    sessionID === null
      ? null
      : elsewhere?.isElsewhere(sessionID)
        ? await elsewhere.newestChunk(sessionID)
        : newestChunk(parts, sessionID);
  return {
    relayMs: now(),
    build: build(),
    streamDelayMs: streamDelayMs(),
    settings: choices(),
    sessionID: found === null ? null : sessionID,
    ...(found ?? { status: null, newest: null, first: null }),
  };
}

/** @returns null: there is no such session */
export function newestChunk(
  { chunks, statusOf }: Pick<ChunkRoutesParts, 'chunks' | 'statusOf'>,
  sessionID: string,
): NewestChunk | null {
  const found = chunks.ask(sessionID);
  if (found === null) return null;
  return { status: statusOf(sessionID), newest: found.newest, first: found.first };
}

/** `live` names no file: it may stand for another session at any time. */
async function find(
  { chunks, elsewhere }: ChunkRoutesParts,
  session: string,
  number: number,
): Promise<KeptChunk | null> {
  if (!isRunName(session)) return null;
  if (elsewhere?.isElsewhere(session)) return elsewhere.chunk(session, number);
  return chunks.ask(session)?.get(number) ?? null;
}
