/** From samples to what the pedals overlay shows. Pure: time comes with the call, nothing is drawn. */
import { type InputPoint, inputPoints, inputsOf } from '../core/reading/inputs.ts';
import { isPresent } from '../core/reading/presence.ts';
import type { Sample } from '../core/sample.ts';

export const pedalNames = ['clutch', 'brake', 'throttle'] as const;
export type PedalName = (typeof pedalNames)[number];

export interface PedalsPicture {
  readonly resting: boolean;
  /** 0…1; null where not known. */
  readonly pedals: Readonly<Record<PedalName, number | null>>;
  /** How far the brake was pressed at the latest peak, while that is worth a mark. */
  readonly brakePeak: number | null;
  /** New points of the trace, oldest first. */
  readonly points: readonly InputPoint[];
  /** The moment at the right edge of the trace; null: it rests. */
  readonly t: number | null;
  /** Forget the trace. */
  readonly reset: boolean;
}

/** A peak is marked from this on, and stays this long after the pedal was let go. */
const markedFrom = 0.12;
const markedForMs = 1400;
/** How far below its peak the pedal must be for the mark to be of use. */
const belowPeak = 0.04;

export class PedalsModel {
  #peak = 0;
  #releasedAtMs: number | null = null;

  read(sample: Sample, nowMs: number): PedalsPicture {
    const resting = !isPresent(sample);
    if (resting || sample.reset) this.#forgetPeak();
    const { clutch, brake, throttle } = inputsOf(resting ? {} : sample.state);
    return {
      resting,
      pedals: { clutch, brake, throttle },
      brakePeak: this.#followPeak(brake ?? 0, nowMs),
      points: resting ? [] : inputPoints(sample),
      t: resting ? null : sample.t,
      reset: sample.reset,
    };
  }

  #forgetPeak(): void {
    this.#peak = 0;
    this.#releasedAtMs = null;
  }

  /** One braking, one peak: it is forgotten some time after the pedal was let go, or pressed harder. */
  #followPeak(pressed: number, nowMs: number): number | null {
    if (pressed >= this.#peak) {
      this.#peak = pressed;
      this.#releasedAtMs = null;
    } else if (pressed < 0.02) {
      this.#releasedAtMs ??= nowMs;
      if (nowMs - this.#releasedAtMs > markedForMs) this.#forgetPeak();
    } else if (this.#releasedAtMs !== null) {
      // Pressed again: another braking.
      this.#peak = pressed;
      this.#releasedAtMs = null;
    }
    return this.#peak >= markedFrom && pressed < this.#peak - belowPeak ? this.#peak : null;
  }
}
