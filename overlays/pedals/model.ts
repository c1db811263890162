/** What the pedals overlay shows. Pure. */
import { type InputPoint, inputPoints, inputsOf } from '../core/reading/inputs.ts';
import { isPresent } from '../core/reading/presence.ts';
import type { Sample } from '../core/sample.ts';

const pedalNames = ['clutch', 'brake', 'throttle'] as const;
export type PedalName = (typeof pedalNames)[number];

export interface PedalsPicture {
  readonly resting: boolean;
  /** 0…1; null: unknown. */
  readonly pedals: Readonly<Record<PedalName, number | null>>;
  /** Latest peak of the brake, while it deserves a mark. */
  readonly brakePeak: number | null;
  /** New points of the trace, oldest first. */
  readonly points: readonly InputPoint[];
  /** The moment at the right edge of the trace; null: at rest. */
  readonly t: number | null;
  /** Forget the trace. */
  readonly reset: boolean;
}

/** Minimum of a marked peak, and how long the mark stays after the pedal is released. */
const markedFrom = 0.12;
const markedForMs = 1400;
/** The mark shows once the pedal is this far below its peak. */
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

  /** Tracks one peak per braking: it ends some time after the release, or with a harder press. */
  #followPeak(pressed: number, nowMs: number): number | null {
    if (pressed >= this.#peak) {
      this.#peak = pressed;
      this.#releasedAtMs = null;
    } else if (pressed < 0.02) {
      this.#releasedAtMs ??= nowMs;
      if (nowMs - this.#releasedAtMs > markedForMs) this.#forgetPeak();
    } else if (this.#releasedAtMs !== null) {
      // Pressed again: a new braking.
      this.#peak = pressed;
      this.#releasedAtMs = null;
    }
    return this.#peak >= markedFrom && pressed < this.#peak - belowPeak ? this.#peak : null;
  }
}
