/**
 * One socket to the relay from its opening to its end, with what is known of it: what is in flight, how the clocks
 * stand. Reads messages and notices silence; what is to be sent when is the publisher's.
 */
import type { IncomingMessage } from 'node:http';
import { type ClientOptions, type RawData, WebSocket } from 'ws';
import { limits } from '../../protocol/limits.ts';
import {
  type AgentBatch,
  type AgentMessage,
  protocolVersion,
  publishSubprotocol,
  type RelayToAgent,
} from '../../protocol/messages.ts';
import { otherAnswerSentence, webPageTitle } from '../../protocol/other-answer.ts';
import { RelayClock } from '../../protocol/relay-clock.ts';
import type { PublisherOptions } from './port.ts';
import { localhostHint, publishSocketUrl } from './relay-url.ts';
import type { FrameRange } from './resend-buffer.ts';
import { messageText, readRelayMessage } from './wire.ts';

export interface Flight {
  readonly range: FrameRange;
  readonly late: boolean;
  readonly sentMs: number;
}

export interface LinkEvents {
  opened(): void;
  /** The first message is always `welcome`; it comes once. */
  heard(message: RelayToAgent): void;
  /** Once. `cause` is for people; `retryMs` is there when the usual pause before the next try is too short. */
  closed(cause: string, retryMs: number | null): void;
}

/**
 * - `opening`: there is no socket yet
 * - `greeting`: the relay has not said welcome yet
 * - `open`: frames may go out
 * - `ended`: it was given up or has closed; what the socket still gives is not heard
 */
type LinkPhase =
  | { readonly kind: 'opening' }
  | { readonly kind: 'greeting'; readonly sinceMs: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'ended'; readonly cause: string | null; readonly retryMs: number | null };

/** An offset that moved by less is not sent again, ms. */
const offsetStepMs = 0.25;

export class WsLink {
  readonly clock = new RelayClock();
  /** The difference of the clocks that the relay was told last, ms. */
  #sentOffsetMs: number | null = null;
  #pongs = 0;
  readonly flights = new Map<number, Flight>();
  seq = 0;
  liveFlying = 0;
  lateFlying = false;
  readonly #socket: WebSocket;
  readonly #now: () => number;
  #phase: LinkPhase = { kind: 'opening' };
  #pingedMs = Number.NEGATIVE_INFINITY;
  /** When the oldest ping without an answer went out. */
  #unansweredMs: number | null = null;
  /** What the socket said was wrong. */
  #trouble: string | null = null;

