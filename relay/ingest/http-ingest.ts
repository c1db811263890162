/**
 * `POST /ingest`: reads, checks and hands on one batch. It answers every request with a code of the contract and
 * must never go through the middleware of the pages, which costs more than all of this together.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { isRunName } from '../../protocol/session-id.ts';
import type { AccessControl } from '../access/access-control.ts';
import { RelayError } from '../errors.ts';
import type { SessionRegistry } from '../live/session-registry.ts';
import { answerError, answerJson, asRelayError } from '../transport/answers.ts';
import { splitAddress } from '../transport/request-address.ts';
import { AccessCache, type Head } from './access-cache.ts';
import { checkedFrames, parseJson } from './batch-check.ts';
import type { PublishingCaller, RefusedPublishers } from './refused-publishers.ts';

export interface HttpIngestParts {
  readonly sessions: SessionRegistry;
  readonly access: AccessControl;
  readonly refused: RefusedPublishers;
  readonly log: Log;
  /** ms on the relay's clock. */
  now(): number;
  isStopping(): boolean;
}

export class HttpIngest {
  readonly #parts: HttpIngestParts;
  readonly #admission: AccessCache;
  /** Bytes of bodies that are on their way. */
  #bytes = 0;

  constructor(parts: HttpIngestParts) {
    this.#parts = parts;
    this.#admission = new AccessCache(parts.access, () => {
      if (parts.isStopping()) throw stopping();
    });
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    try {
      const head = this.#admission.admit(request);
      const length = Number(request.headers['content-length'] ?? Number.NaN);
      if (length > limits.ingestBytesMax) throw tooLarge();
      this.#readBody(request, response, head, length);
    } catch (error) {
      this.#refuse(request, response, error);
    }
  }

  /** @param length of the body as it was told; NaN: it was not */
  #readBody(request: IncomingMessage, response: ServerResponse, head: Head, length: number): void {
    let chunks: Buffer[] | null = null;
    let bytes = 0;
    let done = false;
    const release = () => {
      if (!done) this.#bytes -= bytes;
      done = true;
    };
    request.on('data', (chunk: Buffer) => {
      if (done) return;
      // Nearly always a body is one chunk; then there is nothing to collect and nothing to wait for.
      if (chunks === null && chunk.length === length) {
        done = true;
        this.#take(request, response, head, chunk);
        return;
      }
      if (chunks === null) {
        chunks = [];
        request.on('close', release);
      }
      bytes += chunk.length;
      this.#bytes += chunk.length;
      chunks.push(chunk);
      const problem =
        bytes > limits.ingestBytesMax
          ? tooLarge()
          : this.#bytes > limits.bodiesBytesMax
            ? tooMany()
            : null;
      if (problem === null) return;
      release();
      this.#refuse(request, response, problem);
    });
    request.on('end', () => {
      if (done) return;
      release();
      this.#take(request, response, head, Buffer.concat(chunks ?? [], bytes));
    });
    request.on('error', release);
  }

  #take(request: IncomingMessage, response: ServerResponse, head: Head, body: Buffer): void {
    const { sessions, isStopping, now } = this.#parts;
    try {
      if (isStopping()) throw stopping();
      const { frames, warnings } = checkedFrames(parseJson(body));
      const { sessionID, lap } = head;
      const connection = request.socket;
      const receivedAt = now();
      sessions.receive({
        sessionID,
        lap,
        run: '',
        late: false,
        frames,
        connection,
        receivedAt,
      });
      if (warnings.length === 0) {
        answerAccepted(response, frames.length);
        return;
      }
      const remoteAddress = connection.remoteAddress ?? '';
      this.#parts.refused.leftOut({ remoteAddress, sessionID }, warnings);
      answerJson(response, 200, { accepted: frames.length, warnings });
    } catch (error) {
      this.#refuse(request, response, error);
    }
  }

  /** Answers, and reads past what is left of the body so that the sender gets to see the answer. */
  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const { log, refused } = this.#parts;
    const known = asRelayError(error, log);
    refused.refused(publisherOf(request), known);
    request.resume();
    answerError(response, known, log, 'POST');
  }
}

/** Who sent a request that is refused, as far as it says. */
function publisherOf({ socket, url }: IncomingMessage): PublishingCaller {
  // Read leniently: the address may be what is refused.
  const given = new URLSearchParams(splitAddress(url ?? '').query).get('session_id');
  return { remoteAddress: socket.remoteAddress ?? '', sessionID: isRunName(given) ? given : null };
}

/** As `answerJson` answers; this one is made twelve thousand times a second. */
function answerAccepted(response: ServerResponse, frames: number): void {
  const body = `{"accepted":${frames}}`;
  response.writeHead(200, [
    'Content-Type',
    'application/json; charset=utf-8',
    'Content-Length',
    String(body.length),
    'Cache-Control',
    'no-store',
    'X-Content-Type-Options',
    'nosniff',
  ]);
  response.end(body, 'latin1');
}

function tooLarge(): RelayError {
  return new RelayError('too-large', `A body has at most ${limits.ingestBytesMax} bytes.`);
}

function tooMany(): RelayError {
  return new RelayError('too-many', 'Too many frames are on their way to this relay.');
}

export function stopping(): RelayError {
  return new RelayError('shutting-down', 'The relay is shutting down.');
}
