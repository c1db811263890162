/** The made-up cars and events around the drive of all pictures. Pure. */
import type { Grid } from '../../protocol/cars.ts';
import type { RaceEvent } from '../../protocol/events.ts';
import { type DriveMoment, placeAt, type RaceName } from './drive.ts';
import {
  afterFlag,
  dozenField,
  duelField,
  extremeField,
  type MadeField,
  packField,
  twoClassField,
  usualField,
} from './made-fields.ts';
import { madeEvents, madeGrid } from './made-grid.ts';
import { raceOf } from './races.ts';

/** The fields of races that have another than the usual one. */
const fields: Readonly<Partial<Record<RaceName, MadeField>>> = {
  hours: twoClassField,
  finish: afterFlag(usualField),
  duel: duelField,
  'duel-finish': afterFlag(duelField),
  dozen: dozenField,
  'dozen-finish': afterFlag(dozenField),
  pack: packField,
  'pack-finish': afterFlag(packField),
  extreme: extremeField,
};

function fieldOf({ race }: DriveMoment): MadeField {
  return (race && fields[race]) ?? usualField;
}

/** All cars. @param t of the drive, ms */
export function gridAt(moment: DriveMoment, t: number): Grid {
  const { trackPosition = 0 } = raceOf(moment).at(t);
  return madeGrid(fieldOf(moment), t, { trackPosition, placeAt });
}

/** Events after one time of the drive and up to another, ms. */
export function eventsBetween(
  moment: DriveMoment,
  afterT: number,
  t: number,
): readonly RaceEvent[] {
  return madeEvents(fieldOf(moment), afterT, t);
}
