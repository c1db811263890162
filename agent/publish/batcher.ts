/**
 * Decides which frames go out together. Pure: given the frames that wait, it says how many of the first ones are a
 * batch now. A batch is of one run and one lap, always.
 */
import { limits } from '../../protocol/limits.ts';

/** What has to be known of a frame to batch it. */
export interface Batchable {
  readonly run: object;
  readonly lap: number;
  /** A lap's end, a pause or the end comes after it: the batch is not waited for any longer. */
  last: boolean;
}

/** `auto`: whatever there is; a number: exactly so many, fewer only where a run, a lap or a drive ends. */
export type BatchRule = 'auto' | number;

/**
 * @param frames in the order of sampling; those before `from` are gone.
 * @param framesMax for `auto`: where a batch is split.
 * @returns how many frames from `from` on are the next batch; 0: wait for more.
 */
export function batchLength(
  frames: readonly Batchable[],
  from: number,
  rule: BatchRule,
  framesMax: number = limits.autoBatchFramesMax,
): number {
  const first = frames[from];
  if (first === undefined) return 0;
  const max = rule === 'auto' ? framesMax : rule;
  let length = 0;
  for (let i = from; i < frames.length && length < max; i++) {
    const frame = frames[i]!;
    if (frame.run !== first.run || frame.lap !== first.lap) return length;
    length++;
    if (frame.last) return length;
  }
  return length === max || rule === 'auto' ? length : 0;
}

/**
 * How many frames the next late batch has: more while the relay answers quickly, fewer when it is slow.
 * @param frames of the one before
 * @param answerMs from sending it to its answer
 */
export function nextLateFrames(frames: number, answerMs: number): number {
  const { lateBatchFramesMin, lateBatchFramesMax, lateAnswerFastMs, lateAnswerSlowMs } = limits;
  const factor = answerMs < lateAnswerFastMs ? 2 : answerMs > lateAnswerSlowMs ? 0.5 : 1;
  return Math.min(lateBatchFramesMax, Math.max(lateBatchFramesMin, Math.floor(frames * factor)));
}
