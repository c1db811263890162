/** Fetches the chunks of a session and hands on their messages when they are due. The decisions are in `chunk-player.ts`. */
import type { LatestLiveChunk, LiveChunkOpening } from '../../../../protocol/live-chunk.ts';
import type { RelayToViewer } from '../../../../protocol/messages.ts';
import { ChunkPlayer, type WantedChunk } from './chunk-player.ts';
import type { LatestClock } from './latest-clock.ts';
import { chunkPath } from './live-address.ts';
import { type Ask, askWithin, type LiveAnswer } from './live-request.ts';

export interface ChunkConnectionOptions {
  /** How late the stream is that the page keeps step with; null: the page is as early as chunks allow. */
  readonly stepMs: number | null;
  readonly clock: LatestClock;
  readonly now: () => number;
  readonly ask?: Ask;
  readonly onText: (message: RelayToViewer) => void;
  /** Compact frames or cars. @param dueMs when they came, on the page's clock */
  readonly onBytes: (bytes: Uint8Array, dueMs: number) => void;
  /** The newest number must be asked for. */
  readonly onBehind: () => void;
  readonly onConnected: (isConnected: boolean, nowMs: number) => void;
  readonly onProblem: (sentence: string) => void;
}

/** Failed requests in a row after which the relay counts as gone. */
const failuresUntilGone = 2;

export class ChunkConnection {
  readonly #options: ChunkConnectionOptions;
  readonly #player: ChunkPlayer;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStopped = false;
  #isVisible = true;
  #isConnected = false;
  #failures = 0;

  constructor(options: ChunkConnectionOptions) {
    this.#options = options;
    this.#player = new ChunkPlayer(options.stepMs, Math.random());
  }

  get isConnected(): boolean {
    return this.#isConnected;
  }

  /** May be called twice. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  setStep(stepMs: number | null): void {
    this.#player.setStep(stepMs);
    this.#continue();
  }

  /** A hidden page asks for nothing; shown again, it begins where it would be. */
  setVisible(visible: boolean): void {
    if (visible === this.#isVisible) return;
    this.#isVisible = visible;
    if (visible) this.#player.restart();
    this.#continue();
  }

  latest(latest: LatestLiveChunk): void {
    const { clock, now } = this.#options;
    this.#note(true);
    this.#player.latest(latest, clock.offsetMs!, now());
    this.#continue();
  }

  /** A request failed. */
  failed(): void {
    this.#note(false);
  }

  #note(isAnswered: boolean): void {
    this.#failures = isAnswered ? 0 : this.#failures + 1;
    const isConnected = isAnswered || (this.#isConnected && this.#failures < failuresUntilGone);
    if (isConnected === this.#isConnected) return;
    this.#isConnected = isConnected;
    this.#options.onConnected(isConnected, this.#options.now());
  }

  #continue(): void {
    clearTimeout(this.#timer);
    if (this.#isStopped || !this.#isVisible) return;
    const { now, onText, onBytes } = this.#options;
    for (const one of this.#player.due(now())) {
      if (one.kind === 'text') onText(one.message);
      else onBytes(one.bytes, one.dueMs);
      // A message may replace this connection.
      if (this.#isStopped) return;
    }
    const nowMs = now();
    const wanted = this.#player.wanted(nowMs);
    if (wanted !== null) void this.#fetch(wanted);
    const wakeMs = this.#player.wakeMs(nowMs);
    if (wakeMs !== null) {
      this.#timer = setTimeout(() => this.#continue(), Math.max(wakeMs - nowMs, 1));
    }
  }

  async #fetch(wanted: WantedChunk): Promise<void> {
    const { ask, now, onProblem, onBehind } = this.#options;
    const [chunk, opening] = await Promise.all([
      askWithin(chunkPath(wanted, 'bin'), ask),
      wanted.withOpening ? askWithin(chunkPath(wanted, 'json'), ask) : null,
    ]);
    if (this.#isStopped) return;
    const answers = opening === null ? [chunk] : [chunk, opening];
    this.#note(answers.every(({ kind }) => kind !== 'failed'));
    if (answers.every(({ kind }) => kind === 'ok')) {
      try {
        this.#player.received(wanted, bytesOf(chunk), openingOf(opening), now());
      } catch (error) {
        onProblem(`A chunk from the relay could not be read: ${error}`);
        this.#player.missed(wanted, now());
      }
    } else if (this.#player.missed(wanted, now())) {
      onBehind();
    }
    this.#continue();
  }
}

function bytesOf(answer: LiveAnswer): Uint8Array {
  return answer.kind === 'ok' ? answer.bytes : new Uint8Array();
}

function openingOf(answer: LiveAnswer | null): LiveChunkOpening | null {
  if (answer === null) return null;
  return JSON.parse(new TextDecoder().decode(bytesOf(answer))) as LiveChunkOpening;
}
