/** A completed lap of any car of a session, as it is stored and read back. Pure. */
import * as z from 'zod';
import { carText } from './cars.ts';
import { channelByName } from './channels.ts';
import { limits } from './limits.ts';

const wholeNumber = z.int().min(0);
const name = z.string().transform(carText);

export const carLapSchema = z.object({
  /** Number of the car in its source. Another driver may get it later. */
  carId: wholeNumber.max(limits.carIdMax),
  driver: name,
  car: name,
  lap: z.int().min(1).max(channelByName.get('lap')!.max),
  /** null: not known. */
  lapMs: wholeNumber.max(channelByName.get('lastLapTime')!.max).nullable(),
  /** Place at the end of the lap, from 1. */
  place: z.int().min(1).max(limits.carsMax),
  /** The car was in the pit lane on this lap. */
  pitted: z.boolean(),
  /** End of the lap, ms since 1970 on the relay's clock. */
  at: wholeNumber.max(limits.dateMsMax),
});

export type CarLap = z.output<typeof carLapSchema>;

/** The answer of `GET /api/sessions/{id}/cars/laps`. */
export interface CarLapList {
  readonly sessionID: string;
  /** In the order in which they ended. */
  readonly laps: readonly CarLap[];
}
