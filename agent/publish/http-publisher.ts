/**
 * Publishes by POST to `/ingest`, one request at a time and frames in order. Any server with this endpoint works.
 * A successful answer counts as stored. `--transport http` chooses it; `ws-publisher.ts` is the usual way.
 */
import * as http from 'node:http';
import * as https from 'node:https';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { otherAnswerSentence, webPageTitle } from '../../protocol/other-answer.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { Session } from '../session/session.ts';
import { batchLength } from './batcher.ts';
import { Drain } from './drain.ts';
import { framesText } from './message-codec.ts';
import type { Publisher, PublisherOptions, PublisherStats } from './port.ts';
import { PublishReport } from './publish-report.ts';
import { RelayChoice } from './relay-choice.ts';
import { localhostHint, onRelay } from './relay-url.ts';
import { type FrameRange, ResendBuffer } from './resend-buffer.ts';

interface Answer {
  status: number;
  text: string;
  /** The pause that the server asks for, ms. */
  retryAfterMs: number | null;
  location: string | null;
  /** Title of a web page that answered in place of the server. */
  pageTitle: string | null;
}

export class HttpPublisher implements Publisher {
  readonly #options: PublisherOptions;
  readonly #buffer: ResendBuffer;
  readonly #relays: RelayChoice;
  readonly #agents: { readonly http: http.Agent; readonly https: https.Agent };
  #session: Session | null = null;
  #isInFlight = false;
  #retryTimer: NodeJS.Timeout | null = null;
  /** Halved whenever the server answers that a batch is too large. */
  #batchFramesMax: number = limits.batchFramesMax;
  /** The metadata that the server has of each session; null: it accepts none. */
  #described: WeakMap<Session, SessionInfo> | null = new WeakMap();
  #describing = false;
  #connected = false;
  #problem: string | null = null;
  #closing: Promise<void> | null = null;
  readonly #drain = new Drain();
  readonly #report: PublishReport;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#report = new PublishReport(options.log);
    this.#buffer = new ResendBuffer(options.keptFramesMax);
    const settings = { keepAlive: true, maxSockets: 2, noDelay: true };
    this.#agents = { http: new http.Agent(settings), https: new https.Agent(settings) };
    this.#relays = new RelayChoice([options.relay, ...(options.otherRelays ?? [])]);
  }

  setSession(session: Session | null): void {
    this.#session = session;
    if (session === null) return;
    this.#buffer.runOf(session);
    // A new session is described after its first batch.
    if (this.#described?.has(session)) this.#describe(session);
  }

  endSession(): void {
    this.flush();
  }

  /** `/ingest` accepts frames only. */
  setStatus(): void {}

  add(frame: Frame): void {
    if (this.#session === null) return;
    this.#report.counts.framesAdded++;
    const run = this.#buffer.runOf(this.#session);
    this.#buffer.add(run, frame.lap ?? 1, frame.packetId, JSON.stringify(frame), 'unsent');
    this.#report.framesDropped(this.#buffer.dropped, this.#buffer.size);
    this.#pump();
  }

  /** Requests carry frames only. */
  sendCars(): void {}

  flush(): void {
    this.#buffer.closeBatch();
    this.#pump();
  }

  stats(): PublisherStats {
    return {
      connected: this.#connected,
      ...this.#report.counts,
      framesKept: this.#buffer.size,
      framesLate: Math.max(0, this.#buffer.unsent - limits.autoBatchFramesMax),
      framesDropped: this.#buffer.dropped,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeOnce();
    return this.#closing;
  }

  async #closeOnce(): Promise<void> {
    this.flush();
    if (this.#isInFlight && (this.#connected || this.#problem === null)) await this.#drain.wait();
    if (this.#retryTimer !== null) clearTimeout(this.#retryTimer);
    this.#agents.http.destroy();
    this.#agents.https.destroy();
    this.#report.notSent(this.#buffer.size);
  }

  // ------------------------------------------------------------------ frames

  #pump(): void {
    if (this.#isInFlight || this.#retryTimer !== null) return;
    const index = this.#buffer.nextUnsent();
    const count = index === -1 ? 0 : this.#nextLength(index);
    if (count === 0) {
      this.#drain.reached();
      return;
    }
    const { frames } = this.#buffer;
    const { run, lap } = frames[index]!;
    const body = Buffer.from(framesText(frames, index, count));
    const range = this.#buffer.markSent(index, count);
    const url = onRelay(this.#relays.current, '/ingest');
    url.search = `?session_id=${run.session.sessionID}&lap=${lap}`;
    this.#isInFlight = true;
    this.#report.sent(count);
    this.#request('POST', url, body).then(
      (answer) => this.#answered(range, run.session, answer),
      (error: NodeJS.ErrnoException) => this.#failed(range, error.code ?? error.message, null),
    );
  }

  #nextLength(index: number): number {
    const { batch } = this.#options;
    // Larger batches after a break let the picture catch up sooner.
    const behind = this.#buffer.unsent > limits.autoBatchFramesMax;
    const framesMax = behind ? limits.lateBatchFramesMax : limits.autoBatchFramesMax;
    const count = batchLength(this.#buffer.frames, index, batch, framesMax);
    return Math.min(count, this.#batchFramesMax);
  }

  #answered(range: FrameRange, session: Session, answer: Answer): void {
    const { status, pageTitle } = answer;
    if (pageTitle !== null && !ownStatuses.has(status)) {
      const retryMs = status >= 500 ? answer.retryAfterMs : limits.publishRefusedRetryMs;
      this.#failed(range, otherAnswerSentence(pageTitle), retryMs);
    } else if (status >= 200 && status < 300) {
      const { text } = answer;
      if (text.includes('"warnings"')) this.#report.fieldsDropped({ answer: text.slice(0, 500) });
      this.#succeeded(range, session);
    } else if (status === 413 && range.count > 1) {
      this.#batchFramesMax = Math.max(1, Math.floor(range.count / 2));
      this.#isInFlight = false;
      this.#buffer.backToUnsent(range);
      this.#pump();
    } else if (status === 400 || status === 413 || status === 422) {
      this.#refused(range, answer);
    } else if (status === 429 || status >= 500) {
      this.#failed(range, `HTTP ${status}`, answer.retryAfterMs);
    } else {
      const hint = localhostHint(this.#relays.current);
      this.#failed(range, `${refusal(answer)}${hint}`, limits.publishRefusedRetryMs);
    }
  }

  #succeeded(range: FrameRange, session: Session): void {
    this.#buffer.done(range);
    this.#isInFlight = false;
    if (!this.#connected) {
      this.#connected = true;
      this.#report.connected();
      this.#problem = null;
      const { unsent, dropped } = this.#buffer;
      const fields = { relay: this.#relays.current.origin, unsent, dropped };
      this.#options.log.info(fields, 'The relay accepts frames.');
    }
    this.#relays.reached();
    this.#describe(session);
    this.#pump();
  }

  /** The server will never accept these frames. */
  #refused(range: FrameRange, { status, text }: Answer): void {
    this.#buffer.done(range);
    this.#report.counts.framesRefused += range.count;
    this.#isInFlight = false;
    const answer = text.slice(0, 500);
    this.#report.refused(answer, { status, answer });
    this.#pump();
  }

  #failed(range: FrameRange, cause: string, retryMs: number | null): void {
    this.#buffer.backToUnsent(range);
    this.#isInFlight = false;
    if (this.#connected || cause !== this.#problem) {
      const fields = { relay: this.#relays.current.origin, cause };
      this.#options.log.warn(
        fields,
        'The relay does not accept frames; they are kept and sent later.',
      );
    }
    this.#connected = false;
    this.#problem = cause;
    if (this.#closing !== null) {
      this.#drain.reached();
      return;
    }
    this.#retryTimer = setTimeout(
      () => {
        this.#retryTimer = null;
        this.#pump();
      },
      this.#relays.failed(retryMs, this.#options.random()),
    );
  }

  // ------------------------------------------------------------------ metadata

  /** Sends a session's metadata, unless the server has it or accepts none. */
  #describe(session: Session): void {
    const { info } = session;
    if (this.#described === null || this.#describing || this.#described.get(session) === info)
      return;
    this.#describing = true;
    const url = onRelay(this.#relays.current, `/api/sessions/${session.sessionID}`);
    this.#request('PUT', url, Buffer.from(JSON.stringify(info)))
      .then(({ status }) => {
        if (status === 404 || status === 405) {
          this.#described = null;
          this.#options.log.info({ status }, 'This server accepts frames but no session metadata.');
        } else if (status < 500 && status !== 429) {
          // Refused metadata would be refused again.
          this.#described?.set(session, info);
        }
      })
      .catch(() => {
        // The next batch triggers another try.
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
    const isEncrypted = url.protocol === 'https:';
    const send = isEncrypted ? https.request : http.request;
    const agent = isEncrypted ? this.#agents.https : this.#agents.http;
    return new Promise((resolve, reject) => {
      const request = send(url, { method, agent, headers });
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${limits.publishTimeoutMs} ms`));
      }, limits.publishTimeoutMs);
      request.on('error', reject);
      request.on('close', () => clearTimeout(timer));
      request.on('response', (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => {
          if (text.length < limits.answerCharsMax) text += part;
        });
        response.on('error', reject);
        response.on('end', () => resolve(answerOf(response, text)));
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

/** Statuses with the same meaning whatever their body says. */
const ownStatuses: ReadonlySet<number> = new Set([404, 413, 429]);

/** Some servers send every answer as HTML, so a success counts as a page only by its text. */
function pageTitleOf(status: number, contentType: string | null, text: string): string | null {
  const isSuccess = status >= 200 && status < 300;
  return webPageTitle(isSuccess ? null : contentType, text);
}

/** Explains a permanent refusal to the user. */
function refusal({ status, location }: Answer): string {
  if (status === 401) return 'the relay asks for a key: give it with --key';
  if (status === 403) return 'the relay does not accept the key: check --key';
  if (status === 404) return 'there is no /ingest at this address: is it a relay?';
  if (location !== null)
    return `the relay has moved to ${location}: give that address with --relay`;
  return `the relay answered HTTP ${status}`;
}
