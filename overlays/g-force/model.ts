/** What the g-force overlay shows. Pure. */
import { isPresent } from '../core/reading/presence.ts';
import type { Sample } from '../core/sample.ts';

/** The force on the driver, g: `x` to the right, `y` forward. */
export interface Push {
  readonly x: number;
  readonly y: number;
}

export const sides = ['left', 'right', 'forward', 'back'] as const;
export type Side = (typeof sides)[number];

export interface GForcePicture {
  /** null: unknown. */
  readonly push: Push | null;
  /** Recent maximum to each side, g; null: too small for a mark. */
  readonly peaks: Readonly<Record<Side, number | null>>;
  /** The value is still changing, or a peak falls. */
  readonly moving: boolean;
}

/** Time constant that smooths vibrations of kerbs and springs, ms. */
const smoothingMs = 70;
/** Close enough to rest, g. */
const closeG = 0.002;
/** A peak of at least `fromG` stays this long, ms, then falls at this pace, g per second. */
const peakHold = { ms: 10_000, fallG: 0.6, fromG: 0.3 };
/** Larger values are crashes or errors of the physics and are clipped, g. */
const mostG = 9.9;

interface Peak {
  g: number;
  atMs: number;
}

const ofSide: Readonly<Record<Side, (push: Push) => number>> = {
  left: ({ x }) => -x,
  right: ({ x }) => x,
  forward: ({ y }) => y,
  back: ({ y }) => -y,
};

const noPeaks = { left: null, right: null, forward: null, back: null } as const;

function shownPeak({ g }: Peak): number | null {
  return g >= peakHold.fromG ? g : null;
}

function held(g: number): number {
  return Math.min(Math.max(g, -mostG), mostG);
}

export class GForceModel {
  #smoothed: Push | null = null;
  #lastMs = 0;
  readonly #peaks: Readonly<Record<Side, Peak>> = {
    left: { g: 0, atMs: 0 },
    right: { g: 0, atMs: 0 },
    forward: { g: 0, atMs: 0 },
    back: { g: 0, atMs: 0 },
  };

  read(sample: Sample, nowMs: number): GForcePicture {
    const given = sample.state.accG;
    if (sample.reset) this.#forget();
    if (!isPresent(sample) || given === undefined) {
      this.#forget();
      return { push: null, peaks: noPeaks, moving: false };
    }
    // The driver feels the opposite of the car's acceleration; the game's lateral value is already the felt one.
    const felt = { x: held(given[0]!), y: held(-given[2]!) };
    const passedMs = Math.max(nowMs - this.#lastMs, 0);
    this.#lastMs = nowMs;
    const push = this.#follow(felt, passedMs);
    const falling = this.#followPeaks(push, passedMs, nowMs);
    const { left, right, forward, back } = this.#peaks;
    return {
      push,
      peaks: {
        left: shownPeak(left),
        right: shownPeak(right),
        forward: shownPeak(forward),
        back: shownPeak(back),
      },
      moving: falling || push.x !== felt.x || push.y !== felt.y,
    };
  }

  #follow(felt: Push, passedMs: number): Push {
    if (this.#smoothed === null) this.#smoothed = felt;
    const share = 1 - Math.exp(-passedMs / smoothingMs);
    const to = (from: number, at: number) =>
      Math.abs(at - from) < closeG ? at : from + (at - from) * share;
    this.#smoothed = { x: to(this.#smoothed.x, felt.x), y: to(this.#smoothed.y, felt.y) };
    return this.#smoothed;
  }

  /** @returns whether a peak falls or waits to. */
  #followPeaks(push: Push, passedMs: number, nowMs: number): boolean {
    let falling = false;
    for (const side of sides) {
      const g = Math.max(ofSide[side](push), 0);
      const peak = this.#peaks[side];
      if (g >= peak.g) {
        peak.g = g;
        peak.atMs = nowMs;
      } else if (nowMs - peak.atMs > peakHold.ms) {
        peak.g = Math.max(peak.g - (peakHold.fallG * passedMs) / 1000, g);
      }
      falling ||= peak.g > Math.max(g, peakHold.fromG);
    }
    return falling;
  }

  #forget(): void {
    this.#smoothed = null;
    for (const side of sides) this.#peaks[side].g = 0;
  }
}
