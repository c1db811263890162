/** Speeds in the unit that is asked for. Pure. */
import { kmhToMph } from '../../../protocol/units.ts';
import type { SpeedUnits } from '../about.ts';

export const speedUnitNames: Readonly<Record<SpeedUnits, string>> = { kmh: 'km/h', mph: 'mph' };

/** Faster is an error of the game's physics. Overlays have room for three digits. */
const fastest = 999;

/** A speed as it is shown, 0…999. */
export function speedIn(units: SpeedUnits, kmh: number): number {
  return Math.min(Math.max(units === 'mph' ? kmhToMph(kmh) : kmh, 0), fastest);
}
