/** From samples to what the fuel overlay shows. Pure: nothing is drawn. */
import type { Sample } from '../sample.ts';
import { LapShare, usualLapMs } from './lap-share.ts';
import { isPresent } from './presence.ts';

export interface FuelPicture {
  /** Litres; null: there is no car. */
  readonly litres: number | null;
  /** Share of the tank, 0…1; null where its size is not known. */
  readonly share: number | null;
  /** Litres a lap; null until a lap says so. */
  readonly perLap: number | null;
  readonly lapsLeft: number | null;
  /** Litres over (+) or missing (-) at the end of the session; null where the end is not known. */
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

/** Without a known use, a tank with less than this share is low. */
const lowShare = 0.06;
/** A warning ends only when so much more was filled in, laps: the use of a lap is never quite the same. */
const calmLaps = 0.3;
/** `sessionTypes` of the game in which the end is a flag: the lap that is begun is driven to its end. */
const race = 2;

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
    const litres = isPresent(sample) ? state.fuel : undefined;
    if (litres === undefined) return resting;
    const perLap = board.fuelPerLapL !== null && board.fuelPerLapL > 0 ? board.fuelPerLapL : null;
    const tank =
      sessionInfo.maxFuel !== undefined && sessionInfo.maxFuel > 0 ? sessionInfo.maxFuel : null;
    const full = tank === null ? null : Math.min(Math.max(litres / tank, 0), 1);
    const lapsLeft = perLap === null ? null : Math.max(litres, 0) / perLap;
    const toGo = lapsToGo(sample, share);
    this.#wasLow = this.#isLow(lapsLeft, full);
    return {
      litres,
      share: full,
      perLap,
      lapsLeft,
      atEnd: perLap === null || toGo === null ? null : litres - toGo * perLap,
      isLow: this.#wasLow,
    };
  }

  #isLow(lapsLeft: number | null, share: number | null): boolean {
    if (lapsLeft !== null) return lapsLeft < this.#warnLaps + (this.#wasLow ? calmLaps : 0);
    return share !== null && share < lowShare;
  }
}

/**
 * Laps that are still to be driven, the rest of the present one included; null where the session has no end that is
 * known, or the laps no time.
 * @param share of the present lap that is driven, 0…1; null: not known
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
  // The game lets practice run on below zero, and says nothing of sense where there is no limit.
  if (sessionInfo.sessionType !== race) return null;
  if (sessionTimeLeftMs === undefined || sessionTimeLeftMs === null || sessionTimeLeftMs <= 0) {
    return null;
  }
  const lapMs = usualLapMs(board);
  if (lapMs === null) return null;
  // The lap on which the time runs out is driven to its end.
  const afterThis = Math.max(sessionTimeLeftMs - restOfLap * lapMs, 0) / lapMs;
  return restOfLap + Math.ceil(afterThis);
}
