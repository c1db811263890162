/**
 * Checks the parameters of a layout's item by the metadata of its overlay. The page checks them again when it reads them.
 * Pure.
 */
import type { FileProblem } from '../../../protocol/file-schema.ts';
import { nearest } from '../../../protocol/nearest.ts';

/** What a value of a parameter must be, as `GET /api/overlays` lists it. */
export interface ParameterRule {
  readonly name: string;
  readonly type: 'number' | 'boolean' | 'choice';
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
}

const showWords = ['driving', 'track', 'pits', 'paused', 'replay', 'menu', 'always'];

/** What every overlay takes in a layout. */
const common: readonly ParameterRule[] = [
  { name: 'units', type: 'choice', choices: ['kmh', 'mph'] },
  { name: 'density', type: 'choice', choices: ['normal', 'large'] },
];

const switches = ['', '1', 'true', 'yes', 'on', '0', 'false', 'no', 'off'];

export function parameterProblems(
  said: Readonly<Record<string, string | number | boolean>>,
  own: readonly ParameterRule[],
  path: string,
): FileProblem[] {
  const known = [...common, ...own];
  return Object.entries(said).flatMap(([name, value]) => {
    const reason = name === 'show' ? showProblem(value) : problemOf(name, value, known);
    return reason === null ? [] : [{ path: `${path}.${name}`, reason }];
  });
}

function showProblem(value: string | number | boolean): string | null {
  const words = String(value)
    .split(',')
    .map((word) => word.trim().toLowerCase());
  if (words.every((word) => showWords.includes(word))) return null;
  return `it takes one or more of ${showWords.join(', ')}, with commas`;
}

function problemOf(
  name: string,
  value: string | number | boolean,
  known: readonly ParameterRule[],
): string | null {
  const parameter = known.find((one) => one.name === name);
  if (parameter === undefined) {
    const names = ['show', ...known.map((one) => one.name)];
    return `there is no such parameter; did you mean "${nearest(name, names)}"?`;
  }
  const { type, choices = [], min, max } = parameter;
  const text = String(value).toLowerCase();
  if (type === 'choice') return choices.includes(text) ? null : `it takes ${choices.join(', or ')}`;
  if (type === 'boolean') return switches.includes(text) ? null : 'it takes true or false';
  const number = text.trim() === '' ? Number.NaN : Number(text);
  const isIn = number >= (min ?? -Infinity) && number <= (max ?? Infinity);
  if (isIn) return null;
  return min === undefined || max === undefined
    ? 'it takes a number'
    : `it takes a number from ${min} to ${max}`;
}
