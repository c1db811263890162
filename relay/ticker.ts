/**
 * When the relay looks after its sessions, sockets and rates: a few times a second, and each second. After it stood still, as
 * on a PC that slept, it first reads what its peers sent meanwhile, so nobody counts as late for it.
 */
import { limits } from '../protocol/limits.ts';
import type { FailureIsolation } from './live/failure-isolation.ts';

const ticksPerSecond = 4;

export interface TickerParts {
  /** ms, never going back. */
  now(): number;
  /** Default: a quarter of a second. Four ticks count as a second. */
  readonly tickMs?: number | undefined;
  /** Keeps a failure in one part from the others. */
  readonly guard: Pick<FailureIsolation, 'run'>;
  /** What to do, by part. */
  readonly each: Readonly<Record<string, () => void>>;
  /** The same once a second, with the ms since the last time, at least a second's. */
  readonly eachSecond: Readonly<Record<string, (passedMs: number) => void>>;
}

export class Ticker {
  readonly #parts: TickerParts;
  readonly #tickMs: number;
  #timer: NodeJS.Timeout | undefined;
  #ticks = 0;
  #tickedAt = 0;
  #secondAt = 0;
  #wasLate = false;

  constructor(parts: TickerParts) {
    this.#parts = parts;
    this.#tickMs = parts.tickMs ?? 1_000 / ticksPerSecond;
  }

  start(): void {
    this.#tickedAt = this.#secondAt = this.#parts.now();
    const { guard } = this.#parts;
    this.#timer = setInterval(
      () => guard.run({ part: 'ticker' }, () => this.#tick()),
      this.#tickMs,
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const now = this.#parts.now();
    const isLate = now - this.#tickedAt > limits.relayStallMs;
    // A relay that is too busy to be on time still has to close those who keep it busy.
    const isLeftOut = isLate && !this.#wasLate;
    this.#tickedAt = now;
    this.#wasLate = isLate;
    if (isLeftOut) return;
    this.#run(this.#parts.each, 0);
    if (++this.#ticks % ticksPerSecond !== 0) return;
    const passedMs = Math.max(now - this.#secondAt, ticksPerSecond * this.#tickMs);
    this.#secondAt = now;
    this.#run(this.#parts.eachSecond, passedMs);
  }

  #run(work: TickerParts['eachSecond'], passedMs: number): void {
    for (const [part, act] of Object.entries(work)) {
      this.#parts.guard.run({ part }, () => act(passedMs));
    }
  }
}
