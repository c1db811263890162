/** Fuel use per lap, from the fuel level at its beginning and end. Pure. */
import type { LapFuel } from './book-state.ts';

/** A level above the lowest of the lap by more than this means refuelling, L: greatest and least threshold. */
const refuelMaxL = 0.05;
const refuelMinL = 0.011;
/** The same as a share of the tank, for small tanks. */
const refuelShare = 0.0005;
/** Number of laps in the mean. */
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

/** @returns litres; null: the car was refuelled */
export function burntL(fuel: LapFuel, endL: number): number | null {
  const litres = Math.round((fuel.startL - endL) * 1000) / 1000;
  return fuel.refuelled || litres < 0 ? null : litres;
}

/** Adds a lap to those of the mean. */
export function keepBurnt(laps: number[], litres: number): void {
  if (litres <= 0) return;
  laps.push(litres);
  if (laps.length > lapsCounted) laps.shift();
}

/** Mean litres a lap; null: no lap is known, or the car burns none. */
export function meanBurntL(laps: readonly number[]): number | null {
  if (laps.length === 0) return null;
  return laps.reduce((sum, one) => sum + one, 0) / laps.length;
}
