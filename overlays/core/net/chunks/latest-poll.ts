/** Asks the relay for the newest chunk and the stream's delay: often at first, to learn the relay's clock, then now and then. */
import { limits } from '../../../../protocol/limits.ts';
import type { LatestLiveChunk } from '../../../../protocol/live-chunk.ts';
import { LatestClock } from './latest-clock.ts';
import { latestPath, type WatchedTarget } from './live-address.ts';
import { type Ask, askWithin } from './live-request.ts';

export interface LatestPollOptions {
  readonly target: WatchedTarget;
  readonly now: () => number;
  readonly ask?: Ask;
  /** @param sentence why it failed, where the relay or a proxy refuses; null: nobody answers */
  readonly onFailure: (sentence: string | null) => void;
  readonly onLatest: (latest: LatestLiveChunk) => void;
}

export class LatestPoll {
  readonly clock = new LatestClock();
  readonly #options: LatestPollOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isRunning = false;
  #isAsking = false;
  #answers = 0;

  constructor(options: LatestPollOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** May be called twice. */
  start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.soon();
  }

  /** May be called twice. */
  stop(): void {
    this.#isRunning = false;
    clearTimeout(this.#timer);
  }

  /** Asks at once. */
  soon(): void {
    clearTimeout(this.#timer);
    if (this.#isRunning && !this.#isAsking) void this.#poll();
  }

  async #poll(): Promise<void> {
    const { target, now, ask, onFailure, onLatest } = this.#options;
    this.#isAsking = true;
    const sentMs = now();
    const answer = await askWithin(latestPath(target), ask);
    this.#isAsking = false;
    if (!this.#isRunning) return;
    const latest = answer.kind === 'ok' ? latestOf(answer.bytes) : null;
    if (latest !== null) {
      this.#answers++;
      this.clock.read(latest.relayMs, sentMs, now());
      onLatest(latest);
    } else {
      onFailure(answer.kind === 'refused' ? answer.sentence : null);
    }
    if (!this.#isRunning) return;
    const isFirst = this.#answers < limits.liveLatestFirst;
    const pauseMs = isFirst ? limits.liveLatestEveryMsMin : limits.liveLatestEveryMs;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.soon(), pauseMs);
  }
}

function latestOf(bytes: Uint8Array): LatestLiveChunk | null {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<LatestLiveChunk>;
    return typeof value.relayMs === 'number' ? (value as LatestLiveChunk) : null;
  } catch {
    return null;
  }
}
