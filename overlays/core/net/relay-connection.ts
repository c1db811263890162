/**
 * The page's WebSocket to the relay: handshake, clock synchronisation, detection of silence, reconnection. The decisions
 * are in `protocol/viewer-connection.ts`; the messages are passed on unread.
 */

import { carsKind, type DecodedCars, decodeCars } from '../../../protocol/cars-codec.ts';
import type { ChannelName } from '../../../protocol/channels.ts';
import { handedOnCode, tooManyCode } from '../../../protocol/close-codes.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { decodeFrames, type Form } from '../../../protocol/frame-codec.ts';
import {
  protocolVersion,
  type RelayToViewer,
  type ViewerMessage,
  viewerSubprotocol,
} from '../../../protocol/messages.ts';
import { RelayClock } from '../../../protocol/relay-clock.ts';
import {
  type ConnectionInput,
  type ConnectionState,
  reduce,
  wakeMs,
} from '../../../protocol/viewer-connection.ts';
import {
  blockedSocketSentence,
  type ConnectionDiagnosis,
  diagnoseConnection,
} from './connection-failure.ts';
import { fetchFromRelay, offeredProtocols, shownKey } from './shown-key.ts';

export interface ConnectionOptions {
  /** `ws://…/ws/{session}?driver=…` */
  readonly address: string;
  readonly overlay: string;
  /** Name of the layout; null: the page shows one overlay. */
  readonly layout: string | null;
  readonly build: string;
  /** The requested channels; `form` is their encoding, `formOf(channels)`. */
  readonly channels: readonly ChannelName[];
  /** Whether the relay also sends timing (`board`). */
  readonly board: boolean;
  readonly form: Form;
  /** Maximum frames a second; 0: all. */
  readonly hz: number;
  /** The page's clock, ms. */
  readonly now: () => number;
  readonly onMessage: (message: RelayToViewer, nowMs: number) => void;
  readonly onFrames: (frames: readonly Partial<Frame>[], nowMs: number) => void;
  /** Absent: the page wants no cars. */
  readonly onCars?: (cars: DecodedCars, nowMs: number) => void;
  /** Called when `isConnected` has changed. */
  readonly onConnected: (isConnected: boolean, nowMs: number) => void;
  /** One sentence for the streamer. */
  readonly onProblem: (sentence: string) => void;
  /** Called when `refusal` has changed. */
  readonly onRefusal?: () => void;
  /** The relay answers, but gives no socket: one is blocked on the way, or it has no room. */
  readonly onBlocked?: () => void;
  /** Finds out why no socket opens; tests replace it. */
  readonly diagnose?: () => Promise<ConnectionDiagnosis>;
}

/** The relay's own close codes start here; their reason is a sentence for people. */
const ownCloseCodesFrom = 4400;
/** Codes after which another attempt will hardly succeed: message, permission, version, limits. */
const refusingCodes: ReadonlySet<number> = new Set([4400, 4403, 4426, 4429]);
/** Failed sockets in a row before the cause is looked for. */
const failuresBeforeDiagnosis = 2;

