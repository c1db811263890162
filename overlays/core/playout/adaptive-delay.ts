/**
 * How far behind the newest sample the picture has to run so that it never waits for the next batch. Learnt from
 * when batches arrive; constant once it has settled. Pure.
 *
 * `base` is the smallest (arrival - session time of the newest sample) of the last while: clock difference and
 * fastest way together. What a batch *needed* is how much later than that the samples before it ran out.
 */
import { limits } from '../../../protocol/limits.ts';

/** Delay behind `base` of single frames, which are carried on past the newest sample; ms. */
export const oneByOneDelayMs = 8;

const binMs = 2;
const bins = Math.ceil(limits.playoutDelayMsMax / binMs) + 1;
/** What was needed loses its weight with this time constant: about the last half minute counts. */
const memoryMs = 15_000;
/** A single late batch raises the delay at once and is forgotten with this half-life. */
const peakHalfLifeMs = 6_000;
const weighEveryMs = 1_000;
const marginMs = 4;
/** Messages that are heard within this of one another were held up together, on the way or by the page itself. */
const burstMs = 1.5;
/** From picture to picture on an ordinary screen, and the longest that is taken for slow drawing, ms. */
const quickDrawMs = 17;
const slowDrawMs = 1_000;
/** A slower picture counts at once, quicker ones by this share. */
const quickerShare = 0.05;
/** Samples further apart than this were not taken in between (pause, menu), rather than late. */
const sourcePauseMs = 250;
/** Base: smallest of this many slots of this length. */
const slotMs = 2_000;
const slots = 10;
/** The delay is lowered only when for this long clearly less would have done. */
const lowerAfterMs = 30_000;

/**
 * What of a batch differs from what was known before it. Frames without news are left out on the way, so one that says
 * that nothing has changed was not needed before; where the first says so, the picture waited for the ones after it.
 */
export type BatchChanges = 'all' | 'after-first' | 'none';

interface Slot {
  readonly fromMs: number;
  smallest: number;
}

export class AdaptiveDelay {
  #weights = new Float64Array(bins);
  #weighedAtMs = 0;
  #slots: Slot[] = [];
  #peakMs = 0;
  #peakAtMs = 0;
  #p95Ms = 0;
  #medianMs = 0;
  #newest: number | null = null;
  #arrivedMs = Number.NEGATIVE_INFINITY;
  #oneByOne = false;
  #isSingle = false;
  /** Time from picture to picture, rather too long than too short. */
  #drawMs = quickDrawMs;
  #batchDelayMs = 0;
  #lowSinceMs: number | null = null;
  #highestWhileLow = 0;
  #batches = 0;

  /** True: samples come one by one and regularly; they are drawn at once and carried on a little. */
  get oneByOne(): boolean {
    return this.#oneByOne;
  }

  /** The delay behind `base`, ms. Changes in steps; play-out glides from one to the next. */
  get delayMs(): number {
    return this.#oneByOne ? oneByOneDelayMs : this.#batchDelayMs;
  }

  /** Page clock minus session clock over the fastest way seen lately, ms. */
  get baseMs(): number {
    let smallest = Number.POSITIVE_INFINITY;
    for (const slot of this.#slots) smallest = Math.min(smallest, slot.smallest);
    return smallest;
  }

  /**
   * A batch has arrived.
   * @param firstT session time of its first sample, ms
   * @param lastT of its newest
   * @param samples how many are in it
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
      // One batch says how long it is; the next is as long if nothing else is known.
      const span = samples > 1 ? ((lastT - firstT) * samples) / (samples - 1) : 0;
      this.#oneByOne = count === 1;
      this.#batchDelayMs = clampDelay(span + 5 * marginMs);
      return;
    }
    const isFirstOfBurst = arrivedMs - this.#arrivedMs > burstMs;
    this.#arrivedMs = arrivedMs;
    // A pause of the source itself is no lateness: then only the new samples count.
    const isLater = changes === 'after-first' || firstT - this.#newest > sourcePauseMs;
    const ranOutAt = isLater ? firstT : this.#newest;
    // A page that draws slowly hears single frames in lumps of its own making; no delay would help it.
    const own = count === 1 ? Math.max(this.#drawMs - quickDrawMs, 0) : 0;
    const need = arrivedMs - ranOutAt - this.baseMs - own;
    this.#newest = lastT;
    this.#isSingle = count === 1;
    // What was held up together is late once, not once for each message.
    if (isFirstOfBurst) this.#remember(clampDelay(need), arrivedMs);
    this.#adjust(arrivedMs);
  }

  /** A picture was drawn so long after the one before. */
  drew(elapsedMs: number): void {
    const capped = Math.min(elapsedMs, slowDrawMs);
    this.#drawMs = Math.max(capped, this.#drawMs + (capped - this.#drawMs) * quickerShare);
  }

  /** Nothing came, or nothing could be heard for a while: the next batch does not say how late the way makes it. */
  interrupted(): void {
    this.#newest = null;
  }

  /** What was needed so far counts no more; the way is still known. */
  begin(): void {
    this.#newest = null;
    this.#batches = 0;
    this.#weights.fill(0);
    this.#peakMs = 0;
    this.#p95Ms = 0;
    this.#medianMs = 0;
    this.#lowSinceMs = null;
  }

  /** The source has another clock from now on: nothing learnt counts. */
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
    // Single frames of 60 Hz need 17 ms; carried on for 25 ms behind a delay of 8 they bridge 33.
    const bridged = oneByOneDelayMs + limits.extrapolateMsMax;
    if (this.#batches > 3) {
      this.#oneByOne = this.#p95Ms <= (this.#oneByOne ? bridged + 8 : bridged);
    }
    // Of single frames a rare late one is bridged by carrying on; of batches it would be a standstill.
    const spread = this.#p95Ms - this.#medianMs;
    const late = this.#isSingle ? spread : this.#peakMs;
    const target = clampDelay(this.#p95Ms + late + marginMs);
    const clearlyLess = this.#batchDelayMs - Math.max(15, this.#batchDelayMs * 0.12);
    if (target >= this.#batchDelayMs) {
      // A little more than now, so that the next somewhat later batch changes nothing.
      this.#batchDelayMs = clampDelay(target + spread / 2);
      this.#lowSinceMs = null;
    } else if (target > clearlyLess) {
      this.#lowSinceMs = null;
    } else if (this.#lowSinceMs === null) {
      this.#lowSinceMs = nowMs;
      this.#highestWhileLow = target;
    } else {
      this.#highestWhileLow = Math.max(this.#highestWhileLow, target);
      if (nowMs - this.#lowSinceMs >= lowerAfterMs) {
        this.#batchDelayMs = this.#highestWhileLow;
        this.#lowSinceMs = null;
      }
    }
  }
}

function clampDelay(ms: number): number {
  return Math.min(Math.max(ms, 0), limits.playoutDelayMsMax);
}
