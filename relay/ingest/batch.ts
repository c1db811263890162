/**
 * Turns what a publisher sent into checked frames, or says what was wrong with it. Pure; refuses a batch as a
 * whole and keeps nothing of it.
 */
import { isUtf8 } from 'node:buffer';
import { channelByName } from '../../protocol/channels.ts';
import { type Frame, frameProblem } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { isFrame } from '../channel-code.ts';
import { RelayError } from '../errors.ts';

/** A batch that passed every check, from whichever way it came. */
export interface CheckedBatch {
  readonly sessionID: string;
  /** The agent's own name of the run; `''` for a simple publisher. */
  readonly run: string;
  readonly lap: number;
  readonly frames: Frame[];
  /** For the store only. */
  readonly late: boolean;
  /** The frames as they came: a JSON array in UTF-8; null where it is not at hand. */
  readonly raw: Buffer | null;
  /** What the batch came in on; batches of one connection never overtake one another. */
  readonly connection: object;
}

/** @throws RelayError `bad-json` */
export function parseJson(bytes: Buffer): unknown {
  // Bytes are passed on to viewers as they came: a browser ends the connection on text that is not UTF-8.
  if (!isUtf8(bytes)) throw new RelayError('bad-json', 'The body is not UTF-8.');
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : '';
    throw new RelayError('bad-json', `The body is not JSON: ${why}`);
  }
}

/**
 * @param value a parsed JSON value
 * @throws RelayError `bad-batch`, `bad-frame`
 */
export function checkedFrames(value: unknown): Frame[] {
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
  for (let index = 0; index < value.length; index++) {
    const frame: unknown = value[index];
    const problem = isFrame(frame)
      ? unknownFieldProblem(frame as Record<string, unknown>, index)
      : frameProblem(frame, index);
    if (problem !== null) {
      const field = problem.field === '' ? '' : `, field ${JSON.stringify(problem.field)}`;
      throw new RelayError(
        'bad-frame',
        `Frame ${index}${field}: expected ${problem.expected}, got ${problem.got}.`,
      );
    }
  }
  return value as Frame[];
}

/** Unknown fields are kept, but whoever writes them out again must not run out of stack. */
function unknownFieldProblem(frame: Record<string, unknown>, index: number) {
  for (const field in frame) {
    const value = frame[field];
    if (typeof value !== 'object' || value === null || channelByName.has(field)) continue;
    if (depthOf(value, limits.unknownDepthMax) > limits.unknownDepthMax) {
      const expected = `at most ${limits.unknownDepthMax} levels of arrays and objects`;
      return { index, field: field.slice(0, 40), expected, got: 'more' };
    }
  }
  return null;
}

/** Levels of arrays and objects; stops counting one past `enough`. */
function depthOf(value: unknown, enough: number): number {
  if (typeof value !== 'object' || value === null) return 0;
  if (enough === 0) return 1;
  let deepest = 0;
  for (const inner of Object.values(value)) {
    deepest = Math.max(deepest, depthOf(inner, enough - 1));
    if (deepest >= enough) break;
  }
  return deepest + 1;
}
