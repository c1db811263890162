/**
 * Checks the frames of a batch. Pure. A missing or wrong required field refuses the whole batch. A wrong optional field
 * is removed from its frame, for viewers and store alike, and named in a warning.
 */
import { isUtf8 } from 'node:buffer';
import type { Frame } from '../../protocol/frame.ts';
import {
  type FrameProblem,
  isFrame,
  optionalProblems,
  requiredProblem,
} from '../../protocol/frame-check.ts';
import { FrameWarnings } from '../../protocol/frame-warnings.ts';
import { limits } from '../../protocol/limits.ts';
import { RelayError } from '../errors.ts';
import { isCheapJson } from '../transport/messages.ts';

const byteOrderMark = '\uFEFF';

/**
 * Parses a body. A byte order mark before the JSON is ignored, as RFC 8259 allows: editors and PowerShell write one.
 * @throws RelayError `bad-json`
 */
export function parseJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new RelayError('bad-json', 'The body is not UTF-8.');
  if (!isCheapJson(bytes)) {
    throw new RelayError(
      'bad-json',
      `The body has more than ${limits.jsonValuesMax} values or ${limits.jsonTextsMax} different names and texts, or nests more than ${limits.jsonLevelsMax} levels deep.`,
      'Send fewer frames at once.',
    );
  }
  const text = bytes.toString('utf8');
  try {
    return JSON.parse(text.startsWith(byteOrderMark) ? text.slice(1) : text) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 200) : '';
    throw new RelayError('bad-json', `The body is not JSON: ${why}`);
  }
}

/** Frames that fit the contract, and warnings about removed fields. */
export interface CheckedFrames {
  readonly frames: Frame[];
  /** One sentence for each field; empty: nothing was removed. */
  readonly warnings: readonly string[];
}

const noWarnings: readonly string[] = [];

/**
 * @param value a parsed JSON value; wrong optional fields are removed from its frames
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
  let warnings: FrameWarnings | null = null;
  for (let index = 0; index < value.length; index++) {
    const frame: unknown = value[index];
    if (isFrame(frame)) continue;
    const problem = requiredProblem(frame, index);
    if (problem !== null) throw refusal(problem);
    warnings ??= new FrameWarnings();
    for (const optional of optionalProblems(frame as object, index)) {
      delete (frame as Record<string, unknown>)[optional.field];
      warnings.add(optional);
    }
  }
  return { frames: value as Frame[], warnings: warnings?.sentences() ?? noWarnings };
}

function refusal({ index, field, expected, got }: FrameProblem): RelayError {
  const where = field === '' ? '' : `, field ${JSON.stringify(field)}`;
  return new RelayError('bad-frame', `Frame ${index}${where}: expected ${expected}, got ${got}.`);
}
