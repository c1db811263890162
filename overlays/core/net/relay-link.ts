/**
 * The page's stream from the relay: a socket, or chunks where no socket opens, where the page asks for them, and where it
 * keeps step with a late stream. `transport-choice.ts` decides; this owns the connections and replaces one by the other.
 */
import { carsKind, decodeCars } from '../../../protocol/cars-codec.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { decodeFrames } from '../../../protocol/frame-codec.ts';
import { limits } from '../../../protocol/limits.ts';
import { type LatestLiveChunk, liveChunkForm } from '../../../protocol/live-chunk.ts';
import type { RelayToViewer } from '../../../protocol/messages.ts';
import { LatestPoll } from './chunks/latest-poll.ts';
import type { WatchedTarget } from './chunks/live-address.ts';
import type { Ask } from './chunks/live-request.ts';
import { LoadedChunks } from './chunks/loaded-chunks.ts';
import { Connection, type ConnectionOptions } from './relay-connection.ts';
import { chooseTransport, type StreamStep, type Transport } from './transport-choice.ts';

export interface LinkOptions extends Omit<ConnectionOptions, 'onBlocked' | 'onRefusal'> {
  readonly target: WatchedTarget;
  /** `?via=chunks` */
  readonly wantsChunks: boolean;
  /** `?delay=stream` */
  readonly keepsStep: boolean;
  /** Called when `refusal` has changed. */
  readonly onRefusal?: () => void;
  readonly ask?: Ask;
}

export class RelayLink {
  readonly #options: LinkOptions;
  readonly #poll: LatestPoll;
  #transport: Transport | null = null;
  #socket: Connection | null = null;
  #chunks: LoadedChunks | null = null;
  /** How late the stream is, as the relay says; null: not known. */
  #streamDelayMs: number | null = null;
  /** No socket opens, so the page plays chunks. */
  #isBlocked = false;
  #isVisible = true;
  #isConnected = false;
  #refusal: string | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | undefined;
  /** Messages that wait to be in step. */
  readonly #held = new Set<ReturnType<typeof setTimeout>>();

