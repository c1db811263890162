/**
 * The page's WebSocket to the relay: opens it, greets, keeps the clocks compared, notices silence, connects anew
 * for ever. What the messages mean is not its business.
 */
import type { ChannelName } from '../../../protocol/channels.ts';
import { decodeFrames, type Form } from '../../../protocol/codec.ts';
import type { Frame } from '../../../protocol/frame.ts';
import {
  protocolVersion,
  type RelayToViewer,
  type ViewerMessage,
  viewerSubprotocol,
} from '../../../protocol/messages.ts';
import { RelayClock } from '../../../protocol/relay-clock.ts';
import {
  blockedSocketSentence,
  type ConnectionDiagnosis,
  diagnoseConnection,
} from './connection-failure.ts';
import { type ConnectionInput, type ConnectionState, reduce, wakeMs } from './connection-state.ts';

export interface ConnectionOptions {
  /** `ws://…/ws/{session}?driver=…` */
  readonly address: string;
  readonly overlay: string;
  /** Name of the layout that the page shows; null: one overlay. */
  readonly layout: string | null;
  readonly build: string;
  /** What is asked for, and the form in which it comes: `formOf(channels)`. */
  readonly channels: readonly ChannelName[];
  /** Whether the board is asked for too. */
  readonly board: boolean;
  readonly form: Form;
  /** Most frames a second that are of use; 0 = all. */
  readonly hz: number;
  /** The page's clock, ms. */
  readonly now: () => number;
  readonly onMessage: (message: RelayToViewer, nowMs: number) => void;
  readonly onFrames: (frames: readonly Partial<Frame>[], nowMs: number) => void;
  /** Called when `isConnected` has changed. */
  readonly onConnected: (isConnected: boolean, nowMs: number) => void;
  /** One sentence for the streamer. */
  readonly onProblem: (sentence: string) => void;
  /** Called when `refusal` has changed. */
  readonly onRefusal?: () => void;
  /** Finds out why no socket opens. */
  readonly diagnose?: () => Promise<ConnectionDiagnosis>;
}

/** Close codes of the relay's own begin here; they come with a reason for people. */
const ownCloseCodesFrom = 4400;
/** Codes after which the next try will hardly fare better: message, permission, version, bounds. */
const refusingCodes: ReadonlySet<number> = new Set([4400, 4403, 4426, 4429]);
/** Sockets in a row that did not open before it is asked why. */
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
  /** Sockets in a row that did not open. */
  #failures = 0;
  #isDiagnosing = false;
  /** Answers in a row of a relay to which no socket comes through; one may be a relay that just starts. */
  #answers = 0;

  constructor(options: ConnectionOptions) {
    this.#options = options;
  }

  get state(): ConnectionState['name'] | 'stale' {
    return this.#state.name === 'open' && this.#state.stale ? 'stale' : this.#state.name;
  }

  /** The relay answers. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Why the relay, or what is before it, does not let the page in; null: it does, or nobody answers. */
  get refusal(): string | null {
    return this.#refusal;
  }

  start(): void {
    this.#put({ type: 'start' });
  }

  /** Ends it for good; may be called twice. */
  stop(): void {
    this.#put({ type: 'stop' });
  }

  /** A hidden page is sent no frames. */
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
    // While messages flow the timer that is set comes early, finds nothing to do and is set anew.
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
      socket = new WebSocket(this.#options.address, viewerSubprotocol);
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
      else if (this.#state.name === 'connecting') this.#diagnose();
      this.#put({ type: 'closed', refused });
    };
  }

  #setRefusal(sentence: string | null): void {
    if (sentence === this.#refusal) return;
    this.#refusal = sentence;
    this.#options.onRefusal?.();
  }

  /** A socket did not open: after some of them, finds out whether something is in the way. */
  #diagnose(): void {
    if (++this.#failures < failuresBeforeDiagnosis || this.#isDiagnosing) return;
    this.#isDiagnosing = true;
    const { diagnose = () => diagnoseConnection((...args) => fetch(...args)) } = this.#options;
    void diagnose().then((found) => {
      this.#isDiagnosing = false;
      // Meanwhile one has opened.
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
    const { overlay, layout, build, channels, hz, board } = this.#options;
    this.#send({
      type: 'hello',
      protocol: protocolVersion,
      overlay,
      ...(layout === null ? {} : { layout }),
      build,
      channels: [...channels],
      board,
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
      this.#receivedFrames(new Uint8Array(data), nowMs);
      return;
    }
    let message: RelayToViewer;
    try {
      message = JSON.parse(String(data)) as RelayToViewer;
    } catch {
      this.#options.onProblem('The relay sent a message that is not JSON; it is left out.');
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

  #receivedFrames(bytes: Uint8Array, nowMs: number): void {
    try {
      this.#options.onFrames(decodeFrames(this.#options.form, bytes).frames, nowMs);
    } catch (error) {
      this.#options.onProblem(`Frames from the relay could not be read: ${error}`);
    }
  }
}
