/** Frames as a viewer of a live session receives them, in windows of so many. */
import { expect } from 'vitest';
import { type Sampled, steps } from './bare-sampling.ts';
import type { Viewer } from './live.ts';

/** Physics steps of the game: one every 3 ms. */
export const stepMs = 3;
/** Seconds of a window; twelve with SEQ_LONG=1, a minute of all. */
export const windowSeconds = process.env.SEQ_LONG ? 12 : 3;
const windows = 5;

function received({ seen }: Viewer): Sampled[] {
  return seen.flatMap(({ batch, atMs }) =>
    batch.data.map(({ packetId, t }) => ({ packetId, t: t!, receivedMs: atMs })),
  );
}

/** Waits for so many more frames. */
export async function nextOf(viewer: Viewer, count: number): Promise<readonly Sampled[]> {
  const skipped = received(viewer).length;
  await viewer.frames(skipped + count);
  return received(viewer).slice(skipped, skipped + count);
}

export function neverTwiceNorBackwards(samples: readonly Sampled[]): void {
  expect(Math.min(...steps(samples.map(({ packetId }) => packetId)))).toBeGreaterThan(0);
  // Two steps that the game wrote together may be sampled within a tenth of a millisecond.
  expect(Math.min(...steps(samples.map(({ t }) => t)))).toBeGreaterThanOrEqual(0);
}

/** Successive windows without a doubled frame or one out of order. */
export async function windowsOf(viewer: Viewer, count: number): Promise<(readonly Sampled[])[]> {
  const list: (readonly Sampled[])[] = [];
  while (list.length < windows) {
    const samples = await nextOf(viewer, count);
    neverTwiceNorBackwards(samples);
    list.push(samples);
  }
  return list;
}