export class Connection {
  readonly clock = new RelayClock();
  readonly #options: ConnectionOptions;
  #state: ConnectionState = { name: 'idle' };
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #visible = true;
  #isConnected = false;
  #instance: string | null = null;
  #refusal: string | null = null;
  /** Failed sockets in a row. */
  #failures = 0;
  #isDiagnosing = false;
  /** HTTP answers in a row while no socket opens; a single one may come from a relay that is just starting. */
  #answers = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get state(): ConnectionState['name'] | 'stale' {
    return this.#state.name === 'open' && this.#state.stale ? 'stale' : this.#state.name;
  }

  /** The relay answers on the socket. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Why the relay, or a proxy before it, refuses the page; null: it does not, or nobody answers. */
  get refusal(): string | null {
    return this.#refusal;
  }

  start(): void {
    this.#put({ type: 'start' });
  }

  /** Closes the connection; may be called twice. */
  stop(): void {
    this.#put({ type: 'stop' });
  }

  /** The relay sends no frames to a hidden page. */
  setVisible(visible: boolean): void {
    this.#visible = visible;
    if (this.#state.name === 'open') this.#send({ type: 'visible', visible });
  }

  #put(input: ConnectionInput): void {
    const nowMs = this.#options.now();
    const step = reduce(this.#state, input, nowMs, Math.random());
    this.#state = step.state;
    for (const effect of step.effects) {
      if (effect === 'connect') this.#connect();
      else if (effect === 'drop') this.#drop();
      else if (effect === 'hello') this.#hello();
      else this.#ping(nowMs);
    }
    // Resetting the timer for each message would be costly: it fires early, does nothing and is set again.
    if (input.type !== 'heard') this.#schedule(nowMs);
    const isConnected = this.#state.name === 'open' && !this.#state.stale;
    if (isConnected !== this.#isConnected) {
      this.#isConnected = isConnected;
      this.#options.onConnected(isConnected, nowMs);
    }
  }

  #schedule(nowMs: number): void {
    clearTimeout(this.#timer);
    const wake = wakeMs(this.#state);
    if (wake === null) return;
    this.#timer = setTimeout(() => this.#put({ type: 'tick' }), Math.max(wake - nowMs, 1));
  }

  #connect(): void {
    let socket: WebSocket;
    try {
      socket = new WebSocket(
        this.#options.address,
        offeredProtocols(viewerSubprotocol, shownKey()),
      );
    } catch (error) {
      this.#options.onProblem(`No connection to ${this.#options.address} is possible: ${error}`);
      return;
    }
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    const current = () => this.#socket === socket;
    socket.onopen = () => {
      if (!current()) return;
      this.#failures = this.#answers = 0;
      this.#put({ type: 'opened' });
    };
    socket.onmessage = ({ data }) => current() && this.#received(data);
    socket.onclose = ({ code, reason }) => {
      if (!current()) return;
      if (code >= ownCloseCodesFrom) {
        this.#options.onProblem(`The relay closed the connection (${code}): ${reason}`);
      }
      const refused = refusingCodes.has(code);
      if (refused) this.#setRefusal(reason);
      if (code === tooManyCode) this.#options.onBlocked?.();
      else if (this.#state.name === 'connecting') this.#diagnose();
      if (refused) this.#put({ type: 'closed', why: 'refused' });
      else if (code === handedOnCode) this.#put({ type: 'closed', why: 'handedOn' });
      else this.#put({ type: 'closed' });
    };
  }

  #setRefusal(sentence: string | null): void {
    if (sentence === this.#refusal) return;
    this.#refusal = sentence;
    this.#options.onRefusal?.();
  }

  /** Determines the cause after some failed sockets. */
  #diagnose(): void {
    if (++this.#failures < failuresBeforeDiagnosis || this.#isDiagnosing) return;
    this.#isDiagnosing = true;
    const { diagnose = () => diagnoseConnection(fetchFromRelay) } = this.#options;
    void diagnose().then((found) => {
      this.#isDiagnosing = false;
      // A socket may have opened in the meantime.
      if (this.#failures > 0) this.#learn(found);
    });
  }

  #learn(found: ConnectionDiagnosis): void {
    this.#answers = found.kind === 'answers' ? this.#answers + 1 : 0;
    if (found.kind === 'answers' && this.#answers < 2) return;
    const sentence =
      found.kind === 'nobody'
        ? null
        : found.kind === 'refused'
          ? found.sentence
          : blockedSocketSentence;
    if (sentence !== null) this.#options.onProblem(sentence);
    this.#setRefusal(sentence);
    if (found.kind === 'answers') this.#options.onBlocked?.();
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #send(message: ViewerMessage): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #hello(): void {
    const { overlay, layout, build, channels, hz, board, onCars } = this.#options;
    this.#send({
      type: 'hello',
      protocol: protocolVersion,
      overlay,
      ...(layout === null ? {} : { layout }),
      build,
      channels: [...channels],
      board,
      ...(onCars === undefined ? {} : { cars: true }),
      hz,
    });
    if (!this.#visible) this.#send({ type: 'visible', visible: false });
  }

  #ping(nowMs: number): void {
    this.#send({ type: 'ping', id: this.clock.ping(nowMs) });
  }

  #received(data: unknown): void {
    const nowMs = this.#options.now();
    if (data instanceof ArrayBuffer) {
      this.#put({ type: 'heard' });
      this.#receivedBytes(new Uint8Array(data), nowMs);
      return;
    }
    let message: RelayToViewer;
    try {
      message = JSON.parse(String(data)) as RelayToViewer;
    } catch {
      this.#options.onProblem('The relay sent a message that is not JSON; it is ignored.');
      return;
    }
    if (message.type === 'welcome') {
      if (message.instance !== this.#instance) this.clock.reset();
      this.#instance = message.instance;
      this.#setRefusal(null);
    }
    this.#put({ type: message.type === 'welcome' ? 'welcomed' : 'heard' });
    if (message.type === 'pong') {
      this.clock.pong(message.id, message.relayMs, nowMs);
      return;
    }
    this.#options.onMessage(message, nowMs);
  }

  #receivedBytes(bytes: Uint8Array, nowMs: number): void {
    try {
      if (bytes[0] === carsKind) this.#options.onCars?.(decodeCars(bytes), nowMs);
      else this.#options.onFrames(decodeFrames(this.#options.form, bytes).frames, nowMs);
    } catch (error) {
      this.#options.onProblem(`A message from the relay could not be read: ${error}`);
    }
  }
}
