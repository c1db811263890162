/**
 * Fuel in laps: how many laps it lasts, and what is left at the end, from the litres per lap of the relay
 * (`relay/timing/fuel-use.ts`). Pure.
 */
import { raceSessionType } from '../../../protocol/session.ts';
import type { Sample } from '../sample.ts';
import { LapShare, usualLapMs } from './lap-share.ts';
import { isPresent } from './presence.ts';

export interface FuelPicture {
  /** Litres; null: there is no car. */
  readonly litres: number | null;
  /** Share of the tank, 0…1; null: its size is unknown. */
  readonly share: number | null;
  /** Litres per lap; null until a lap is complete. */
  readonly perLap: number | null;
  readonly lapsLeft: number | null;
  /** Litres spare (+) or short (-) at the end of the session; null: the end is unknown. */
  readonly atEnd: number | null;
  readonly isLow: boolean;
}

const resting: FuelPicture = {
  litres: null,
  share: null,
  perLap: null,
  lapsLeft: null,
  atEnd: null,
  isLow: false,
};

/** While the consumption is unknown, a tank below this share is low. */
const lowShare = 0.06;
/** A tank with this little is empty for every engine, litres. */
const emptyL = 0.5;
/** A warning ends only this far above its threshold, laps, because the consumption varies from lap to lap. */
const calmLaps = 0.3;

export class FuelModel {
  readonly #warnLaps: number;
  readonly #lapShare = new LapShare();
  #wasLow = false;

  constructor(warnLaps: number) {
    this.#warnLaps = warnLaps;
  }

  read(sample: Sample): FuelPicture {
    const { state, sessionInfo, board, reset } = sample;
    if (reset) this.#wasLow = false;
    const share = this.#lapShare.read(sample);
    if (!isPresent(sample) || state.fuel === undefined) return resting;
    // A negative value means an empty tank.
    const litres = Math.max(state.fuel, 0);
    const perLap = board.fuelPerLapL !== null && board.fuelPerLapL > 0 ? board.fuelPerLapL : null;
    const tank =
      sessionInfo.maxFuel !== undefined && sessionInfo.maxFuel > 0 ? sessionInfo.maxFuel : null;
    const full = tank === null ? null : Math.min(litres / tank, 1);
    const lapsLeft = perLap === null ? null : litres / perLap;
    const toGo = lapsToGo(sample, share);
    this.#wasLow = this.#isLow(litres, lapsLeft, full);
    return {
      litres,
      share: full,
      perLap,
      lapsLeft,
      atEnd: perLap === null || toGo === null ? null : litres - toGo * perLap,
      isLow: this.#wasLow,
    };
  }

  #isLow(litres: number, lapsLeft: number | null, share: number | null): boolean {
    if (this.#warnLaps > 0 && litres <= emptyL) return true;
    if (lapsLeft !== null) return lapsLeft < this.#warnLaps + (this.#wasLow ? calmLaps : 0);
    return share !== null && share < lowShare;
  }
}

/**
 * Laps to go, including the rest of the present one; null: the end of the session or the lap time is unknown.
 * @param share of the present lap that is driven, 0…1; null: unknown
 */
export function lapsToGo(
  { state, sessionInfo, board }: Pick<Sample, 'state' | 'sessionInfo' | 'board'>,
  share = state.trackPosition ?? null,
): number | null {
  const { lap, sessionTimeLeftMs } = state;
  if (lap === undefined || share === null) return null;
  const restOfLap = 1 - share;
  const { numberOfLaps } = sessionInfo;
  if (numberOfLaps !== undefined && numberOfLaps > 0) {
    return Math.max(numberOfLaps - lap, 0) + (lap > numberOfLaps ? 0 : restOfLap);
  }
  // Only a race ends with the lap in which the time runs out: in practice the game counts on below zero, and without a
  // time limit the value is meaningless.
  if (sessionInfo.sessionType !== raceSessionType) return null;
  if (sessionTimeLeftMs === undefined || sessionTimeLeftMs === null || sessionTimeLeftMs <= 0) {
    return null;
  }
  const lapMs = usualLapMs(board);
  if (lapMs === null) return null;
  // The lap on which the time runs out is completed.
  const afterThis = Math.max(sessionTimeLeftMs - restOfLap * lapMs, 0) / lapMs;
  return restOfLap + Math.ceil(afterThis);
}
