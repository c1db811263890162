/** What the strip shows, and which event each of its cells shows. Pure. */

import { shortTimeText } from '../../protocol/units.ts';
import type { SpeedUnits } from '../core/about.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { type Against, DeltaModel, type DeltaPicture } from '../core/reading/delta.ts';
import { FuelModel } from '../core/reading/fuel-laps.ts';
import { GearReader, gearText } from '../core/reading/gear.ts';
import { inputsOf } from '../core/reading/inputs.ts';
import { LapTimerModel, type LapTimerPicture, type LapVerdict } from '../core/reading/lap-timer.ts';
import { PitStopReader } from '../core/reading/pit-stop.ts';
import { PlaceReader } from '../core/reading/place-change.ts';
import { isPresent } from '../core/reading/presence.ts';
import { RpmReader } from '../core/reading/rpm.ts';
import { type Flag, readSession } from '../core/reading/session.ts';
import { speedIn } from '../core/reading/speed-units.ts';
import { stintLaps } from '../core/reading/stint.ts';
import type { Sample } from '../core/sample.ts';

/** Seconds that fill half of the delta's bar. */
const deltaRangeS = 1.5;
/** Fuel for fewer laps than this is low. */
const warnLaps = 2;

/** What covers the delta's cell for a while. */
export type CellEvent =
  | { readonly kind: 'sector'; readonly sector: number; readonly verdict: LapVerdict }
  | { readonly kind: 'pit' }
  | { readonly kind: 'stopped' };

/** `shift`: all shift lights are on. `limiter` and `dark` are the two halves of the limiter's flash. */
export type RevSign = 'none' | 'shift' | 'limiter' | 'dark';

export interface StripPicture {
  readonly place: string | null;
  /** Places gained (+) or lost (-) a moment ago. */
  readonly change: number;
  readonly lap: string | null;
  readonly timeLeft: string | null;
  readonly flag: Flag | null;
  readonly timer: LapTimerPicture;
  /** The completed lap that is held is the best one. */
  readonly isBestLap: boolean;
  readonly delta: DeltaPicture;
  readonly event: CellEvent | null;
  /** Text of the event; null: none. */
  readonly eventText: string | null;
  readonly fuelLaps: string | null;
  readonly fuelShare: number;
  /** Laps since the last stop. */
  readonly stint: string | null;
  readonly isFuelLow: boolean;
  readonly gear: string;
  readonly speed: string | null;
  /** Of the rev limit, 0…1. */
  readonly revs: number;
  readonly revSign: RevSign;
  readonly throttle: number;
  readonly brake: number;
  /** A number still changes, or a time runs out, without new data. */
  readonly moving: boolean;
}

export interface StripOptions {
  readonly units: SpeedUnits;
  readonly against: Against;
  /** Seconds that an event stays. */
  readonly hold: number;
  readonly reducedMotion: boolean;
}

export class StripModel {
  readonly #units: SpeedUnits;
  readonly #readers;
  readonly #speedText = new Readout(1, 60);
  readonly #fuelText = new Readout(0.1, 500, 1);

  constructor({ units, against, hold, reducedMotion }: StripOptions) {
    this.#units = units;
    this.#readers = {
      place: new PlaceReader(hold),
      timer: new LapTimerModel(hold),
      delta: new DeltaModel(against, deltaRangeS),
      pit: new PitStopReader(hold),
      fuel: new FuelModel(warnLaps),
      gear: new GearReader(),
      rpm: new RpmReader(reducedMotion),
    };
  }

  read(sample: Sample, nowMs: number): StripPicture {
    const present = isPresent(sample);
    if (sample.reset || !present) this.#readers.gear.reset();
    if (sample.reset) this.#readers.rpm.reset();
    const state = present ? sample.state : {};
    const { speedKmh } = state;
    const { place, change } = this.#readers.place.read(sample, nowMs);
    const { lap, timeLeft, flag, present: isDriven } = readSession(sample);
    const timer = this.#readers.timer.read(sample, nowMs);
    const delta = this.#readers.delta.read(sample, nowMs);
    const { event, text } = this.#event(sample, timer);
    const fuel = this.#readers.fuel.read(sample);
    const rpm = this.#readers.rpm.read(state.rpms, sample.sessionInfo, nowMs);
    const { gear } = this.#readers.gear.read(state.gear, speedKmh, nowMs);
    const { throttle, brake } = inputsOf(state);
    const speed = speedKmh === undefined ? null : speedIn(this.#units, speedKmh);
    return {
      place: textOf(place),
      change,
      lap,
      timeLeft: timeLeft ?? (isDriven ? '' : null),
      flag,
      timer,
      isBestLap: timer.held && timer.verdict === 'best',
      delta,
      event,
      eventText: text,
      fuelLaps: this.#fuelText.text(fuel.lapsLeft, nowMs),
      fuelShare: fuel.share ?? 0,
      stint: present ? textOf(stintLaps(sample.board.laps)) : null,
      isFuelLow: fuel.isLow,
      gear: present ? gearText(gear) : '-',
      speed: this.#speedText.text(speed, nowMs),
      revs: Math.min(rpm.rpm / rpm.limit.rpm, 1),
      revSign: revSignOf(rpm),
      throttle: throttle ?? 0,
      brake: brake ?? 0,
      moving: delta.moving || timer.held || event !== null || change !== 0 || rpm.limiter,
    };
  }

  /** The stop goes before a sector, because a pit lane often has a line of one. */
  #event(sample: Sample, { completedSector }: LapTimerPicture) {
    const stop = this.#readers.pit.read(sample);
    if (stop !== null) {
      const isStopped = stop.running && stop.stoppedMs > 0 && hasStopped(sample);
      const kind = isStopped ? 'stopped' : 'pit';
      return {
        event: { kind } as const,
        text: shortTimeText(isStopped ? stop.stoppedMs : stop.laneMs, 1),
      };
    }
    if (completedSector === null) return { event: null, text: null };
    const { sector, verdict, delta, time } = completedSector;
    const event = { kind: 'sector', sector, verdict } as const;
    return { event, text: delta === '' ? time : delta };
  }
}

function textOf(value: number | null): string | null {
  return value === null ? null : String(value);
}

function hasStopped({ state }: Sample): boolean {
  return (state.speedKmh ?? 0) < 1;
}

function revSignOf(rpm: { lights: number; limiter: boolean; flash: boolean }): RevSign {
  if (rpm.limiter) return rpm.flash ? 'limiter' : 'dark';
  return rpm.lights >= 1 ? 'shift' : 'none';
}
