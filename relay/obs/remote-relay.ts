/**
 * Receives race events from a relay on another computer, over the socket that viewers use. Asks for as few frames as
 * possible and reconnects for ever. The dispatcher ignores events that come again.
 */
import WebSocket from 'ws';
import * as z from 'zod';
import { type RaceEvent, raceEventNames } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { protocolVersion, type ViewerMessage, viewerSubprotocol } from '../../protocol/messages.ts';
import { retryPauseMs } from '../../protocol/retry-pause.ts';

export interface RemoteRelayOptions {
  /** Base address of the relay, for instance `http://192.168.1.20:5000`. */
  relay: string;
  /** Session to follow; absent: the newest one. */
  session?: string | undefined;
  /** Only the newest session of this driver. */
  driver?: string | undefined;
  log: Log;
  onEvent: (event: RaceEvent, instance: string) => void;
  random?: () => number;
  /** ms; by default those of `limits.ts`. */
  timing?: { retryMinMs: number; retryMaxMs: number; pingMs: number };
}

/** `http://pc:5000` → `ws://pc:5000/ws/live?driver=…` */
export function watchAddress({ relay, session, driver }: RemoteRelayOptions): string {
  const base = relay.replace(/^http/i, 'ws').replace(/\/+$/, '');
  const query = driver === undefined ? '' : `?driver=${encodeURIComponent(driver)}`;
  return `${base}/ws/${encodeURIComponent(session ?? 'live')}${query}`;
}

const eventSchema = z.looseObject({
  name: z.enum(raceEventNames),
  id: z.number(),
  sessionID: z.string(),
  at: z.number(),
  lap: z.number().optional(),
  lapTimeMs: z.number().optional(),
  valid: z.boolean().nullish(),
  bestMs: z.number().optional(),
  deltaMs: z.number().optional(),
  flag: z.number().optional(),
  driver: z.string().optional(),
  car: z.string().optional(),
  track: z.string().optional(),
});

/** The messages of a relay that are used here. */
const messageSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('welcome'), instance: z.string() }),
  z.looseObject({ type: z.literal('event'), event: eventSchema }),
]);

/** @returns null: a message of another type or shape, which a relay of another version may send */
function readMessage(text: string): z.output<typeof messageSchema> | null {
  try {
    const read = messageSchema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}

export class RemoteRelay {
  readonly #options: RemoteRelayOptions;
  readonly #timing: { retryMinMs: number; retryMaxMs: number; pingMs: number };
  #socket: WebSocket | null = null;
  #timer: NodeJS.Timeout | undefined;
  #attempt = 0;
  #instance: string | null = null;
  #hasHeard = true;
  #pings = 0;
  #closed = false;
  #lastLogged = '';

  constructor(options: RemoteRelayOptions) {
    this.#options = options;
    this.#timing = options.timing ?? {
      retryMinMs: limits.obsRetryMinMs,
      retryMaxMs: limits.followRetryMaxMs,
      pingMs: limits.pingIntervalMs,
    };
    this.#connect();
  }

  get connected(): boolean {
    return this.#instance !== null;
  }

  /** May be called twice. */
  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#socket?.terminate();
    this.#socket = null;
    this.#instance = null;
  }

  #connect(): void {
    const socket = new WebSocket(watchAddress(this.#options), viewerSubprotocol, {
      handshakeTimeout: limits.obsConnectTimeoutMs,
      maxPayload: limits.ingestBytesMax,
    });
    this.#socket = socket;
    let problem = '';
    socket.on('open', () => {
      // One frame a second without optional channels is the least that a viewer can ask for.
      this.#send({
        type: 'hello',
        protocol: protocolVersion,
        overlay: 'triggers',
        build: '',
        channels: [],
        hz: 1,
      });
      this.#hasHeard = true;
      this.#ping();
    });
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      this.#hasHeard = true;
      if (!isBinary) this.#receive(data.toString('utf8'));
    });
    socket.on('error', (error) => {
      problem = error.message;
    });
    socket.on('close', (code, reason) => {
      if (this.#closed || socket !== this.#socket) return;
      this.#instance = null;
      clearTimeout(this.#timer);
      const why = code >= 4400 ? `${reason.toString('utf8')} (${code})` : problem;
      this.#logOnce(`The relay at ${this.#options.relay} is away; trying again.`, { why });
      const { retryMinMs: minMs, retryMaxMs: maxMs } = this.#timing;
      const random = (this.#options.random ?? Math.random)();
      const delay = retryPauseMs(this.#attempt++, { minMs, maxMs }, random);
      this.#timer = setTimeout(() => this.#connect(), delay);
    });
  }

  #send(message: ViewerMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Drops the connection when nothing came since the last ping, whatever TCP reports. */
  #ping(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (!this.#hasHeard) {
        this.#socket?.terminate();
        return;
      }
      this.#hasHeard = false;
      this.#send({ type: 'ping', id: ++this.#pings });
      this.#ping();
    }, this.#timing.pingMs);
  }

  #receive(text: string): void {
    const message = readMessage(text);
    if (message === null) return;
    if (message.type === 'welcome') {
      this.#attempt = 0;
      this.#instance = message.instance;
      this.#logOnce(`Following the relay at ${this.#options.relay}.`, {});
    } else if (message.type === 'event' && this.#instance !== null) {
      this.#options.onEvent(message.event as RaceEvent, this.#instance);
    }
  }

  #logOnce(sentence: string, fields: object): void {
    if (sentence === this.#lastLogged) return;
    this.#lastLogged = sentence;
    this.#options.log.info(fields, sentence);
  }
}
