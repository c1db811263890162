/**
 * The compact form of where the cars are: ten times a second from the agent to the relay, and from the relay to every page
 * that asked for cars. Each message holds all cars, so that any of them may be missed. Pure; never touches a socket.
 *
 * | part | content |
 * |---|---|
 * | kind | 1 byte: 16 |
 * | t | varint, ms of the session |
 * | car count | varint |
 * | cars | in the order of their places, see below |
 *
 * | part of a car | content |
 * |---|---|
 * | id | varint |
 * | flags | 1 byte: 1 in the pit lane, 2 in its box, 4 connected, 8 heading known, 16 lap time known, 32 gap, 64 interval, 128 relative time follows |
 * | laps | varint |
 * | track position | varint, 1/1 000 000 of a lap |
 * | world position | three signed varints, 0.1 m |
 * | speed | varint, 0.1 km/h |
 * | heading | varint, 1/1024 of a turn from -π; absent when not known |
 * | lap time | varint, ms; absent when not known |
 * | gap, interval | each: varint of laps, varint of ms + 1 with 0 for none; absent when not flagged |
 * | relative time | signed varint, ms; absent when not flagged |
 *
 * After the cars follows what drivers do whose agents publish:
 *
 * | part | content |
 * |---|---|
 * | count | varint |
 * | each: index of the car in the list | varint |
 * | throttle, brake | 1 byte each, 1/255 |
 * | gear | signed varint |
 * | fuel | varint, 0.1 l + 1; 0: not known |
 *
 * Varints are LEB128, signed ones zigzag.
 */
import { ByteReader, ByteWriter, CodecError, unzigzag, zigzag } from './byte-stream.ts';
import type { CarGap, CarInputs, CarMotion, GridPosition } from './cars.ts';
import type { Vector } from './frame.ts';
import { limits } from './limits.ts';

/** First byte of the message; frames begin with other ones. */
export const carsKind = 16;

const flag = {
  inPitLane: 1,
  inPit: 2,
  isConnected: 4,
  heading: 8,
  lapTime: 16,
  gap: 32,
  interval: 64,
  relative: 128,
} as const;

const placesPerLap = 1_000_000;
const perMetre = 10;
const perKmh = 10;
const headingsPerTurn = 1024;
const pedalSteps = 255;
const perLitre = 10;

/** Largest values of the form; larger ones are cut. */
const most = {
  laps: 100_000,
  metres: 1_000_000,
  kmh: 2_000,
  gear: 20,
  litres: 1_000,
  ms: 7 * 86_400_000,
  t: 366 * 86_400_000,
};

export interface DecodedCars {
  /** ms of the session. */
  readonly t: number;
  /** Messages of an agent have no places, so `place` counts their order, and no gaps. */
  readonly cars: readonly GridPosition[];
}

/** What the message carries of a car: an agent knows no gaps. */
export type SentCar = CarMotion & Partial<Pick<GridPosition, 'gap' | 'interval' | 'relativeMs'>>;

export const noGap: CarGap = { laps: 0, ms: null };

const writer = new ByteWriter();

function whole(value: number, max: number): number {
  return Number.isFinite(value) ? Math.round(Math.min(Math.max(value, 0), max)) : 0;
}

function signed(value: number, max: number): number {
  if (Number.isNaN(value)) return 0;
  return zigzag(Math.round(Math.min(Math.max(value, -max), max)));
}

function isGap(gap: CarGap | undefined): gap is CarGap {
  return gap !== undefined && (gap.laps > 0 || gap.ms !== null);
}

function writeGap({ laps, ms }: CarGap): void {
  writer.varint(whole(laps, most.laps));
  writer.varint(ms === null ? 0 : whole(ms, most.ms) + 1);
}

function writeCar(car: SentCar): void {
  const { heading, currentLapMs, gap, interval, relativeMs = null } = car;
  writer.varint(whole(car.id, limits.carIdMax));
  writer.byte(
    (car.inPitLane ? flag.inPitLane : 0) +
      (car.inPit ? flag.inPit : 0) +
      (car.isConnected ? flag.isConnected : 0) +
      (heading === null ? 0 : flag.heading) +
      (currentLapMs === null ? 0 : flag.lapTime) +
      (isGap(gap) ? flag.gap : 0) +
      (isGap(interval) ? flag.interval : 0) +
      (relativeMs === null ? 0 : flag.relative),
  );
  writer.varint(whole(car.laps, most.laps));
  writer.varint(whole(car.trackPosition * placesPerLap, placesPerLap));
  for (const metres of car.worldPosition) {
    writer.varint(signed(metres * perMetre, most.metres * perMetre));
  }
  writer.varint(whole(car.speedKmh * perKmh, most.kmh * perKmh));
  if (heading !== null) {
    const turn = (heading / (2 * Math.PI) + 0.5) * headingsPerTurn;
    writer.varint(whole(turn, headingsPerTurn) % headingsPerTurn);
  }
  if (currentLapMs !== null) writer.varint(whole(currentLapMs, most.ms));
  if (isGap(gap)) writeGap(gap);
  if (isGap(interval)) writeGap(interval);
  if (relativeMs !== null) writer.varint(signed(relativeMs, most.ms));
}

