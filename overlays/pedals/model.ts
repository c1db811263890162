/** From samples to what the pedals overlay shows. Pure: time comes with the call, nothing is drawn. */
import type { Frame } from '../../protocol/frame.ts';
import { isPresent } from '../core/reading/presence.ts';
import type { Sample } from '../core/sample.ts';

export const pedalNames = ['clutch', 'brake', 'throttle'] as const;
export type PedalName = (typeof pedalNames)[number];

/** A point of the trace, 0…1 each; null where the publisher does not say. */
export interface TracePoint {
  readonly t: number;
  readonly throttle: number | null;
  readonly brake: number | null;
  readonly clutch: number | null;
  /** 0 full left, 0.5 straight, 1 full right. */
  readonly steering: number | null;
}

export interface PedalsPicture {
  readonly resting: boolean;
  /** 0…1; null where not known. */
  readonly pedals: Readonly<Record<PedalName, number | null>>;
  /** How far the brake was pressed at the latest peak, while that is worth a mark. */
  readonly brakePeak: number | null;
  /** New points of the trace, oldest first. */
  readonly points: readonly TracePoint[];
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

function channel(value: number | undefined): number | null {
  return value === undefined ? null : Math.min(Math.max(value, 0), 1);
}

export class PedalsModel {
  private peak = 0;
  private releasedAtMs: number | null = null;

  read(sample: Sample, nowMs: number): PedalsPicture {
    const resting = !isPresent(sample);
    const { gas, brake, clutch } = sample.state;
    if (resting || sample.reset) this.forgetPeak();
    const pressed = resting ? null : channel(brake);
    return {
      resting,
      pedals: {
        clutch: resting ? null : channel(clutch),
        brake: pressed,
        throttle: resting ? null : channel(gas),
      },
      brakePeak: this.followPeak(pressed ?? 0, nowMs),
      points: resting ? [] : pointsOf(sample),
      t: resting ? null : sample.t,
      reset: sample.reset,
    };
  }

  private forgetPeak(): void {
    this.peak = 0;
    this.releasedAtMs = null;
  }

  /** One braking, one peak: it is forgotten some time after the pedal was let go, or pressed harder. */
  private followPeak(pressed: number, nowMs: number): number | null {
    if (pressed >= this.peak) {
      this.peak = pressed;
      this.releasedAtMs = null;
    } else if (pressed < 0.02) {
      this.releasedAtMs ??= nowMs;
      if (nowMs - this.releasedAtMs > markedForMs) this.forgetPeak();
    } else if (this.releasedAtMs !== null) {
      // Pressed again: another braking.
      this.peak = pressed;
      this.releasedAtMs = null;
    }
    return this.peak >= markedFrom && pressed < this.peak - belowPeak ? this.peak : null;
  }
}

function pointsOf({ passed, t }: Sample): TracePoint[] {
  return passed.flatMap((frame) => {
    const at = frame.t ?? t;
    return at === null ? [] : [pointOf(frame, at)];
  });
}

function pointOf(frame: Partial<Frame>, t: number): TracePoint {
  const { gas, brake, clutch, steerAngle } = frame;
  return {
    t,
    throttle: channel(gas),
    brake: channel(brake),
    clutch: channel(clutch),
    steering: steerAngle === undefined ? null : channel((steerAngle + 1) / 2),
  };
}
