/**
 * One socket to the relay from its opening to its end, with the batches in flight and the offset of the clocks. It
 * reads messages and ends a connection that is silent; the publisher decides what is sent.
 */
import type { IncomingMessage } from 'node:http';
import { type ClientOptions, type RawData, WebSocket } from 'ws';
import { handedOnCode } from '../../protocol/close-codes.ts';
import { limits } from '../../protocol/limits.ts';
import {
  type AgentMessage,
  protocolVersion,
  publishSubprotocol,
  type RelayToAgent,
} from '../../protocol/messages.ts';
import { otherAnswerSentence, webPageTitle } from '../../protocol/other-answer.ts';
import { RelayClock } from '../../protocol/relay-clock.ts';
import { readRelayMessage } from './message-codec.ts';
import type { PublisherOptions } from './port.ts';
import { localhostHint, publishSocketUrl } from './relay-url.ts';
import type { FrameRange } from './resend-buffer.ts';

export interface BatchInFlight {
  readonly range: FrameRange;
  readonly late: boolean;
  readonly sentMs: number;
}

export interface LinkEvents {
  opened(): void;
  /** The first message is always `welcome`; it comes once. */
  received(message: RelayToAgent): void;
  /** Called once. `cause` is for people; `retryMs` is set when the usual pause before the next try does not fit. */
  closed(cause: string, retryMs: number | null): void;
}

/**
 * - `opening`: there is no socket yet
 * - `greeting`: the relay has not sent `welcome` yet
 * - `open`: frames may go out
 * - `ended`: closed by either side; further messages are ignored
 */
type LinkPhase =
  | { readonly kind: 'opening' }
  | { readonly kind: 'greeting'; readonly sinceMs: number }
  | { readonly kind: 'open' }
  | { readonly kind: 'ended'; readonly cause: string | null; readonly retryMs: number | null };

/** A smaller change of the clocks' offset is not sent, ms. */
const offsetStepMs = 0.25;

export class WsLink {
  readonly clock = new RelayClock();
  /** The offset of the clocks that was sent last, ms. */
  #sentOffsetMs: number | null = null;
  #pongs = 0;
  /** By `seq`, oldest first. */
  readonly inFlight = new Map<number, BatchInFlight>();
  seq = 0;
  /** Batches in flight that are not late. */
  batchesInFlight = 0;
  isLateInFlight = false;
  /** The relay takes messages about cars. */
  takesCars = false;
  readonly #socket: WebSocket;
  readonly #now: () => number;
  #phase: LinkPhase = { kind: 'opening' };
  #pingedMs = Number.NEGATIVE_INFINITY;
  /** Time of the oldest ping without an answer. */
  #unansweredMs: number | null = null;
  /** The socket's first error. */
  #error: string | null = null;

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
    this.#socket.on('message', (data, isBinary) => this.#receive(data, isBinary, events));
    this.#socket.on('unexpected-response', (_request, response) => {
      readBeginning(response, (text) =>
        this.#end(
          `${refusal(response, text)}${localhostHint(relay)}`,
          limits.publishRefusedRetryMs,
        ),
      );
    });
    this.#socket.on('error', (error: NodeJS.ErrnoException) => {
      this.#error ??= error.code ?? error.message;
    });
    this.#socket.on('close', (code, reason) => {
      const phase = this.#phase;
      const given = phase.kind === 'ended' ? phase : { cause: null, retryMs: null };
      this.#phase = { kind: 'ended', cause: null, retryMs: null };
      const closeCause = reason.length > 0 ? `${reason} (${code})` : `closed with code ${code}`;
      const retryMs = retryAfterClose(code);
      events.closed(given.cause ?? this.#error ?? closeCause, given.retryMs ?? retryMs);
    });
  }

  /** Bytes that the socket has not handed to the system yet. */
  get backlogBytes(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: AgentMessage): void {
    this.sendText(JSON.stringify(message));
  }

  /** @param bytes compact cars */
  sendBytes(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  /** @param text a message as JSON */
  sendText(text: string): void {
    this.#socket.send(text);
  }

  ping(): void {
    const now = this.#now();
    this.#pingedMs = now;
    this.#unansweredMs ??= now;
    this.send({ type: 'ping', id: this.clock.ping(this.#now()) });
  }

  /** @returns the clocks' offset, ms, where it changed since the last call; else null */
  changedOffset(): number | null {
    const { offsetMs } = this.clock;
    if (offsetMs === null) return null;
    const movedMs = Math.abs(offsetMs - (this.#sentOffsetMs ?? Number.POSITIVE_INFINITY));
    if (movedMs < offsetStepMs) return null;
    this.#sentOffsetMs = offsetMs;
    return offsetMs;
  }

  /** Called regularly: ends a connection that does not answer and pings the relay's clock. */
  checkTimeouts(): void {
    const phase = this.#phase;
    if (phase.kind === 'opening' || phase.kind === 'ended') return;
    const now = this.#now();
    const [oldest] = this.inFlight.values();
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

  /** Closes the socket, by force after a moment; resolves when it is closed. */
  close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#socket.terminate(), limits.publishTimeoutCheckMs);
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

  #receive(data: RawData, isBinary: boolean, events: LinkEvents): void {
    const phase = this.#phase;
    if (phase.kind === 'opening' || phase.kind === 'ended') return;
    const message = isBinary ? null : readRelayMessage(data.toString());
    if (message === null) {
      this.#end('the relay sent a message that breaks the protocol', limits.publishRefusedRetryMs);
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
      // A few quick pings at first: the one with the shortest round trip counts.
      if (++this.#pongs < limits.clockFirstPings) {
        setTimeout(() => {
          if (this.#phase.kind === 'open') this.ping();
        }, limits.clockFirstPingMs).unref();
      }
    }
    if (message.type === 'welcome') {
      this.#phase = { kind: 'open' };
      this.takesCars = message.cars === true;
    }
    events.received(message);
  }
}

/** @returns pause before the next try, ms; null: the usual one */
function retryAfterClose(code: number): number | null {
  // The relay stops, and another one may answer at its address.
  if (code === handedOnCode) return 0;
  // The relay's own codes stand for reasons that last.
  return code >= 4400 ? limits.publishRefusedRetryMs : null;
}

function open(url: URL, protocols: string[], options: ClientOptions): WebSocket {
  return new WebSocket(url, protocols, options);
}

/** @param read called once or more with the beginning of a web page; with '' for any other answer */
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

/** Explains an HTTP answer in place of a WebSocket to the user. @param text its beginning */
function refusal({ statusCode, headers }: IncomingMessage, text: string): string {
  const title = webPageTitle(headers['content-type'] ?? null, text);
  if (title !== null && statusCode !== 404) return otherAnswerSentence(title);
  if (statusCode === 401) return 'the relay asks for a key: give it with --key';
  if (statusCode === 403) return 'the relay does not accept the key: check --key';
  if (statusCode === 404) return 'there is no publish socket at this address: is it a relay?';
  return `the relay answered HTTP ${statusCode}`;
}
