/** Litres that one lap burns, from what the tank held at its two lines. Plain data; pure. */
import type { LapFuel } from './book-state.ts';

/** A tank that is fuller than its lowest point of the lap by more than this was refuelled, L: at most, and at least. */
const refuelMaxL = 0.05;
const refuelMinL = 0.011;
/** The same as a share of the tank, for tanks that hold little. */
const refuelShare = 0.0005;
/** The mean is of so many of the newest laps. */
const lapsCounted = 5;

export function fuelAtLine(litres: number): LapFuel {
  return { startL: litres, lowestL: litres, refuelled: false };
}

/** @param tankL capacity; undefined: not known */
export function burn(fuel: LapFuel, litres: number, tankL: number | undefined): void {
  if (litres < fuel.lowestL) fuel.lowestL = litres;
  else if (litres > fuel.lowestL + refuelThresholdL(tankL)) fuel.refuelled = true;
}

function refuelThresholdL(tankL: number | undefined): number {
  const share = (tankL ?? 0) * refuelShare;
  return tankL === undefined ? refuelMaxL : Math.min(refuelMaxL, Math.max(refuelMinL, share));
}

/** @returns litres; null: fuel was added, or the tank was changed */
export function burntL(fuel: LapFuel, endL: number): number | null {
  const litres = Math.round((fuel.startL - endL) * 1000) / 1000;
  return fuel.refuelled || litres < 0 ? null : litres;
}

/** Adds a lap to those that the mean is made of. */
export function keepBurnt(laps: number[], litres: number): void {
  if (litres <= 0) return;
  laps.push(litres);
  if (laps.length > lapsCounted) laps.shift();
}

/** Mean litres of the newest laps; null: there is none, or the car burns none. */
export function meanBurntL(laps: readonly number[]): number | null {
  if (laps.length === 0) return null;
  return laps.reduce((sum, one) => sum + one, 0) / laps.length;
}
