/** The made-up cars and events around the drive of all pictures. Pure. */
import type { Grid } from '../../protocol/cars.ts';
import type { RaceEvent } from '../../protocol/events.ts';
import { type DriveMoment, placeAt } from './drive.ts';
import {
  afterFlag,
  dozenField,
  duelField,
  extremeField,
  type MadeField,
  madeEvents,
  madeGrid,
  twoClassField,
  usualField,
} from './made-grid.ts';
import { raceOf } from './races.ts';

function fieldOf({ race }: DriveMoment): MadeField {
  if (race === 'hours') return twoClassField;
  if (race === 'finish') return afterFlag(usualField);
  if (race === 'dozen-finish') return afterFlag(dozenField);
  if (race === 'duel') return duelField;
  if (race === 'dozen') return dozenField;
  return race === 'extreme' ? extremeField : usualField;
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
