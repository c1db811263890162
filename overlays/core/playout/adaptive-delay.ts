/**
 * The play-out delay: how far behind the newest sample the picture runs so that it rarely waits for a batch. Learnt from
 * the arrival times of batches; constant once it has converged. `playout.ts` draws by it. Pure.
 *
 * `base` is the smallest recent (arrival time - session time of the newest sample): clock offset plus the fastest
 * transport. The *need* of a batch is how much later than `base` it arrived, counted from the newest sample before it.
 */
import { limits } from '../../../protocol/limits.ts';

/** Delay behind `base` while frames arrive one by one, ms. Extrapolation covers the rest. */
export const oneByOneDelayMs = 8;

const binMs = 2;
const bins = Math.ceil(limits.playoutDelayMsMax / binMs) + 1;
/** Time constant with which needs lose weight, ms: about the last half minute counts. */
const memoryMs = 15_000;
/** A single late batch raises the delay at once and is forgotten with this half-life. */
const peakHalfLifeMs = 6_000;
const weighEveryMs = 1_000;
const marginMs = 4;
/** Messages that arrive within this time of one another were delayed together, by the network or by the page. */
const burstMs = 1.5;
/** Picture interval of an ordinary screen, and the longest interval that counts as slow drawing, ms. */
const quickDrawMs = 17;
const slowDrawMs = 1_000;
/** A slower picture counts at once, quicker ones by this share. */
const quickerShare = 0.05;
/** Samples further apart than this mean a pause of the source (menu), not a delay, ms. */
const sourcePauseMs = 250;
/** `base` is the smallest value of this many slots of this length. */
const slotMs = 2_000;
const slots = 10;
/** The delay decreases only after a clearly smaller one was enough for this long, ms. */
const lowerAfterMs = 30_000;
/** A delay is clearly smaller when it is less by this much, ms, and by this share of the present one. */
const lessMs = 15;
const lessShare = 0.12;
/** Frames of 60 Hz need 17 ms; a delay of 8 ms and 25 ms of extrapolation bridge 33 ms. */
const bridgedMs = oneByOneDelayMs + limits.extrapolateMsMax;
/** Frames count as one by one until they need this much more than can be bridged, so that the way does not change to and fro. */
const stayOneByOneMs = 8;
/** Reserve of the first estimate, before anything is learnt, ms. */
const firstMarginMs = 5 * marginMs;

/**
 * Which frames of a batch differ from the state before it. The relay leaves out frames that change nothing, so a batch
 * without changes was not needed earlier; after an unchanged first frame the picture waited for the later ones only.
 */
export type BatchChanges = 'all' | 'after-first' | 'none';

interface Slot {
  readonly fromMs: number;
  smallest: number;
}

export class AdaptiveDelay {
  /** How often each need was seen lately; the index is the need in steps of `binMs`. */
  #weights = new Float64Array(bins);
  /** When the weights faded last, page clock, ms. */
  #weighedAtMs = 0;
  #slots: Slot[] = [];
  /** By how much single needs exceeded the 95th percentile, ms; halves with time since `#peakAtMs`. */
  #peakMs = 0;
  #peakAtMs = 0;
  /** Percentiles of the needs. */
  #p95Ms = 0;
  #medianMs = 0;
  /** Session time of the newest sample, ms; null: the next batch is not measured. */
  #newest: number | null = null;
  /** When the last batch arrived, page clock. */
  #arrivedMs = Number.NEGATIVE_INFINITY;
  #oneByOne = false;
  /** The last batch had one frame that counts. */
  #isSingle = false;
  /** Estimated time between pictures, ms; it rises at once and falls slowly. */
  #drawMs = quickDrawMs;
  /** The delay while frames arrive in batches. */
  #batchDelayMs = 0;
  /** Since when a clearly smaller delay would be enough, and the largest of those, ms; null: it would not be. */
  #lowSinceMs: number | null = null;
  #highestWhileLow = 0;
  /** Batches with changes since the last `begin`. */
  #batches = 0;

  /** True while frames arrive one by one and regularly: they are drawn at once and extrapolated a little. */
  get oneByOne(): boolean {
    return this.#oneByOne;
  }

  /** The delay behind `base`, ms. It changes in steps; `Playout` moves smoothly from one to the next. */
  get delayMs(): number {
    return this.#oneByOne ? oneByOneDelayMs : this.#batchDelayMs;
  }

