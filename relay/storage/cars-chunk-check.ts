/** Checks the positions of cars in a session file, which may come from anywhere. Pure. */
import * as z from 'zod';
import { CodecError } from '../../protocol/byte-stream.ts';
import { type CarsChunk, type CarsMoment, positionsOf } from '../../protocol/car-positions.ts';
import { carSources, carStatuses, carText } from '../../protocol/cars.ts';
import { limits } from '../../protocol/limits.ts';

const whole = z.int().min(0).max(limits.carPositionsTMax);
const lapMs = whole.nullable();
const name = z.string().max(limits.factCharsMax).transform(carText);
const carId = z.int().min(0).max(limits.carIdMax);

const entrySchema = z.object({
  id: carId,
  driver: name,
  car: name,
  number: name.optional(),
  team: name.optional(),
  carClass: name.optional(),
  tyre: name.optional(),
  colour: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .optional(),
  lastLapMs: lapMs,
  bestLapMs: lapMs,
  lastLapCuts: whole.optional(),
  gamePlace: whole.optional(),
  isPlayer: z.boolean().optional(),
  status: z.enum(carStatuses),
  startPlace: whole.nullable(),
  placesGained: z.int().min(-limits.carsMax).max(limits.carsMax),
  pitStops: whole,
  stintLaps: whole,
  attackedId: carId.nullable(),
  sessionID: z.string().max(limits.storedIdCharsMax).nullable(),
});

const entriesSchema = z.object({
  source: z.enum(carSources),
  server: z.string().max(limits.factCharsMax).nullable(),
  isRace: z.boolean(),
  whole: z.boolean(),
  cars: z.array(entrySchema).max(limits.carsMax),
  gone: z.array(carId).max(limits.carsMax),
});

const momentSchema = z.object({
  t: whole,
  entries: entriesSchema.nullable(),
  positions: z.base64().max(limits.carPositionsCharsMax),
});

const chunkSchema = z.array(momentSchema).min(1).max(limits.carsChunkMomentsMax);

/** @returns null: not the moments of a chunk */
export function readCarsChunk(value: unknown): CarsChunk | null {
  const parsed = chunkSchema.safeParse(value);
  if (!parsed.success) return null;
  const moments = parsed.data as readonly CarsMoment[];
  const isInOrder = moments.every(({ t }, i) => i === 0 || t > moments[i - 1]!.t);
  if (!isInOrder || moments[0]!.entries?.whole !== true || !moments.every(isReadable)) return null;
  return { startT: moments[0]!.t, endT: moments.at(-1)!.t, moments };
}

function isReadable(moment: CarsMoment): boolean {
  try {
    return positionsOf(moment).t === moment.t;
  } catch (cause) {
    if (cause instanceof CodecError) return false;
    throw cause;
  }
}
