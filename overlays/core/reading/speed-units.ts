/** Speeds in the unit that is asked for. Pure. */
import { kmhToMph } from '../../../protocol/units.ts';
import type { SpeedUnits } from '../about.ts';

export const speedUnitNames: Readonly<Record<SpeedUnits, string>> = { kmh: 'km/h', mph: 'mph' };

export function speedIn(units: SpeedUnits, kmh: number): number {
  return units === 'mph' ? kmhToMph(kmh) : kmh;
}
