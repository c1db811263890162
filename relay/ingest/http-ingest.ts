/**
 * `POST /ingest`: reads one batch, checks it and hands it to its session (`session-registry.ts`). It bypasses express, which
 * costs six times as much for each request as everything here.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { isRunName } from '../../protocol/session-id.ts';
import type { AccessControl } from '../access/access-control.ts';
import type { SessionOwners } from '../access/session-owners.ts';
import { RelayError } from '../errors.ts';
import type { Batch } from '../live/batch.ts';
import type { SessionRegistry } from '../live/session-registry.ts';
import { answerError, answerJson, asRelayError } from '../transport/answers.ts';
import { splitAddress } from '../transport/request-address.ts';
import { AccessCache, type BatchAddress } from './access-cache.ts';
import { checkedFrames, parseJson } from './batch-check.ts';
import type { PublishingCaller, RefusedPublishers } from './refused-publishers.ts';

export interface HttpIngestParts {
  readonly sessions: SessionRegistry;
  readonly access: AccessControl;
  readonly owners: Pick<SessionOwners, 'claim'>;
  readonly refused: RefusedPublishers;
  readonly log: Log;
  /** Passes a batch on to the relay that owns its session; absent: this relay works alone. See `OwnerRequests`. */
  readonly elsewhere?: { forward(batch: Batch): Promise<boolean> | null } | undefined;
  /** ms on the relay's clock. */
  now(): number;
  isStopping(): boolean;
}

export class HttpIngest {
  readonly #parts: HttpIngestParts;
  readonly #accessCache: AccessCache;
  /** Bytes received of bodies that are not complete. */
  #bytes = 0;

  constructor(parts: HttpIngestParts) {
    this.#parts = parts;
    this.#accessCache = new AccessCache(parts.access, () => {
      if (parts.isStopping()) throw stopping();
    });
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    try {
      const address = this.#accessCache.check(request);
      const length = Number(request.headers['content-length'] ?? Number.NaN);
      if (length > limits.ingestBytesMax) throw tooLarge();
      this.#readBody(request, response, address, length);
    } catch (error) {
      this.#refuse(request, response, error);
    }
  }

  /** @param length the request's `Content-Length`; NaN: it has none */
  #readBody(
    request: IncomingMessage,
    response: ServerResponse,
    address: BatchAddress,
    length: number,
  ): void {
    let chunks: Buffer[] | null = null;
    let bytes = 0;
    let done = false;
    const release = () => {
      if (!done) this.#bytes -= bytes;
      done = true;
    };
    request.on('data', (chunk: Buffer) => {
      if (done) return;
      // A body is nearly always one chunk, which needs neither a copy nor the `end` event.
      if (chunks === null && chunk.length === length) {
        done = true;
        this.#receive(request, response, address, chunk);
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
      this.#receive(request, response, address, Buffer.concat(chunks ?? [], bytes));
    });
    request.on('error', release);
  }

  #receive(
    request: IncomingMessage,
    response: ServerResponse,
    address: BatchAddress,
    body: Buffer,
  ): void {
    const { sessions, owners, elsewhere, isStopping, now } = this.#parts;
    try {
      if (isStopping()) throw stopping();
      const { frames, warnings } = checkedFrames(parseJson(body));
      const { sessionID, lap, grant } = address;
      owners.claim(sessionID, grant);
      const connection = request.socket;
      const receivedAt = now();
      const batch = { sessionID, lap, run: '', late: false, frames, connection, receivedAt };
      const forwarded = elsewhere?.forward(batch) ?? null;
      if (forwarded === null) {
        sessions.receive(batch);
        this.#accept(response, batch, warnings);
        return;
      }
      forwarded
        .then((isForwarded) => {
          if (!isForwarded) sessions.receive(batch);
          this.#accept(response, batch, warnings);
        })
        .catch((error: unknown) => this.#refuse(request, response, error));
    } catch (error) {
      this.#refuse(request, response, error);
    }
  }

  #accept(response: ServerResponse, batch: Batch, warnings: readonly string[]): void {
    const accepted = batch.frames.length;
    if (warnings.length === 0) {
      answerJson(response, 200, { accepted });
      return;
    }
    const remoteAddress = batch.connection.remoteAddress ?? '';
    this.#parts.refused.fieldsRemoved({ remoteAddress, sessionID: batch.sessionID }, warnings);
    answerJson(response, 200, { accepted, warnings });
  }

  /** Answers with the error. Reads the rest of the body, because a sender that is still sending reads no answer. */
  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    const { log, refused } = this.#parts;
    const known = asRelayError(error, log);
    refused.refused(publisherOf(request), known);
    request.resume();
    answerError(response, known, log, 'POST');
  }
}

/** The sender of a refused request, as far as it is known. */
function publisherOf({ socket, url }: IncomingMessage): PublishingCaller {
  // Lenient, because the address itself may be what is refused.
  const given = new URLSearchParams(splitAddress(url ?? '').query).get('session_id');
  return { remoteAddress: socket.remoteAddress ?? '', sessionID: isRunName(given) ? given : null };
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
