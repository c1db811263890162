/**
 * One sample of the car. The field list itself is in `channels.ts`; here is its TypeScript shape and the
 * check of what a publisher sent. Nothing here keeps, sends or draws anything.
 */
import { channels } from './channels.ts';

export type Wheels = readonly [number, number, number, number];
export type Vector = readonly [number, number, number];
export type Damage = readonly [number, number, number, number, number];

/** A frame as published and stored. Unknown fields are kept. Units: see `channels.ts`. */
export interface Frame {
  packetId: number;
  gas: number;
  brake: number;
  fuel: number;
  /** -1 reverse, 0 neutral, 1… forward: the game's own number minus one. */
  gear: number;
  rpms: number;
  /** -1…1 of the car's steering lock, positive right. */
  steerAngle: number;
  speedKmh: number;
  /** ms since the session began on the agent's monotonic clock. */
  t?: number;
  /** 0 = pedal up … 1 = pressed. */
  clutch?: number;
  lap?: number;
  currentLapTime?: number | null;
  lastLapTime?: number | null;
  bestLapTime?: number | null;
  position?: number;
  /** 0…1 along the track. */
  trackPosition?: number;
  /** Lateral (negative in right turns), vertical, longitudinal (positive accelerating). */
  accG?: Vector;
  inPitLane?: boolean;
  worldPosition?: Vector;
  inPit?: boolean;
  /** 0 none, 1 blue, 2 yellow, 3 black, 4 white, 5 chequered, 6 penalty. */
  flag?: number;
  tyresOut?: number;
  pitLimiter?: boolean;
  tyreCoreC?: Wheels;
  tyrePressurePsi?: Wheels;
  tyreWearPct?: Wheels;
  brakeTempC?: Wheels;
  airC?: number;
  roadC?: number;
  turboBar?: number;
  brakeBias?: number;
  tcSetting?: number;
  absSetting?: number;
  damage?: Damage;
  sector?: number;
  lastSectorTime?: number | null;
  sessionTimeLeftMs?: number | null;
  distanceM?: number;
  /** Against the session's best lap at the same place, ms; null: nothing to compare with. Made by the relay. */
  deltaBestMs?: number | null;
  /** Against the driver's best lap of all stored sessions, ms. Made by the relay. */
  deltaPersonalMs?: number | null;
}

/** What is wrong with a frame: which frame of the batch, which field, what was expected and what came. */
export interface FrameProblem {
  index: number;
  field: string;
  expected: string;
  got: string;
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'object' ? 'an object' : String(value);
}

function expectation(c: (typeof channels)[number]): string {
  const number = c.type === 'integer' ? 'a whole number' : 'a number';
  const one = c.type === 'boolean' ? 'true or false' : `${number} from ${c.min} to ${c.max}`;
  const some = c.size === 1 ? one : `an array of ${c.size}, each ${one}`;
  return c.nullable ? `${some}, or null` : some;
}

function scalarFits(c: (typeof channels)[number], value: unknown): boolean {
  if (c.type === 'boolean') return typeof value === 'boolean';
  if (typeof value !== 'number' || !(value >= c.min && value <= c.max)) return false;
  return c.type !== 'integer' || Number.isInteger(value);
}

function fits(c: (typeof channels)[number], value: unknown): boolean {
  if (value === null) return c.nullable;
  if (c.size === 1) return scalarFits(c, value);
  if (!Array.isArray(value) || value.length !== c.size) return false;
  for (const one of value) if (!scalarFits(c, one)) return false;
  return true;
}

const requiredChannels = channels.filter((c) => c.required);
const optionalChannels = channels.filter((c) => !c.required);

/**
 * Why a parsed JSON value is no frame at all: it is no object, or one of the required fields is missing or wrong.
 * @returns null when it is a frame, whatever its optional fields are
 */
export function badFrame(value: unknown, index: number): FrameProblem | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { index, field: '', expected: 'an object', got: describe(value) };
  }
  const record = value as Record<string, unknown>;
  for (const c of requiredChannels) {
    const field = record[c.name];
    if (field !== undefined && fits(c, field)) continue;
    return { index, field: c.name, expected: expectation(c), got: describe(field) };
  }
  return null;
}

/** The optional fields of a frame that do not fit, in the channel list's order. */
export function badFields(frame: object, index: number): FrameProblem[] {
  const record = frame as Record<string, unknown>;
  const found: FrameProblem[] = [];
  for (const c of optionalChannels) {
    const field = record[c.name];
    if (field === undefined || fits(c, field)) continue;
    found.push({ index, field: c.name, expected: expectation(c), got: describe(field) });
  }
  return found;
}

/**
 * Checks one parsed JSON value against the whole list of channels.
 * @returns null when every field fits, else the first problem found
 */
export function frameProblem(value: unknown, index: number): FrameProblem | null {
  return badFrame(value, index) ?? badFields(value as object, index)[0] ?? null;
}