/** @param count of the first cars, which are in the message */
function writeInputs(cars: readonly SentCar[], count: number): void {
  let withInputs = 0;
  for (let i = 0; i < count; i++) if (cars[i]!.inputs !== undefined) withInputs++;
  writer.varint(withInputs);
  for (let i = 0; i < count; i++) {
    const { inputs } = cars[i]!;
    if (inputs === undefined) continue;
    const { throttle, brake, gear, fuelL } = inputs;
    writer.varint(i);
    writer.byte(whole(throttle * pedalSteps, pedalSteps));
    writer.byte(whole(brake * pedalSteps, pedalSteps));
    writer.varint(signed(gear, most.gear));
    writer.varint(fuelL === null ? 0 : whole(fuelL * perLitre, most.litres * perLitre) + 1);
  }
}

/**
 * @param t ms of the session
 * @param cars at most `limits.carsMax`, in the order of their places where they have some
 * @returns a fresh buffer that the caller may keep
 */
export function encodeCars(t: number, cars: readonly SentCar[]): Uint8Array {
  writer.length = 0;
  writer.byte(carsKind);
  writer.varint(whole(t, most.t));
  const count = Math.min(cars.length, limits.carsMax);
  writer.varint(count);
  for (let i = 0; i < count; i++) writeCar(cars[i]!);
  writeInputs(cars, count);
  return writer.bytes.slice(0, writer.length);
}

function readVarint(reader: ByteReader, max: number): number {
  const value = reader.varint();
  if (value > max) throw new CodecError('A number is too large.');
  return value;
}

function readSigned(reader: ByteReader, max: number): number {
  const value = unzigzag(reader.varint());
  if (Math.abs(value) > max) throw new CodecError('A number is too large.');
  return value;
}

function readMetres(reader: ByteReader): number {
  return readSigned(reader, most.metres * perMetre) / perMetre;
}

function readGap(reader: ByteReader, isThere: boolean): CarGap {
  if (!isThere) return noGap;
  const laps = readVarint(reader, most.laps);
  const ms = readVarint(reader, most.ms + 1);
  return { laps, ms: ms === 0 ? null : ms - 1 };
}

function readCar(reader: ByteReader, place: number): GridPosition {
  const id = readVarint(reader, limits.carIdMax);
  const flags = reader.byte();
  const laps = readVarint(reader, most.laps);
  const trackPosition = readVarint(reader, placesPerLap) / placesPerLap;
  const worldPosition: Vector = [readMetres(reader), readMetres(reader), readMetres(reader)];
  const speedKmh = readVarint(reader, most.kmh * perKmh) / perKmh;
  const hasHeading = (flags & flag.heading) !== 0;
  const heading = hasHeading
    ? (readVarint(reader, headingsPerTurn - 1) / headingsPerTurn - 0.5) * 2 * Math.PI
    : null;
  const currentLapMs = (flags & flag.lapTime) !== 0 ? readVarint(reader, most.ms) : null;
  const gap = readGap(reader, (flags & flag.gap) !== 0);
  const interval = readGap(reader, (flags & flag.interval) !== 0);
  const relativeMs = (flags & flag.relative) !== 0 ? readSigned(reader, most.ms) : null;
  return {
    id,
    laps,
    trackPosition,
    worldPosition,
    heading,
    speedKmh,
    currentLapMs,
    inPitLane: (flags & flag.inPitLane) !== 0,
    inPit: (flags & flag.inPit) !== 0,
    isConnected: (flags & flag.isConnected) !== 0,
    place,
    gap,
    interval,
    relativeMs,
  };
}

function readInputs(reader: ByteReader): CarInputs {
  const throttle = reader.byte() / pedalSteps;
  const brake = reader.byte() / pedalSteps;
  const gear = readSigned(reader, most.gear);
  const fuel = readVarint(reader, most.litres * perLitre + 1);
  return { throttle, brake, gear, fuelL: fuel === 0 ? null : (fuel - 1) / perLitre };
}

/** @throws CodecError for what `encodeCars` does not make */
export function decodeCars(bytes: Uint8Array): DecodedCars {
  const reader = new ByteReader(bytes);
  if (reader.byte() !== carsKind) throw new CodecError('The message is not of cars.');
  const t = readVarint(reader, most.t);
  const count = readVarint(reader, limits.carsMax);
  const ids = new Set<number>();
  const cars: GridPosition[] = [];
  for (let i = 0; i < count; i++) {
    const car = readCar(reader, i + 1);
    if (ids.has(car.id)) throw new CodecError('A car is in the message twice.');
    ids.add(car.id);
    cars.push(car);
  }
  const withInputs = readVarint(reader, count);
  for (let i = 0, before = -1; i < withInputs; i++) {
    const at = readVarint(reader, count);
    const car = cars[at];
    if (car === undefined || at <= before) throw new CodecError('Inputs are of no car.');
    before = at;
    cars[at] = { ...car, inputs: readInputs(reader) };
  }
  if (reader.at !== bytes.length) throw new CodecError('The message goes on after its last car.');
  return { t, cars };
}