  constructor(options: LinkOptions) {
    this.#options = options;
    const { target, now, ask } = options;
    this.#poll = new LatestPoll({
      target,
      now,
      ...(ask === undefined ? {} : { ask }),
      onLatest: (latest) => this.#learn(latest),
      onFailure: (sentence) => this.#pollFailed(sentence),
    });
  }

  get clock(): {
    at(nowMs: number): number | null;
    offsetMs: number | null;
    tripMs: number | null;
  } {
    return this.#chunks === null && this.#socket !== null ? this.#socket.clock : this.#poll.clock;
  }

  get via(): Transport['kind'] {
    return this.#chunks === null ? 'socket' : 'chunks';
  }

  get state(): string {
    if (this.#chunks === null) return this.#socket?.state ?? 'idle';
    return this.#isConnected ? 'chunks' : 'waiting for chunks';
  }

  /** The relay answers. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** Why the relay, or a proxy before it, refuses the page; null: it does not, or nobody answers. */
  get refusal(): string | null {
    return this.#refusal;
  }

  /** null: the page keeps no step with the stream, or the clock is not known yet. */
  get step(): StreamStep | null {
    const delayMs = this.#transport?.stepMs ?? null;
    const { offsetMs } = this.clock;
    if (delayMs === null || offsetMs === null) return null;
    const leadMs = this.#chunks === null ? delayMs : limits.liveChunkLeadMs;
    return { delayMs, clockOffsetMs: offsetMs, leadMs };
  }

  start(): void {
    const { keepsStep, wantsChunks } = this.#options;
    // The first answer decides which way the stream comes.
    if (keepsStep || wantsChunks) this.#poll.start();
    if (!keepsStep || wantsChunks) this.#choose();
  }

  /** May be called twice. */
  stop(): void {
    clearTimeout(this.#retryTimer);
    this.#poll.stop();
    this.#transport = null;
    this.#closeSocket();
    this.#closeChunks();
  }

  setVisible(visible: boolean): void {
    this.#isVisible = visible;
    this.#socket?.setVisible(visible);
    this.#chunks?.setVisible(visible);
  }

  #learn(latest: LatestLiveChunk): void {
    this.#streamDelayMs = latest.streamDelayMs;
    this.#choose();
    this.#setRefusal(null);
    this.#chunks?.latest(latest);
  }

  #pollFailed(sentence: string | null): void {
    this.#chunks?.failed();
    if (this.#transport === null) this.#choose();
    if (this.#chunks !== null && sentence !== null) {
      this.#setRefusal(sentence);
      this.#options.onProblem(sentence);
    }
  }

  #choose(): void {
    const { wantsChunks, keepsStep } = this.#options;
    const before = this.#transport;
    const chosen = chooseTransport({
      wantsChunks,
      keepsStep,
      streamDelayMs: this.#streamDelayMs,
      isBlocked: this.#isBlocked,
    });
    this.#transport = chosen;
    // A socket that is tried beside chunks stays.
    if (chosen.kind === 'chunks' && !this.#isBlocked) this.#closeSocket();
    if (chosen.kind === 'socket') {
      this.#closeChunks();
      if (!keepsStep) this.#poll.stop();
      this.#openSocket();
    } else if (before?.kind === 'chunks') {
      this.#chunks?.setStep(chosen.stepMs);
    } else {
      this.#openChunks(chosen.stepMs);
    }
  }

  #openSocket(): void {
    if (this.#socket !== null) return;
    const { onMessage, onFrames, onCars, onProblem, ...rest } = this.#options;
    const socket: Connection = new Connection({
      ...rest,
      onMessage: (message) => this.#fromSocket(message),
      onFrames,
      ...(onCars === undefined ? {} : { onCars }),
      onProblem: (sentence) => {
        // A socket that is tried beside chunks need not open.
        if (this.#chunks === null) onProblem(sentence);
      },
      onRefusal: () => {
        if (this.#chunks === null) this.#setRefusal(socket.refusal);
      },
      onConnected: (isConnected, nowMs) => this.#socketConnected(isConnected, nowMs),
      onBlocked: () => this.#socketBlocked(),
    });
    this.#socket = socket;
    socket.setVisible(this.#isVisible);
    socket.start();
  }

  #socketConnected(isConnected: boolean, nowMs: number): void {
    if (isConnected && this.#isBlocked) {
      this.#isBlocked = false;
      clearTimeout(this.#retryTimer);
      this.#choose();
    }
    if (this.#chunks === null) this.#setConnected(isConnected, nowMs);
  }

  /** The relay answers, but gives no socket: the stream comes from chunks, and a socket is tried now and then. */
  #socketBlocked(): void {
    this.#closeSocket();
    this.#isBlocked = true;
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => this.#openSocket(), limits.liveSocketRetryMs);
    this.#poll.start();
    this.#choose();
  }

  /** In step with the stream, what the page is told waits as long as the frames. */
  #fromSocket(message: RelayToViewer): void {
    const { onMessage, now } = this.#options;
    const delayMs = this.#transport?.stepMs ?? 0;
    if (delayMs === 0 || message.type === 'welcome' || message.type === 'settings') {
      onMessage(message, now());
      return;
    }
    const timer = setTimeout(() => {
      this.#held.delete(timer);
      onMessage(message, now());
    }, delayMs);
    this.#held.add(timer);
  }

  #openChunks(stepMs: number | null): void {
    const { now, ask, onMessage, onProblem } = this.#options;
    this.#poll.start();
    this.#chunks = new LoadedChunks({
      stepMs,
      clock: this.#poll.clock,
      now,
      ...(ask === undefined ? {} : { ask }),
      onText: (message) => onMessage(message, now()),
      onBytes: (bytes, dueMs) => this.#fromChunk(bytes, dueMs),
      onBehind: () => this.#poll.soon(),
      onConnected: (isConnected, nowMs) => this.#setConnected(isConnected, nowMs),
      onProblem,
    });
    this.#chunks.setVisible(this.#isVisible);
    this.#setRefusal(null);
  }

  #fromChunk(bytes: Uint8Array, dueMs: number): void {
    const { onFrames, onCars, onProblem } = this.#options;
    try {
      if (bytes[0] === carsKind) onCars?.(decodeCars(bytes), dueMs);
      else onFrames(this.#narrowed(decodeFrames(liveChunkForm, bytes).frames), dueMs);
    } catch (error) {
      onProblem(`A message from the relay could not be read: ${error}`);
    }
  }

  /** Chunks carry every channel; the page draws some. */
  #narrowed(frames: readonly Partial<Frame>[]): Partial<Frame>[] {
    const { channels } = this.#options.form;
    return frames.map((frame) => {
      const narrow: Record<string, unknown> = {};
      for (const { name } of channels) {
        const value = frame[name as keyof Frame];
        if (value !== undefined) narrow[name] = value;
      }
      return narrow as Partial<Frame>;
    });
  }

  #setConnected(isConnected: boolean, nowMs: number): void {
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    this.#options.onConnected(isConnected, nowMs);
  }

  #setRefusal(sentence: string | null): void {
    if (sentence === this.#refusal) return;
    this.#refusal = sentence;
    this.#options.onRefusal?.();
  }

  #closeSocket(): void {
    for (const timer of this.#held) clearTimeout(timer);
    this.#held.clear();
    this.#socket?.stop();
    this.#socket = null;
  }

  #closeChunks(): void {
    this.#chunks?.stop();
    this.#chunks = null;
  }
}
