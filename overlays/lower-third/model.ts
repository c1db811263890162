/** Which message the lower third shows. Pure. */
import { fahrenheitOf, shortTimeText } from '../../protocol/units.ts';
import { LapTimerModel } from '../core/reading/lap-timer.ts';
import { PitStopReader } from '../core/reading/pit-stop.ts';
import { isPresent } from '../core/reading/presence.ts';
import type { Sample } from '../core/sample.ts';

export type LowerThirdMessage =
  | { readonly kind: 'driver' }
  /** @param gain against the best lap before, with its sign; empty: there was none */
  | {
      readonly kind: 'best-lap';
      readonly lap: number;
      readonly time: string;
      readonly gain: string;
    }
  /** After the driver, in whole degrees; null: the game does not report it. */
  | {
      readonly kind: 'conditions';
      readonly air: number | null;
      readonly road: number | null;
      readonly unit: '°C' | '°F';
    }
  /** Times in seconds; null: the car did not stand. */
  | { readonly kind: 'pit-stop'; readonly lane: string; readonly stopped: string | null };

export interface LowerThirdOptions {
  /** Seconds that the driver stays; 0: always. */
  readonly seconds: number;
  readonly events: boolean;
  /** Celsius when left out. */
  readonly temperature?: 'c' | 'f';
}

/** Seconds that an event stays: time to read it twice. */
const eventS = 7;

const driver: LowerThirdMessage = { kind: 'driver' };

export class LowerThirdModel {
  readonly #options: LowerThirdOptions;
  readonly #timer = new LapTimerModel(eventS);
  readonly #pit = new PitStopReader(eventS);
  #drivesSinceMs: number | null = null;
  /** As they were when they were first shown: a message does not change. */
  #conditions: LowerThirdMessage | null = null;

  constructor(options: LowerThirdOptions) {
    this.#options = options;
  }

  /** @returns null: nothing */
  read(sample: Sample, nowMs: number): LowerThirdMessage | null {
    const event = this.#event(sample, nowMs);
    if (event !== null && this.#options.events) return event;
    if (this.#options.seconds === 0) return driver;
    if (sample.reset || !isPresent(sample)) this.#begin();
    if (!isPresent(sample)) return null;
    this.#drivesSinceMs ??= nowMs;
    const sinceMs = nowMs - this.#drivesSinceMs;
    const driverMs = this.#options.seconds * 1000;
    if (sinceMs < driverMs) return driver;
    if (sinceMs >= driverMs + eventS * 1000) return null;
    this.#conditions ??= conditionsOf(sample, this.#options.temperature === 'f');
    return this.#conditions;
  }

  #begin(): void {
    this.#drivesSinceMs = null;
    this.#conditions = null;
  }

  #event(sample: Sample, nowMs: number): LowerThirdMessage | null {
    const stop = this.#pit.read(sample);
    const { held, verdict, lap, time, delta } = this.#timer.read(sample, nowMs);
    if (stop !== null && !stop.running) {
      const stopped = stop.stoppedMs === 0 ? null : shortTimeText(stop.stoppedMs, 1);
      return { kind: 'pit-stop', lane: shortTimeText(stop.laneMs, 1), stopped };
    }
    if (!held || verdict !== 'best' || lap === null || time === null) return null;
    return { kind: 'best-lap', lap, time, gain: delta };
  }
}

function conditionsOf({ state }: Sample, isFahrenheit: boolean): LowerThirdMessage | null {
  const whole = (celsius: number | undefined) =>
    celsius === undefined ? null : Math.round(isFahrenheit ? fahrenheitOf(celsius) : celsius);
  const air = whole(state.airC);
  const road = whole(state.roadC);
  if (air === null && road === null) return null;
  return { kind: 'conditions', air, road, unit: isFahrenheit ? '°F' : '°C' };
}

/** The same for two messages that look the same. */
export function keyOf(message: LowerThirdMessage | null): string {
  return message === null ? '' : JSON.stringify(message);
}
