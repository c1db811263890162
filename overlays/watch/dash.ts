/** What the viewers' page shows of the car. Pure. */

import type { SpeedUnits } from '../core/about.ts';
import { DeltaModel, type DeltaPicture } from '../core/reading/delta.ts';
import { FuelModel } from '../core/reading/fuel-laps.ts';
import { GearReader, gearText } from '../core/reading/gear.ts';
import { shareOf } from '../core/reading/inputs.ts';
import { LapTimerModel, type LapTimerPicture } from '../core/reading/lap-timer.ts';
import { limitShares, RpmReader, rpmScale } from '../core/reading/rpm.ts';
import { readSession, type SessionPicture, sessionNames } from '../core/reading/session.ts';
import { speedIn } from '../core/reading/speed-units.ts';
import type { CarPlace } from '../core/reading/track-line.ts';
import type { Sample } from '../core/sample.ts';

export interface WatchDashPicture {
  readonly gear: string;
  /** null: not known. */
  readonly speed: string | null;
  readonly rpm: string;
  /** Of the scale, 0…1. */
  readonly rpmShare: number;
  /** Start of the shift lights on the same scale; 1: the limit is unknown. */
  readonly shiftShare: number;
  readonly limiter: 'off' | 'lit' | 'dark';
  /** 0…1; null: the publisher does not send it. */
  readonly throttle: number | null;
  readonly brake: number | null;
  readonly delta: DeltaPicture;
  readonly timer: LapTimerPicture;
  readonly session: SessionPicture;
  /** `5 / 12`; null: not known. */
  readonly lap: string | null;
  /** Litres; null: not known. */
  readonly fuel: string | null;
  readonly fuelLaps: string | null;
  readonly fuelLow: boolean;
  /** Channels that locate the car. */
  readonly place: CarPlace;
  readonly inPits: boolean;
}

/** Seconds that fill the delta bar, seconds that a completed lap is shown, and laps of fuel from which on it is low. */
const usual = { deltaRangeS: 1, holdS: 6, warnLaps: 2 };

export class WatchDashModel {
  readonly #gears = new GearReader();
  readonly #revs = new RpmReader();
  readonly #delta = new DeltaModel('best', usual.deltaRangeS);
  readonly #timer = new LapTimerModel(usual.holdS);
  readonly #fuel = new FuelModel(usual.warnLaps);
  units: SpeedUnits;

  constructor(units: SpeedUnits) {
    this.units = units;
  }

  /** @param nowMs the animation frame's time */
  read(sample: Sample, nowMs: number): WatchDashPicture {
    const { state, sessionInfo, reset } = sample;
    if (reset) {
      this.#gears.reset();
      this.#revs.reset();
    }
    const { gear } = this.#gears.read(state.gear, state.speedKmh, nowMs);
    const revs = this.#revs.read(state.rpms, sessionInfo, nowMs);
    const scale = rpmScale(revs.limit.rpm, revs.limit.known);
    const fuel = this.#fuel.read(sample);
    const session = readSession(sample);
    const laps = sessionNames(sessionInfo).laps;
    return {
      gear: gearText(gear),
      speed: state.speedKmh === undefined ? null : this.#speedText(state.speedKmh),
      rpm: state.rpms === undefined ? '–' : String(Math.round(revs.rpm / 10) * 10),
      rpmShare: Math.min(revs.rpm / scale.max, 1),
      shiftShare: revs.limit.known ? (revs.limit.rpm * limitShares.firstLight) / scale.max : 1,
      limiter: revs.limiter ? (revs.flash ? 'lit' : 'dark') : 'off',
      throttle: shareOf(state.gas),
      brake: shareOf(state.brake),
      delta: this.#delta.read(sample, nowMs),
      timer: this.#timer.read(sample, nowMs),
      session,
      lap: session.lap === null ? null : laps > 0 ? `${session.lap} / ${laps}` : session.lap,
      fuel: fuel.litres === null ? null : fuel.litres.toFixed(1),
      fuelLaps: fuel.lapsLeft === null ? null : fuel.lapsLeft.toFixed(1),
      fuelLow: fuel.isLow,
      place: state,
      inPits: state.inPitLane === true || state.inPit === true,
    };
  }

  #speedText(kmh: number): string {
    return String(Math.round(speedIn(this.units, kmh)));
  }
}
