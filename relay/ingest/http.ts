/**
 * `POST /ingest`: reads, checks and hands on one batch. It answers every request with a code of the contract and
 * must never go through the middleware of the pages, which costs more than all of this together.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import type { Guard } from '../guard.ts';
import { checkedLap, checkedSessionId, parseQuery, splitAddress } from '../names.ts';
import { answerError, answerJson, callerOf } from '../request.ts';
import type { Sessions } from '../sessions.ts';
import { checkedFrames, parseJson } from './batch.ts';

export interface HttpIngestParts {
  readonly sessions: Sessions;
  readonly guard: Guard;
  readonly log: Log;
  isStopping(): boolean;
}

/** What the head of the request says about the batch. */
interface Head {
  readonly sessionID: string;
  readonly lap: number;
}

const jsonType = /^application\/json *(;|$)/i;
const charset = /charset *= *"?([^";\s]*)/i;

export class HttpIngest {
  readonly #parts: HttpIngestParts;
  /** Bytes of bodies that are on their way. */
  #bytes = 0;

  constructor(parts: HttpIngestParts) {
    this.#parts = parts;
  }

  handle(request: IncomingMessage, response: ServerResponse): void {
    let head: Head;
    try {
      head = this.#readHead(request);
    } catch (error) {
      this.#refuse(request, response, error);
      return;
    }
    this.#readBody(request, response, (body) => {
      if (this.#parts.isStopping()) throw stopping();
      const frames = checkedFrames(parseJson(body));
      this.#parts.sessions.take({
        ...head,
        run: '',
        late: false,
        frames,
        raw: body,
        connection: request.socket,
      });
      answerJson(response, 200, { accepted: frames.length });
    });
  }

  #readHead(request: IncomingMessage): Head {
    const { guard, isStopping } = this.#parts;
    const { headers } = request;
    const query = parseQuery(splitAddress(request.url ?? '').query);
    const caller = callerOf(request, query.get('key'));
    guard.checkHost(caller);
    if (request.method !== 'POST') {
      throw new RelayError('method-not-allowed', 'Frames are published with POST.');
    }
    if (isStopping()) throw stopping();
    guard.checkPublish(caller);
    const type = headers['content-type'] ?? '';
    const encoding = headers['content-encoding'] ?? 'identity';
    const isUtf8 = /^utf-?8$/i.test(charset.exec(type)?.[1] ?? 'utf-8');
    if (!jsonType.test(type) || !isUtf8 || encoding !== 'identity') {
      throw new RelayError(
        'not-json',
        'The body must be plain JSON in UTF-8.',
        'Send "Content-Type: application/json" and no Content-Encoding.',
      );
    }
    const sessionID = checkedSessionId(query.get('session_id'));
    const lap = checkedLap(query.get('lap'));
    if (Number(headers['content-length'] ?? 0) > limits.ingestBytesMax) throw tooLarge();
    return { sessionID, lap };
  }

  #readBody(
    request: IncomingMessage,
    response: ServerResponse,
    take: (body: Buffer) => void,
  ): void {
    const chunks: Buffer[] = [];
    let bytes = 0;
    let done = false;
    const release = () => {
      if (!done) this.#bytes -= bytes;
      done = true;
    };
    const refuse = (error: unknown) => {
      release();
      this.#refuse(request, response, error);
    };
    request.on('data', (chunk: Buffer) => {
      if (done) return;
      bytes += chunk.length;
      this.#bytes += chunk.length;
      chunks.push(chunk);
      if (bytes > limits.ingestBytesMax) refuse(tooLarge());
      else if (this.#bytes > limits.bodiesBytesMax) refuse(tooMany());
    });
    request.on('end', () => {
      if (done) return;
      release();
      try {
        take(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes));
      } catch (error) {
        this.#refuse(request, response, error);
      }
    });
    request.on('close', release);
    request.on('error', release);
  }

  /** Answers, and reads past what is left of the body so that the sender gets to see the answer. */
  #refuse(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    request.resume();
    answerError(response, error, this.#parts.log, 'POST');
  }
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
