/** Which sessions are recorded, for how long, and how much memory they may take. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { LiveChunkOpening } from '../../../protocol/live-chunk.ts';
import { LiveChunks } from '../../../relay/live-chunks/live-chunks.ts';
import { frame } from '../../support/frames.ts';

const begin = 1_800_000_000_000;

function started(sessionIDs: readonly string[]) {
  const world = { now: begin, delayMs: null as number | null, sessions: new Set(sessionIDs) };
  const opening = { session: null, board: null, cars: null, state: {} } as unknown;
  const chunks = new LiveChunks({
    session: (id) =>
      world.sessions.has(id) ? { isOver: false, opening: () => opening as LiveChunkOpening } : null,
    sessionIDs: () => world.sessions,
    streamDelayMs: () => world.delayMs,
    now: () => world.now,
  });
  /** Lets so many seconds pass, with a frame of each session in each. */
  const drive = (seconds: number, each: () => void = () => {}): void => {
    for (let n = 0; n < seconds; n++) {
      world.now += 1_000;
      for (const sessionID of world.sessions) {
        const one = frame(n * 333, { t: n * 1_000, lap: 1 });
        const batch = { sessionID, lap: 1, frames: [one] } as never;
        chunks.sendBatch(batch, () => [one]);
      }
      each();
      chunks.tick();
    }
  };
  return { world, chunks, drive };
}

describe('a session is recorded', () => {
  test('from the first question on, and no other session is', () => {
    const { chunks, drive } = started(['ONE', 'TWO']);
    drive(3);
    expect(chunks.bytes).toBe(0);
    chunks.ask('ONE');
    drive(3);
    expect(chunks.ask('ONE')?.newest).not.toBeNull();
    expect(chunks.ask('NOBODY')).toBeNull();
  });

  test('while somebody asks, and counts as watched then', () => {
    const { world, chunks, drive } = started(['ONE']);
    drive(limits.liveChunkAskedMs / 1_000 + 60, () => chunks.ask('ONE'));
    expect(chunks.viewersOf('ONE')).toBe(1);
    drive(limits.liveChunkWatchedMs / 1_000);
    expect(chunks.viewersOf('ONE')).toBe(0);
    expect(chunks.bytes).toBeGreaterThan(0);
    drive(limits.liveChunkAskedMs / 1_000);
    expect(chunks.bytes).toBe(0);
    expect(world.sessions.size).toBe(1);
  });

  test('always, while the stream has a delay', () => {
    const { world, chunks, drive } = started(['ONE']);
    world.delayMs = 90_000;
    drive(200);
    const asked = chunks.ask('ONE')!;
    expect(asked.newest! - asked.first! + 1).toBe(90 + limits.liveChunksSpare);
  });

  test('until it leaves the relay', () => {
    const { world, chunks, drive } = started(['ONE']);
    chunks.ask('ONE');
    drive(3);
    world.sessions.delete('ONE');
    drive(1);
    expect(chunks.bytes).toBe(0);
    expect(chunks.ask('ONE')).toBeNull();
  });
});

test('the largest session loses its oldest seconds when all take too much', () => {
  const { chunks, drive } = started(['SMALL', 'LARGE']);
  const text = 'x'.repeat(limits.liveChunksBytesMax / 4 - 100);
  drive(8, () => {
    chunks.ask('SMALL');
    chunks.ask('LARGE');
    const change = { sessionID: 'LARGE', entries: { text }, t: 0, positions: [], all: () => [] };
    chunks.sendCars(change as never);
  });
  expect(chunks.bytes).toBeLessThanOrEqual(limits.liveChunksBytesMax);
  const small = chunks.ask('SMALL')!;
  expect(small.newest! - small.first!).toBeGreaterThan(4);
});
