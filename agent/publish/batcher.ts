/**
 * Decides how many waiting frames form the next batch; `message-codec.ts` writes its message. A batch always belongs to one run
 * and one lap. Pure.
 */
import { limits } from '../../protocol/limits.ts';

export interface Batchable {
  readonly run: object;
  readonly lap: number;
  /** A lap's end, a pause or the end follows: its batch is complete. */
  last: boolean;
}

/** `auto`: all that wait; a number: exactly that many, or fewer where a run, a lap or a drive ends. */
export type BatchRule = 'auto' | number;

/**
 * @param frames in the order of sampling
 * @param from index of the first waiting frame
 * @param framesMax for `auto`: the largest batch
 * @returns the size of the next batch; 0: wait for more frames
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
 * The size of the next late batch: larger while the relay answers quickly, smaller while it is slow.
 * @param frames of the batch before
 * @param answerMs from sending that batch to its answer
 */
export function nextLateFrames(frames: number, answerMs: number): number {
  const { lateBatchFramesMin, lateBatchFramesMax, lateAnswerFastMs, lateAnswerSlowMs } = limits;
  const factor = answerMs < lateAnswerFastMs ? 2 : answerMs > lateAnswerSlowMs ? 0.5 : 1;
  return Math.min(lateBatchFramesMax, Math.max(lateBatchFramesMin, Math.floor(frames * factor)));
}
