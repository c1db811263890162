/**
 * Receives race events from a relay on another computer, over the socket that viewers use. Asks for as few frames as
 * possible and reconnects for ever. The dispatcher ignores events that come again.
 */
import WebSocket from 'ws';
import * as z from 'zod';
import { channelByName } from '../../protocol/channels.ts';
import { handedOnCode } from '../../protocol/close-codes.ts';
import { type RaceEvent, raceEventNames } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { protocolVersion, type ViewerMessage, viewerSubprotocol } from '../../protocol/messages.ts';
import {
  type ConnectionInput,
  type ConnectionState,
  type ConnectionTimes,
  pageTimes,
  reduce,
  wakeMs,
} from '../../protocol/viewer-connection.ts';

export interface RemoteRelayOptions {
  /** Base address of the relay, for instance `http://192.168.1.20:5000`. */
  relay: string;
  /** Session to follow; absent: the newest one. */
  session?: string | undefined;
  /** Only the newest session of this driver. */
  driver?: string | undefined;
  log: Log;
  onEvent: (event: RaceEvent, instance: string) => void;
  /** A view key, where the relay asks for one. */
  key?: string | undefined;
  random?: () => number;
  times?: ConnectionTimes;
}

/** `http://pc:5000` → `ws://pc:5000/ws/live?driver=…` */
export function watchAddress({ relay, session, driver }: RemoteRelayOptions): string {
  const base = relay.replace(/^http/i, 'ws').replace(/\/+$/, '');
  const query = driver === undefined ? '' : `?driver=${encodeURIComponent(driver)}`;
  return `${base}/ws/${encodeURIComponent(session ?? 'live')}${query}`;
}

const lapMs = z.number().min(0).max(channelByName.get('lastLapTime')!.max);
const delta = channelByName.get('deltaBestMs')!;

const eventSchema = z.looseObject({
  name: z.enum(raceEventNames),
  id: z.number(),
  sessionID: z.string(),
  at: z.number().min(0).max(limits.dateMsMax),
  lap: z.int().min(0).max(channelByName.get('lap')!.max).optional(),
  lapTimeMs: lapMs.optional(),
  valid: z.boolean().nullish(),
  bestMs: lapMs.optional(),
  deltaMs: z.number().min(delta.min).max(delta.max).optional(),
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

const followTimes: ConnectionTimes = {
  ...pageTimes,
  connectTimeoutMs: limits.obsConnectTimeoutMs,
  retry: { minMs: limits.obsRetryMinMs, maxMs: limits.followRetryMaxMs },
};

/** From this code on the relay gives the reason. */
const ownCloseCodesFrom = 4400;

export class RemoteRelay {
  readonly #options: RemoteRelayOptions;
  readonly #times: ConnectionTimes;
  #state: ConnectionState = { name: 'idle' };
  #socket: WebSocket | null = null;
  #timer: NodeJS.Timeout | undefined;
  #instance = '';
  #pings = 0;
  /** Why the last connection failed. */
  #why = '';
  #lastLogged = '';

  constructor(options: RemoteRelayOptions) {
    this.#options = options;
    this.#times = options.times ?? followTimes;
    this.#put({ type: 'start' });
  }

  get connected(): boolean {
    return this.#state.name === 'open';
  }

  /** May be called twice. */
  close(): void {
    this.#put({ type: 'stop' });
  }

  #put(input: ConnectionInput): void {
    const nowMs = performance.now();
    const random = (this.#options.random ?? Math.random)();
    const { state, effects } = reduce(this.#state, input, nowMs, random, this.#times);
    this.#state = state;
    for (const effect of effects) {
      if (effect === 'connect') this.#connect();
      else if (effect === 'drop') this.#drop();
      else if (effect === 'hello') this.#hello();
      else this.#send({ type: 'ping', id: ++this.#pings });
    }
    if (state.name === 'waiting' && effects.includes('drop')) {
      const sentence = `The relay at ${this.#options.relay} is away; trying again.`;
      this.#logOnce(sentence, { why: this.#why });
    }
    clearTimeout(this.#timer);
    const wake = wakeMs(state, this.#times);
    if (wake === null) return;
    this.#timer = setTimeout(() => this.#put({ type: 'tick' }), Math.max(wake - nowMs, 1));
  }

  #connect(): void {
    const { key } = this.#options;
    const socket = new WebSocket(watchAddress(this.#options), viewerSubprotocol, {
      ...(key === undefined ? {} : { headers: { Authorization: `Bearer ${key}` } }),
      handshakeTimeout: limits.obsConnectTimeoutMs,
      maxPayload: limits.ingestBytesMax,
    });
    this.#socket = socket;
    const isCurrent = (): boolean => socket === this.#socket;
    this.#why = '';
    socket.on('open', () => isCurrent() && this.#put({ type: 'opened' }));
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      if (isCurrent()) this.#receive(isBinary ? null : readMessage(data.toString('utf8')));
    });
    socket.on('error', (error) => {
      if (isCurrent()) this.#why = error.message;
    });
    socket.on('close', (code, reason) => {
      if (!isCurrent()) return;
      if (code >= ownCloseCodesFrom) this.#why = `${reason.toString('utf8')} (${code})`;
      const isHandedOn = code === handedOnCode;
      this.#put({ type: 'closed', ...(isHandedOn ? { why: 'handedOn' } : {}) });
    });
  }

  /** What the socket still delivers is ignored. */
  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    socket?.terminate();
  }

  /** One frame a second without optional channels is the least that a viewer can ask for. */
  #hello(): void {
    this.#send({
      type: 'hello',
      protocol: protocolVersion,
      overlay: 'triggers',
      build: '',
      channels: [],
      hz: 1,
    });
  }

  #send(message: ViewerMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** @param message null: frames, or a message that is not used here */
  #receive(message: z.output<typeof messageSchema> | null): void {
    this.#put({ type: message?.type === 'welcome' ? 'welcomed' : 'heard' });
    if (message?.type === 'welcome') {
      this.#instance = message.instance;
      this.#logOnce(`Following the relay at ${this.#options.relay}.`, {});
    } else if (message?.type === 'event' && this.connected) {
      this.#options.onEvent(message.event as RaceEvent, this.#instance);
    }
  }

  #logOnce(sentence: string, fields: object): void {
    if (sentence === this.#lastLogged) return;
    this.#lastLogged = sentence;
    this.#options.log.info(fields, sentence);
  }
}
