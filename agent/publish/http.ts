/**
 * Publishes by POST to `/ingest`, one request at a time and frames always in order, so that it works against any
 * server with this endpoint. A batch that was answered with success counts as stored; nothing is marked as late.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { otherAnswerSentence, webPageTitle } from '../../protocol/other-answer.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { Session } from '../session/session.ts';
import { batchLength } from './batcher.ts';
import type { Publisher, PublisherOptions, PublisherStats } from './port.ts';
import { localhostHint, onRelay } from './relay-url.ts';
import { type FrameRange, ResendBuffer } from './resend-buffer.ts';
import { publishRetryMs } from './retry.ts';
import { framesBytes } from './wire.ts';

interface Answer {
  status: number;
  text: string;
  /** What the server asks us to wait, ms, or null. */
  retryAfterMs: number | null;
  location: string | null;
  /** Of the web page that answers in place of the server; null: none does. */
  pageTitle: string | null;
}

export class HttpPublisher implements Publisher {
  readonly #options: PublisherOptions;
  readonly #keep: ResendBuffer;
  /** Tries that failed since the relay was last reached. */
  #failures = 0;
  readonly #agent: http.Agent;
  #session: Session | null = null;
  #flying = false;
  #retryTimer: NodeJS.Timeout | null = null;
  /** Largest batch that the server took without calling it too large. */
  #batchFramesMax: number = limits.batchFramesMax;
  /** What the server knows of each session; null: it does not want to. */
  #described: WeakMap<Session, SessionInfo> | null = new WeakMap();
  #describing = false;
  #connected = false;
  #problem: string | null = null;
  #dropping = false;
  #warned = false;
  readonly #refusalsLogged = new Set<string>();
  #closing: Promise<void> | null = null;
  #drained: (() => void) | null = null;
  readonly #counts = {
    framesAdded: 0,
    framesSent: 0,
    batchesSent: 0,
    framesRefused: 0,
    connections: 0,
  };

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#keep = new ResendBuffer(options.keptFramesMax);
    const settings = { keepAlive: true, maxSockets: 2, noDelay: true };
    this.#agent =
      options.relay.protocol === 'https:' ? new https.Agent(settings) : new http.Agent(settings);
  }

  setSession(session: Session | null): void {
    this.#session = session;
    if (session === null) return;
    this.#keep.runOf(session);
    // Facts that change in the middle; those of a new session follow its first batch.
    if (this.#described?.has(session)) this.#describe(session);
  }

  endSession(): void {
    this.flush();
  }

  /** The plain endpoint knows frames only. */
  setStatus(): void {}

  add(frame: Frame): void {
    if (this.#session === null) return;
    this.#counts.framesAdded++;
    const run = this.#keep.runOf(this.#session);
    this.#keep.add(run, frame.lap ?? 1, frame.packetId, JSON.stringify(frame), 'live');
    if (!this.#dropping && this.#keep.dropped > 0) {
      this.#dropping = true;
      this.#options.log.warn(
        { kept: this.#keep.size },
        'The relay is away for too long: the oldest frames are lost.',
      );
    }
    this.#pump();
  }

  flush(): void {
    this.#keep.closeBatch();
    this.#pump();
  }

  stats(): PublisherStats {
    return {
      connected: this.#connected,
      ...this.#counts,
      framesKept: this.#keep.size,
      framesLate: Math.max(0, this.#keep.live - limits.autoBatchFramesMax),
      framesDropped: this.#keep.dropped,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeOnce();
    return this.#closing;
  }

  async #closeOnce(): Promise<void> {
    this.flush();
    if (this.#flying && (this.#connected || this.#problem === null)) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limits.publishStopMs);
        this.#drained = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#agent.destroy();
    const frames = this.#keep.size;
    if (frames > 0) {
      this.#options.log.warn({ frames }, 'Frames were not sent: the relay could not be reached.');
    }
  }

  // ------------------------------------------------------------------ frames

  #pump(): void {
    if (this.#flying || this.#retryTimer !== null) return;
    const index = this.#keep.nextLive();
    const count = index === -1 ? 0 : this.#nextLength(index);
    if (count === 0) {
      this.#drained?.();
      return;
    }
    const { frames } = this.#keep;
    const { run, lap } = frames[index]!;
    const body = framesBytes(frames, index, count);
    const range = this.#keep.send(index, count);
    const url = onRelay(this.#options.relay, '/ingest');
    url.search = `?session_id=${run.session.sessionID}&lap=${lap}`;
    this.#flying = true;
    this.#counts.batchesSent++;
    this.#counts.framesSent += count;
    this.#request('POST', url, body).then(
      (answer) => this.#answered(range, run.session, answer),
      (error: NodeJS.ErrnoException) => this.#failed(range, error.code ?? error.message, null),
    );
  }

  #nextLength(index: number): number {
    const { batch } = this.#options;
    // After a break larger ones, so that the live picture is reached again soon.
    const behind = this.#keep.live > limits.autoBatchFramesMax;
    const framesMax = behind ? limits.lateBatchFramesMax : limits.autoBatchFramesMax;
    const count = batchLength(this.#keep.frames, index, batch, framesMax);
    return Math.min(count, this.#batchFramesMax);
  }

  #answered(range: FrameRange, session: Session, answer: Answer): void {
    const { status, pageTitle } = answer;
    if (pageTitle !== null && !ownStatuses.has(status)) {
      const retryMs = status >= 500 ? answer.retryAfterMs : limits.publishRefusedRetryMs;
      this.#failed(range, otherAnswerSentence(pageTitle), retryMs);
    } else if (status >= 200 && status < 300) {
      this.#warn(answer);
      this.#succeeded(range, session);
    } else if (status === 413 && range.count > 1) {
      this.#batchFramesMax = Math.max(1, Math.floor(range.count / 2));
      this.#flying = false;
      this.#keep.again(range);
      this.#pump();
    } else if (status === 400 || status === 413 || status === 422) {
      this.#refused(range, answer);
    } else if (status === 429 || status >= 500) {
      this.#failed(range, `HTTP ${status}`, answer.retryAfterMs);
    } else {
      const hint = localhostHint(this.#options.relay);
      this.#failed(range, `${refusal(answer)}${hint}`, limits.publishRefusedRetryMs);
    }
  }

  /** The server took a batch without some of its fields. Said once: the next batches have the same fields. */
  #warn({ text }: Answer): void {
    if (this.#warned || !text.includes('"warnings"')) return;
    this.#warned = true;
    const fields = { answer: text.slice(0, 500) };
    this.#options.log.warn(fields, 'The relay leaves out fields: is it of another release?');
  }

  #succeeded(range: FrameRange, session: Session): void {
    this.#keep.done(range);
    this.#flying = false;
    if (!this.#connected) {
      this.#connected = true;
      this.#counts.connections++;
      this.#problem = null;
      this.#dropping = false;
      const { live: waiting, dropped } = this.#keep;
      const fields = { relay: this.#options.relay.origin, waiting, dropped };
      this.#options.log.info(fields, 'The relay takes frames.');
    }
    this.#failures = 0;
    this.#describe(session);
    this.#pump();
  }

  /** The server will never take them. */
  #refused(range: FrameRange, { status, text }: Answer): void {
    this.#keep.done(range);
    this.#counts.framesRefused += range.count;
    this.#flying = false;
    const words = text.slice(0, 500);
    if (!this.#refusalsLogged.has(words) && this.#refusalsLogged.size < 20) {
      this.#refusalsLogged.add(words);
      this.#options.log.error({ status, answer: words }, 'The relay refuses frames for good.');
    }
    this.#pump();
  }

  #failed(range: FrameRange, cause: string, retryMs: number | null): void {
    this.#keep.again(range);
    this.#flying = false;
    if (this.#connected || cause !== this.#problem) {
      const fields = { relay: this.#options.relay.origin, cause };
      this.#options.log.warn(
        fields,
        'The relay does not take frames; they are kept and sent later.',
      );
    }
    this.#connected = false;
    this.#problem = cause;
    if (this.#closing !== null) {
      this.#drained?.();
      return;
    }
    this.#retryTimer = setTimeout(
      () => {
        this.#retryTimer = null;
        this.#pump();
      },
      retryMs ?? publishRetryMs(this.#failures++, this.#options.random()),
    );
  }

  // ------------------------------------------------------------------ facts

  /** Tells the server what is known about a session, unless it knows already or does not want to. */
  #describe(session: Session): void {
    const { facts } = session;
    if (this.#described === null || this.#describing || this.#described.get(session) === facts)
      return;
    this.#describing = true;
    const url = onRelay(this.#options.relay, `/api/sessions/${session.sessionID}`);
    this.#request('PUT', url, Buffer.from(JSON.stringify(facts)))
      .then(({ status }) => {
        if (status === 404 || status === 405) {
          this.#described = null;
          this.#options.log.info({ status }, 'This server takes frames but no session facts.');
        } else if (status < 500 && status !== 429) {
          // Also where they were refused: the same would be refused again.
          this.#described?.set(session, facts);
        }
      })
      .catch(() => {
        // Sent again behind the next batch.
      })
      .finally(() => {
        this.#describing = false;
      });
  }

  // ------------------------------------------------------------------ HTTP

  #request(method: 'POST' | 'PUT', url: URL, bytes: Buffer): Promise<Answer> {
    const { key } = this.#options;
    const headers: http.OutgoingHttpHeaders = {
      'content-type': 'application/json',
      'content-length': bytes.length,
    };
    if (key !== undefined) headers.authorization = `Bearer ${key}`;
    const send = url.protocol === 'https:' ? https.request : http.request;
    return new Promise((resolve, reject) => {
      const request = send(url, { method, agent: this.#agent, headers });
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${limits.publishTimeoutMs} ms`));
      }, limits.publishTimeoutMs);
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        finish();
      };
      request.on('error', (error) => settle(() => reject(error)));
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          if (text.length < limits.answerCharsMax) text += part;
        });
        response.on('error', (error) => settle(() => reject(error)));
        response.on('end', () => settle(() => resolve(answerOf(response, text))));
      });
      request.end(bytes);
    });
  }
}

function answerOf({ statusCode, headers }: http.IncomingMessage, text: string): Answer {
  const seconds = Number(headers['retry-after']);
  const waits = Number.isFinite(seconds) && seconds >= 0;
  return {
    status: statusCode ?? 0,
    text,
    retryAfterMs: waits ? Math.min(seconds * 1000, limits.publishRetryAfterMsMax) : null,
    location: headers.location ?? null,
    pageTitle: pageTitleOf(statusCode ?? 0, headers['content-type'] ?? null, text),
  };
}

/** These say what they mean whatever body they come with. */
const ownStatuses: ReadonlySet<number> = new Set([404, 413, 429]);

/** Some servers call every answer a page, so success counts as one only when its text is one. */
function pageTitleOf(status: number, contentType: string | null, text: string): string | null {
  const isSuccess = status >= 200 && status < 300;
  return webPageTitle(isSuccess ? null : contentType, text);
}

/** What an answer that is neither success nor trouble of the moment means for the user. */
function refusal({ status, location }: Answer): string {
  if (status === 401) return 'the relay asks for a key: give it with --key';
  if (status === 403) return 'the relay does not accept the key: check --key';
  if (status === 404) return 'there is no /ingest at this address: is it a relay?';
  if (location !== null)
    return `the relay has moved to ${location}: give that address with --relay`;
  return `the relay answered HTTP ${status}`;
}
