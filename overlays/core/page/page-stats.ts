/**
 * What a page knows about itself, for `window.sequential.stats()` and `?debug`: how many frames it drew and dropped, how old its
 * pictures are (from the game's sample to the screen; `page.ts` computes each), and how long its script runs. Pure.
 */
import { limits } from '../../../protocol/limits.ts';

const rateOverMs = 2_000;

export interface Percentiles {
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

/** The result of `window.sequential.stats()`; part of the public contract. */
export interface PageStats {
  readonly connected: boolean;
  /** Why the page may not connect; null: it may, or nobody answers. */
  readonly refusal: string | null;
  /** How the stream comes. */
  readonly via: 'socket' | 'chunks';
  readonly sessionID: string | null;
  /** Frames received. */
  readonly framesReceived: number;
  /** Pictures drawn. */
  readonly framesDrawn: number;
  /** Time from sampling to presentation, by synchronised clocks, of the last 600 pictures; null: not known. */
  readonly ageMs: Percentiles;
  /** Animation frames that were missed while something moved. */
  readonly droppedFrames: number;
  /** Time for updating and drawing on the page's main thread, of the last 600 pictures. */
  readonly scriptMs: Percentiles;
  /** `webgl` or `canvas` and the device's name; null until the first picture. */
  readonly renderer: string | null;
}

/** @param share 0…1 @param sorted ascending */
function percentile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const value = sorted[Math.min(Math.floor(sorted.length * share), sorted.length - 1)]!;
  return Math.round(value * 10) / 10;
}

export class Stats {
  framesDrawn = 0;
  /** Animation frames that were missed while something moved: the machine is too slow. */
  droppedFrames = 0;
  #ages = new Float64Array(limits.pictureAgesMax);
  #agesCount = 0;
  #scriptMs = new Float64Array(limits.pictureAgesMax);
  #drawnAt: number[] = [];
  #lastFrameMs: number | null = null;
  /** Shortest time between two animation frames: the screen's refresh interval. */
  #intervalMs = Number.POSITIVE_INFINITY;

  /**
   * Records an animation frame.
   * @param follows the previous animation frame was requested too, so a longer pause means missed frames
   */
  frame(nowMs: number, follows: boolean): void {
    const before = this.#lastFrameMs;
    this.#lastFrameMs = nowMs;
    if (before === null || !follows) return;
    const elapsed = nowMs - before;
    if (elapsed > 2) this.#intervalMs = Math.min(this.#intervalMs, Math.max(elapsed, 4));
    const missed = Math.round(elapsed / this.#intervalMs) - 1;
    if (missed > 0) this.droppedFrames += missed;
  }

  /** Time between two animation frames, ms. */
  get intervalMs(): number {
    return Number.isFinite(this.#intervalMs) ? this.#intervalMs : 1000 / 60;
  }

  /**
   * Records a picture.
   * @param ageMs time from sampling to presentation; null while the clocks are not synchronised
   * @param scriptMs time for updating and drawing
   */
  drawn(nowMs: number, ageMs: number | null, scriptMs: number): void {
    this.#scriptMs[this.framesDrawn % limits.pictureAgesMax] = scriptMs;
    this.framesDrawn++;
    if (ageMs !== null) this.#ages[this.#agesCount++ % limits.pictureAgesMax] = ageMs;
    this.#drawnAt.push(nowMs);
    while (this.#drawnAt[0]! < nowMs - rateOverMs) this.#drawnAt.shift();
  }

  /** Discards the ages measured so far (another session). */
  forgetAges(): void {
    this.#agesCount = 0;
  }

  ageMs(): Percentiles {
    return percentiles(this.#ages, this.#agesCount);
  }

  scriptMs(): Percentiles {
    return percentiles(this.#scriptMs, this.framesDrawn);
  }

  /** Pictures a second, averaged over the last two seconds. */
  rate(nowMs: number): number {
    const recent = this.#drawnAt.filter((at) => at >= nowMs - rateOverMs).length;
    return recent / (rateOverMs / 1000);
  }
}

function percentiles(ring: Float64Array, count: number): Percentiles {
  const sorted = [...ring.subarray(0, Math.min(count, ring.length))].sort((a, b) => a - b);
  return {
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  };
}
