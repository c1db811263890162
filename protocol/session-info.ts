/** Validates the metadata of a session. Fields with unknown names are ignored. Pure. */
import { limits } from './limits.ts';
import type { SessionInfo } from './session.ts';
import { isDisplayable, withoutMarks } from './shown-text.ts';

type FieldKind = 'text' | 'boolean' | { min: number; max: number; whole?: true };

const kinds: Record<keyof SessionInfo, FieldKind> = {
  driverName: 'text',
  raceNumber: 'text',
  team: 'text',
  race: 'text',
  country: 'text',
  track: 'text',
  trackConfiguration: 'text',
  car: 'text',
  carSkin: 'text',
  maxRpm: { min: 0, max: 50_000 },
  maxRpmLearnt: 'boolean',
  maxFuel: { min: 0, max: 1_000 },
  trackLengthM: { min: 0, max: 1_000_000 },
  sectorCount: { min: 0, max: 100, whole: true },
  sessionType: { min: -1, max: 100, whole: true },
  numberOfLaps: { min: 0, max: 100_000, whole: true },
  tyreCompound: 'text',
  game: 'text',
  startedAt: { min: 0, max: limits.dateMsMax },
};

function fits(kind: FieldKind, value: unknown): boolean {
  if (kind === 'boolean') return typeof value === 'boolean';
  if (kind === 'text') {
    return typeof value === 'string' && value.length <= limits.factCharsMax && isDisplayable(value);
  }
  if (typeof value !== 'number' || !(value >= kind.min && value <= kind.max)) return false;
  return kind.whole !== true || Number.isInteger(value);
}

function expectation(kind: FieldKind): string {
  if (kind === 'text') {
    return `a text of at most ${limits.factCharsMax} characters that can all be shown`;
  }
  if (kind === 'boolean') return 'true or false';
  return `a ${kind.whole ? 'whole ' : ''}number from ${kind.min} to ${kind.max}`;
}

export interface ParsedSessionInfo {
  /** The valid fields. */
  info: SessionInfo;
  /** Fields given as null: no longer known. */
  removed: (keyof SessionInfo)[];
  /** What is wrong with the first invalid field, as a sentence; null: all are valid. */
  problem: string | null;
}

/** @param value a parsed JSON value */
export function readSessionInfo(value: unknown): ParsedSessionInfo {
  const read: ParsedSessionInfo = { info: {}, removed: [], problem: null };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { ...read, problem: 'The facts of a session must be a JSON object.' };
  }
  const given = value as Record<string, unknown>;
  for (const name of Object.keys(kinds) as (keyof SessionInfo)[]) {
    const field = Object.hasOwn(given, name) ? given[name] : undefined;
    if (field === undefined) continue;
    if (field === null) read.removed.push(name);
    else if (fits(kinds[name], field)) {
      Object.assign(read.info, { [name]: typeof field === 'string' ? withoutMarks(field) : field });
    } else read.problem ??= `The fact "${name}" must be ${expectation(kinds[name])}.`;
  }
  return read;
}
