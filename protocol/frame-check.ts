/**
 * Checks frames against the list of channels. A frame needs all required fields. An invalid optional field is reported,
 * so the caller can leave it out. Pure.
 */

import { type Channel, channelByName, channels } from './channels.ts';
import type { Frame } from './frame.ts';
import { limits } from './limits.ts';
import { isObject } from './value-checks.ts';

/** A problem of a frame: its index in the batch, the field, what was expected and what it contains. */
export interface FrameProblem {
  readonly index: number;
  /** Empty: the frame is not an object. */
  readonly field: string;
  readonly expected: string;
  readonly got: string;
}

const requiredChannels: readonly Channel[] = channels.filter((c) => c.required);
const optionalChannels: readonly Channel[] = channels.filter((c) => !c.required);

/**
 * Whether every field of a parsed JSON value is valid, including unknown ones. Every frame passes here, so for speed the
 * loop visits only the frame's own fields and calls functions only for values that are not plain.
 */
export function isFrame(value: unknown): value is Frame {
  if (!isObject(value)) return false;
  let required = 0;
  for (const name in value) {
    const field = value[name];
    const c = channelByName.get(name);
    if (c === undefined) {
      const isPlain = typeof field === 'string' || Number.isFinite(field);
      if (!isPlain && unknownFieldProblem(field) !== null) return false;
    } else if (!(c.size === 1 && field !== null ? fitsOne(c, field) : fits(c, field))) {
      if (field !== undefined || c.required) return false;
    } else if (c.required) {
      required++;
    }
  }
  return required === requiredChannels.length;
}

/** Copies the channels of a frame into another one. Unknown fields would accumulate there, so they are left out. */
export function copyChannels(into: Partial<Frame>, frame: Partial<Frame>): void {
  const to = into as Record<string, unknown>;
  const from = frame as Record<string, unknown>;
  for (const name in from) {
    if (from[name] !== undefined && channelByName.has(name)) to[name] = from[name];
  }
}

/**
 * Why a parsed JSON value is not a frame: it is not an object, or a required field is missing or invalid.
 * @returns null: it is a frame; its optional fields may be invalid
 */
export function requiredProblem(value: unknown, index: number): FrameProblem | null {
  if (!isObject(value)) return { index, field: '', expected: 'an object', got: describe(value) };
  for (const c of requiredChannels) {
    if (!fits(c, value[c.name])) return channelProblem(c, value[c.name], index);
  }
  return null;
}

/** The problems of the optional and unknown fields of a frame. */
export function optionalProblems(frame: object, index: number): FrameProblem[] {
  const record = frame as Record<string, unknown>;
  const found: FrameProblem[] = [];
  for (const c of optionalChannels) {
    const field = record[c.name];
    if (field !== undefined && !fits(c, field)) found.push(channelProblem(c, field, index));
  }
  for (const [field, value] of Object.entries(record)) {
    const problem = channelByName.has(field) ? null : unknownFieldProblem(value);
    if (problem !== null) found.push({ index, field, ...problem });
  }
  return found;
}

/** @returns the first problem; null: every field is valid */
export function frameProblem(value: unknown, index: number): FrameProblem | null {
  return requiredProblem(value, index) ?? optionalProblems(value as object, index)[0] ?? null;
}

function channelProblem(c: Channel, value: unknown, index: number): FrameProblem {
  return { index, field: c.name, expected: expectation(c), got: describe(value) };
}

function fits(c: Channel, value: unknown): boolean {
  if (value === null) return c.nullable;
  if (c.size === 1) return fitsOne(c, value);
  if (!Array.isArray(value) || value.length !== c.size) return false;
  for (const one of value) if (!fitsOne(c, one)) return false;
  return true;
}

function fitsOne(c: Channel, value: unknown): boolean {
  if (c.type === 'boolean') return typeof value === 'boolean';
  if (typeof value !== 'number' || !(value >= c.min && value <= c.max)) return false;
  return c.type !== 'integer' || Number.isInteger(value);
}

/**
 * Unknown fields are kept if they can be written again without a stack overflow and every reader reads the same value:
 * JSON allows numbers that no double can hold (`1e400`).
 * @param levels of nested arrays and objects that are allowed
 */
function unknownFieldProblem(
  value: unknown,
  levels: number = limits.unknownDepthMax,
): Pick<FrameProblem, 'expected' | 'got'> | null {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    return { expected: 'numbers that a double can hold', got: 'a larger one' };
  }
  if (typeof value !== 'object' || value === null) return null;
  if (levels === 0) {
    const expected = `at most ${limits.unknownDepthMax} levels of arrays and objects`;
    return { expected, got: 'more' };
  }
  for (const inner of Object.values(value)) {
    const problem = unknownFieldProblem(inner, levels - 1);
    if (problem !== null) return problem;
  }
  return null;
}

function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  return typeof value === 'object' ? 'an object' : String(value);
}

function expectation(c: Channel): string {
  const number = c.type === 'integer' ? 'a whole number' : 'a number';
  const one = c.type === 'boolean' ? 'true or false' : `${number} from ${c.min} to ${c.max}`;
  const some = c.size === 1 ? one : `an array of ${c.size}, each ${one}`;
  return c.nullable ? `${some}, or null` : some;
}
