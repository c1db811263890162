/**
 * `GET /live/…`: the stream as files that any cache may keep. `{n}.bin` and `{n}.json` never change; `latest` and answers
 * about chunks that are not there are kept for a second.
 */
import express, { type Response, type Router } from 'express';
import { limits } from '../../protocol/limits.ts';
import type { LatestLiveChunk } from '../../protocol/live-chunk.ts';
import type { SessionStatus } from '../../protocol/session.ts';
import { isRunName, latestSession } from '../../protocol/session-id.ts';
import type { PageLook } from '../../protocol/theme-metadata.ts';
import { RelayError } from '../errors.ts';
import { type LiveChunks, openingJson } from './live-chunks.ts';
import type { KeptChunk } from './session-chunks.ts';

export interface ChunkRoutesParts {
  readonly chunks: LiveChunks;
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
  router.get('/live/:session/latest', (request, response) => {
    const { driver } = request.query;
    cacheFor(response, limits.liveLatestMaxAgeS).json(
      latest(parts, request.params.session, typeof driver === 'string' ? driver : null),
    );
  });
  router.get('/live/:session/:file', (request, response) => {
    const { session, file } = request.params;
    const [, digits, kind] = /^(\d{1,12})\.(bin|json)$/.exec(file) ?? [];
    const chunk = digits === undefined ? null : find(parts, session, Number(digits));
    if (chunk === null) {
      const error = new RelayError(
        'not-found',
        'This second of the session is not here.',
        'It is not over yet, or too old; /live/{session}/latest has the newest number.',
      );
      cacheFor(response.status(error.status), limits.liveLatestMaxAgeS);
      response.json({ error: error.toProtocol() });
      return;
    }
    cacheFor(response, limits.liveChunkMaxAgeS, ', immutable');
    if (kind === 'bin') response.type('application/octet-stream').send(Buffer.from(chunk.bytes));
    else response.type('application/json').send(openingJson(chunk.opening));
  });
  return router;
}

function cacheFor(response: Response, seconds: number, more = ''): Response {
  return response.set('Cache-Control', `public, max-age=${seconds}${more}`);
}

function latest(
  { chunks, live, statusOf, build, choices, streamDelayMs, now }: ChunkRoutesParts,
  asked: string,
  driver: string | null,
): LatestLiveChunk {
  const sessionID = asked === latestSession ? live(driver) : asked;
  const found = sessionID === null ? null : chunks.ask(sessionID);
  return {
    relayMs: now(),
    build: build(),
    streamDelayMs: streamDelayMs(),
    settings: choices(),
    sessionID: found === null ? null : sessionID,
    status: found === null || sessionID === null ? null : statusOf(sessionID),
    newest: found?.newest ?? null,
    first: found?.first ?? null,
  };
}

/** `live` names no file: it may stand for another session at any time. */
function find({ chunks }: ChunkRoutesParts, session: string, number: number): KeptChunk | null {
  return isRunName(session) ? (chunks.ask(session)?.get(number) ?? null) : null;
}