  /** Page clock minus session clock for the fastest recent arrival, ms. */
  get baseMs(): number {
    let smallest = Number.POSITIVE_INFINITY;
    for (const slot of this.#slots) smallest = Math.min(smallest, slot.smallest);
    return smallest;
  }

  /**
   * Records a batch.
   * @param firstT session time of its first sample, ms
   * @param lastT session time of its newest sample, ms
   * @param samples number of samples
   */
  arrived(
    firstT: number,
    lastT: number,
    samples: number,
    arrivedMs: number,
    changes: BatchChanges = 'all',
  ): void {
    this.#learnBase(arrivedMs - lastT, arrivedMs);
    if (changes === 'none') {
      if (this.#newest !== null) this.#newest = lastT;
      return;
    }
    const count = changes === 'after-first' ? samples - 1 : samples;
    this.#batches++;
    if (this.#newest === null) {
      this.#newest = lastT;
      this.#arrivedMs = arrivedMs;
      if (this.#batches > 1) return;
      this.#peakAtMs = arrivedMs;
      this.#weighedAtMs = arrivedMs;
      // The first estimate: the next batch is as long as the first one.
      const span = samples > 1 ? ((lastT - firstT) * samples) / (samples - 1) : 0;
      this.#oneByOne = count === 1;
      this.#batchDelayMs = clampDelay(span + firstMarginMs);
      return;
    }
    const isFirstOfBurst = arrivedMs - this.#arrivedMs > burstMs;
    this.#arrivedMs = arrivedMs;
    // A pause of the source is not a delay: then only the new samples count.
    const isLater = changes === 'after-first' || firstT - this.#newest > sourcePauseMs;
    const ranOutAt = isLater ? firstT : this.#newest;
    // A page that draws slowly reads single frames in bursts of its own making, which no delay would smooth.
    const own = count === 1 ? Math.max(this.#drawMs - quickDrawMs, 0) : 0;
    const need = arrivedMs - ranOutAt - this.baseMs - own;
    this.#newest = lastT;
    this.#isSingle = count === 1;
    // Messages that were delayed together count as one delay.
    if (isFirstOfBurst) this.#remember(clampDelay(need), arrivedMs);
    this.#adjust(arrivedMs);
  }

  /** Records the time between two pictures, ms. */
  drew(elapsedMs: number): void {
    const capped = Math.min(elapsedMs, slowDrawMs);
    this.#drawMs = Math.max(capped, this.#drawMs + (capped - this.#drawMs) * quickerShare);
  }

  /** Call after a pause in which nothing arrived or the page was busy: the next batch is not measured. */
  interrupted(): void {
    this.#newest = null;
  }

  /** Forgets the needs so far and keeps `base`. */
  begin(): void {
    this.#newest = null;
    this.#batches = 0;
    this.#weights.fill(0);
    this.#peakMs = 0;
    this.#p95Ms = 0;
    this.#medianMs = 0;
    this.#lowSinceMs = null;
  }

  /** Forgets everything: the source has another clock from now on. */
  restart(): void {
    this.#slots = [];
    this.begin();
  }

  #learnBase(difference: number, nowMs: number): void {
    const last = this.#slots.at(-1);
    if (last === undefined || nowMs - last.fromMs >= slotMs) {
      this.#slots.push({ fromMs: nowMs, smallest: difference });
      if (this.#slots.length > slots) this.#slots.shift();
    } else {
      last.smallest = Math.min(last.smallest, difference);
    }
  }

  #remember(needMs: number, nowMs: number): void {
    const elapsedMs = nowMs - this.#peakAtMs;
    this.#peakMs *= 0.5 ** (elapsedMs / peakHalfLifeMs);
    this.#peakAtMs = nowMs;
    this.#weights[Math.round(needMs / binMs)]! += 1;
    if (this.#batches <= 30 || nowMs - this.#weighedAtMs >= weighEveryMs) {
      const fade = Math.exp((this.#weighedAtMs - nowMs) / memoryMs);
      for (let i = 0; i < bins; i++) this.#weights[i]! *= fade;
      this.#weighedAtMs = nowMs;
      this.#p95Ms = this.#percentile(0.95);
      this.#medianMs = this.#percentile(0.5);
    }
    this.#peakMs = Math.max(this.#peakMs, needMs - this.#p95Ms);
  }

  #percentile(share: number): number {
    let all = 0;
    for (let i = 0; i < bins; i++) all += this.#weights[i]!;
    let rest = all * (1 - share);
    for (let i = bins - 1; i > 0; i--) {
      rest -= this.#weights[i]!;
      if (rest < 0) return i * binMs;
    }
    return 0;
  }

  #adjust(nowMs: number): void {
    this.#chooseWay();
    const target = this.#target();
    if (target >= this.#batchDelayMs) this.#raise(target);
    else this.#lowerLater(target, nowMs);
  }

  #chooseWay(): void {
    if (this.#batches <= 3) return;
    const most = this.#oneByOne ? bridgedMs + stayOneByOneMs : bridgedMs;
    this.#oneByOne = this.#p95Ms <= most;
  }

  /** The smallest delay that would do now, ms. */
  #target(): number {
    // Extrapolation bridges a rare late frame; after a late batch the picture would stop.
    const late = this.#isSingle ? this.#spreadMs : this.#peakMs;
    return clampDelay(this.#p95Ms + late + marginMs);
  }

  get #spreadMs(): number {
    return this.#p95Ms - this.#medianMs;
  }

  #raise(target: number): void {
    // A small reserve, so that the next slightly later batch changes nothing.
    this.#batchDelayMs = clampDelay(target + this.#spreadMs / 2);
    this.#lowSinceMs = null;
  }

  /** Lowers the delay once clearly smaller ones were enough for long, to the greatest of them. */
  #lowerLater(target: number, nowMs: number): void {
    const less = Math.max(lessMs, this.#batchDelayMs * lessShare);
    if (target > this.#batchDelayMs - less) {
      this.#lowSinceMs = null;
      return;
    }
    if (this.#lowSinceMs === null) {
      this.#lowSinceMs = nowMs;
      this.#highestWhileLow = target;
      return;
    }
    this.#highestWhileLow = Math.max(this.#highestWhileLow, target);
    if (nowMs - this.#lowSinceMs < lowerAfterMs) return;
    this.#batchDelayMs = this.#highestWhileLow;
    this.#lowSinceMs = null;
  }
}

function clampDelay(ms: number): number {
  return Math.min(Math.max(ms, 0), limits.playoutDelayMsMax);
}