  constructor({ relay, key, now, openSocket = open }: PublisherOptions, events: LinkEvents) {
    this.#now = now;
    this.#socket = openSocket(publishSocketUrl(relay), [publishSubprotocol], {
      handshakeTimeout: limits.publishTimeoutMs,
      perMessageDeflate: false,
      maxPayload: limits.ingestBytesMax,
      ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    });
    this.#socket.on('open', () => {
      if (this.#phase.kind !== 'opening') return;
      this.#phase = { kind: 'greeting', sinceMs: now() };
      events.opened();
    });
    this.#socket.on('message', (data, isBinary) => this.#hear(data, isBinary, events));
    this.#socket.on('unexpected-response', (_request, response) => {
      readBeginning(response, (text) =>
        this.#end(
          `${refusal(response, text)}${localhostHint(relay)}`,
          limits.publishRefusedRetryMs,
        ),
      );
    });
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#trouble ??= error.code ?? error.message;
    });
    this.#socket.on('close', (code, reason) => {
      const phase = this.#phase;
      const given = phase.kind === 'ended' ? phase : { cause: null, retryMs: null };
      this.#phase = { kind: 'ended', cause: null, retryMs: null };
      const said = reason.length > 0 ? `${reason} (${code})` : `closed with code ${code}`;
      // Codes of the relay's own: it had a reason that will not have gone in a moment.
      const retryMs = code >= 4400 ? limits.publishRefusedRetryMs : null;
      events.closed(given.cause ?? this.#trouble ?? said, given.retryMs ?? retryMs);
    });
  }

  /** Bytes that the socket has not given to the system yet. */
  get backlogBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: Exclude<AgentMessage, AgentBatch>): void {
    this.#socket.send(messageText(message));
  }

  /** @param bytes a message's text in UTF-8 */
  sendBytes(bytes: Buffer): void {
    this.#socket.send(bytes, { binary: false });
  }

  ping(): void {
    const now = this.#now();
    this.#pingedMs = now;
    this.#unansweredMs ??= now;
    this.send({ type: 'ping', id: this.clock.ping(this.#now()) });
  }

  /** The difference of the clocks where the relay does not know it or it has moved, else null; ms. */
  takeChangedOffset(): number | null {
    const { offsetMs } = this.clock;
    if (offsetMs === null) return null;
    const movedMs = Math.abs(offsetMs - (this.#sentOffsetMs ?? Number.POSITIVE_INFINITY));
    if (movedMs < offsetStepMs) return null;
    this.#sentOffsetMs = offsetMs;
    return offsetMs;
  }

  /** Called regularly: ends a connection that does not answer, compares the clocks. */
  care(): void {
    const phase = this.#phase;
    if (phase.kind === 'opening' || phase.kind === 'ended') return;
    const now = this.#now();
    const [oldest] = this.flights.values();
    const silentSinceMs = Math.min(
      phase.kind === 'open' ? now : phase.sinceMs,
      oldest?.sentMs ?? now,
      this.#unansweredMs ?? now,
    );
    if (now - silentSinceMs > limits.publishTimeoutMs) {
      this.#end(`no answer within ${limits.publishTimeoutMs} ms`, null);
    } else if (phase.kind === 'open' && now - this.#pingedMs >= limits.clockPingMs) {
      this.ping();
    }
  }

  /** Says goodbye and resolves when the socket is closed, by force after a moment. */
  close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#socket.terminate(), limits.publishCareMs);
      this.#socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      if (this.#socket.readyState === WebSocket.OPEN) this.#socket.close(1000);
      else this.#socket.terminate();
    });
  }

  #end(cause: string, retryMs: number | null): void {
    if (this.#phase.kind === 'ended') return;
    this.#phase = { kind: 'ended', cause, retryMs };
    this.#socket.terminate();
  }

  #hear(data: RawData, isBinary: boolean, events: LinkEvents): void {
    const phase = this.#phase;
    if (phase.kind === 'opening' || phase.kind === 'ended') return;
    const message = isBinary ? null : readRelayMessage(data.toString());
    if (message === null) {
      this.#end('the relay sent what is not of the protocol', limits.publishRefusedRetryMs);
      return;
    }
    if (message === 'unknown' || (message.type === 'welcome') === (phase.kind === 'open')) return;
    if (message.type === 'welcome' && message.protocol !== protocolVersion) {
      const cause = `the relay speaks version ${message.protocol} of the protocol, this agent ${protocolVersion}: bring both to the same release`;
      this.#end(cause, limits.publishRefusedRetryMs);
      return;
    }
    if (message.type === 'pong') {
      this.#unansweredMs = null;
      if (!this.clock.pong(message.id, message.relayMs, this.#now())) return;
      // Some quick ones at first: the fastest of several counts.
      if (++this.#pongs < limits.clockFirstPings) {
        setTimeout(() => {
          if (this.#phase.kind === 'open') this.ping();
        }, limits.clockFirstPingMs).unref();
      }
    }
    if (message.type === 'welcome') this.#phase = { kind: 'open' };
    events.heard(message);
  }
}

function open(url: URL, protocols: string[], options: ClientOptions): WebSocket {
  return new WebSocket(url, protocols, options);
}

/** @param read called once or more with what has come of a web page; of other answers the text is not needed */
function readBeginning(response: IncomingMessage, read: (text: string) => void): void {
  const isPage = webPageTitle(response.headers['content-type'] ?? null, '') !== null;
  if (!isPage) {
    response.resume();
    read('');
    return;
  }
  let text = '';
  const done = (): void => read(text);
  response.setEncoding('utf8');
  response.on('data', (part: string) => {
    text += part;
    if (text.length >= limits.answerCharsMax) done();
  });
  for (const event of ['end', 'error', 'close'] as const) response.on(event, done);
  setTimeout(done, limits.publishTimeoutMs).unref();
}

/** What an HTTP answer instead of a WebSocket means for the user. @param text its beginning */
function refusal({ statusCode, headers }: IncomingMessage, text: string): string {
  const title = webPageTitle(headers['content-type'] ?? null, text);
  if (title !== null && statusCode !== 404) return otherAnswerSentence(title);
  if (statusCode === 401) return 'the relay asks for a key: give it with --key';
  if (statusCode === 403) return 'the relay does not accept the key: check --key';
  if (statusCode === 404) return 'there is no publish socket at this address: is it a relay?';
  return `the relay answered HTTP ${statusCode}`;
}
