/**
 * Turns what a publisher sent into checked frames, or says what was wrong with it. Pure. A frame without one of the
 * required fields refuses the batch as a whole; an optional field that does not fit is taken out of its frame, for
 * viewers and store alike, and named in a warning.
 */
import { isUtf8 } from 'node:buffer';
import { channelByName } from '../../protocol/channels.ts';
import { badFields, badFrame, type Frame, type FrameProblem } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import { isFrame } from '../live/channel-code.ts';
import { Warnings } from './warnings.ts';

/** What a batch came in on: a socket, or an agent's connection. */
export interface Connection {
  readonly remoteAddress?: string | undefined;
}

/** A batch that passed every check, from whichever way it came. */
export interface CheckedBatch {
  readonly sessionID: string;
  /** The agent's own name of the run; `''` for a simple publisher. */
  readonly run: string;
  readonly lap: number;
  readonly frames: Frame[];
  /** For the store only. */
  readonly late: boolean;
  /** Batches of one connection never overtake one another. */
  readonly connection: Connection;
}

const byteOrderMark = '\uFEFF';

/**
 * A byte order mark before the JSON is passed over, as RFC 8259 allows: editors and PowerShell write one.
 * @throws RelayError `bad-json`
 */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new RelayError('bad-json', 'The body is not UTF-8.');
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text.startsWith(byteOrderMark) ? text.slice(1) : text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : '';
    throw new RelayError('bad-json', `The body is not JSON: ${why}`);
  }
}

/** Frames that fit the contract, and what was taken out of them. */
export interface CheckedFrames {
  readonly frames: Frame[];
  /** One sentence a field; empty where everything fits. */
  readonly warnings: readonly string[];
}

const noWarnings: readonly string[] = [];

/**
 * @param value a parsed JSON value; fields that do not fit are removed from its frames
 * @throws RelayError `bad-batch`, `bad-frame`
 */
export function checkedFrames(value: unknown): CheckedFrames {
  if (!Array.isArray(value)) {
    throw new RelayError(
      'bad-batch',
      'The frames must be a JSON array.',
      'Send [{"packetId": …}], also for a single frame.',
    );
  }
  if (value.length === 0 || value.length > limits.batchFramesMax) {
    throw new RelayError(
      'bad-batch',
      `A batch has 1 to ${limits.batchFramesMax} frames, this one has ${value.length}.`,
    );
  }
  let warnings: Warnings | null = null;
  for (let index = 0; index < value.length; index++) {
    const frame: unknown = value[index];
    let problems: readonly FrameProblem[] = noProblems;
    if (!isFrame(frame)) {
      const problem = badFrame(frame, index);
      if (problem !== null) throw refusal(problem);
      problems = badFields(frame as object, index);
    }
    problems = withUnknownFields(problems, frame as Record<string, unknown>, index);
    if (problems.length === 0) continue;
    warnings ??= new Warnings();
    for (const problem of problems) {
      delete (frame as Record<string, unknown>)[problem.field];
      warnings.add(problem);
    }
  }
  return { frames: value as Frame[], warnings: warnings?.sentences() ?? noWarnings };
}

function refusal({ index, field, expected, got }: FrameProblem): RelayError {
  const where = field === '' ? '' : `, field ${JSON.stringify(field)}`;
  return new RelayError('bad-frame', `Frame ${index}${where}: expected ${expected}, got ${got}.`);
}

const noProblems: readonly FrameProblem[] = [];

/**
 * Unknown fields are kept, but whoever writes them out again must not run out of stack, and every reader must
 * understand the same: JSON has numbers that no double can hold (`1e400`).
 */
function withUnknownFields(
  known: readonly FrameProblem[],
  frame: Record<string, unknown>,
  index: number,
): readonly FrameProblem[] {
  let problems = known;
  for (const field in frame) {
    const value = frame[field];
    if (typeof value === 'number' ? Number.isFinite(value) : typeof value !== 'object') continue;
    if (value === null || channelByName.has(field)) continue;
    const problem = unknownProblem(value, limits.unknownDepthMax);
    if (problem !== null) problems = [...problems, { index, field, ...problem }];
  }
  return problems;
}

/** @param levels of arrays and objects that there may be */
function unknownProblem(
  value: unknown,
  levels: number,
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
    const problem = unknownProblem(inner, levels - 1);
    if (problem !== null) return problem;
  }
  return null;
}
