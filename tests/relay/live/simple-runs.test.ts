/** Runs told apart by packet ids and laps, the same for the live path and for the store. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { assignRun, type SimpleRunState, splitRuns } from '../../../relay/live/simple-runs.ts';

const reach = limits.runFallbackPackets;

/** Run numbers of packets that come one after the other, all of lap 1 or each with its lap. */
function runsOf(packets: readonly (number | readonly [number, number])[]): number[] {
  let state: SimpleRunState | null = null;
  return packets.map((packet) => {
    const [packetId, lap] = typeof packet === 'number' ? [packet, 1] : packet;
    const assigned = assignRun(state, { packetId, lap });
    state = assigned.state;
    return assigned.run;
  });
}

describe('telling runs apart by packet ids', () => {
  test('packets that ascend are one run, however large the gaps', () => {
    expect(runsOf([0, 6, 12, 100_000, 2_000_000])).toEqual([1, 1, 1, 1, 1]);
  });

  test('a fall of exactly the limit is the same run, one packet more begins a new one', () => {
    expect(runsOf([reach, 0])).toEqual([1, 1]);
    expect(runsOf([reach + 1, 0])).toEqual([1, 2]);
  });

  test('a batch that was merely overtaken belongs to the same run', () => {
    expect(runsOf([100_000, 99_940, 100_006])).toEqual([1, 1, 1]);
  });

  test('the last packets of the old run that come after the first of the new one stay with the old', () => {
    expect(runsOf([100_000, 3, 100_006, 9, 15])).toEqual([1, 2, 1, 2, 2]);
  });

  test('a new run that has outgrown its youth may reach the numbers of the old one', () => {
    const packets = [100_000, 0];
    for (let packet = 1000; packet <= 101_000; packet += 1000) packets.push(packet);
    expect(new Set(runsOf(packets).slice(1))).toEqual(new Set([2]));
  });

  test('two publishers under one id are two runs, however long both go on', () => {
    const low = Array.from({ length: 4_000 }, (_, i) => 500 + 10 * i);
    const packets = low.flatMap((packet) => [packet, packet + 100_000]);
    // The later one starts beside the other: only what falls back begins a run.
    const runs = runsOf([100_400, ...packets]);
    expect(new Set(runs.filter((_, i) => i % 2 === 0))).toEqual(new Set([1]));
    expect(new Set(runs.filter((_, i) => i % 2 === 1))).toEqual(new Set([2]));
  });

  test('a run that another publisher went on beside goes on, also where it has the higher numbers', () => {
    expect(runsOf([500, 100_000, 506, 100_006, 512])).toEqual([1, 1, 2, 1, 2]);
  });

  test('a run that has long been followed by another is not taken up again', () => {
    const packets = [10_000, 0];
    for (let packet = 500; packet < reach + 500; packet += 500) packets.push(packet);
    expect(new Set(runsOf([...packets, 10_006]).slice(1))).toEqual(new Set([2]));
    expect(runsOf([10_000, 0, 500, 10_006])).toEqual([1, 2, 2, 1]);
  });

  test('a run that goes on is kept, however many single packets fall back beside it', () => {
    const packets: number[] = [];
    for (let i = 0; i < 2 * limits.olderRunsMax; i++) {
      packets.push(900_000 + 6 * i, 800_000 - 10_000 * i, 900_003 + 6 * i);
    }
    const going = runsOf(packets).filter((_, i) => i % 3 !== 1);
    expect(new Set(going)).toEqual(new Set([1]));
  });

  test('a third run follows the second', () => {
    expect(runsOf([50_000, 10, 20_000, 5, 11])).toEqual([1, 2, 2, 3, 3]);
  });

  test('a session that restarts while packets go on is a new run: its laps begin again', () => {
    expect(
      runsOf([
        [50_000, 4],
        [50_006, 1],
        [50_012, 1],
        [90_000, 2],
      ]),
    ).toEqual([1, 2, 2, 2]);
    expect(
      runsOf([
        [50_000, 1],
        [50_006, 0],
        [50_012, 0],
      ]),
    ).toEqual([1, 2, 2]);
    expect(
      runsOf([
        [50_000, 4],
        [90_000, 1],
      ]),
    ).toEqual([1, 2]);
  });

  test('batches that overtake one another at the line are one run', () => {
    expect(
      runsOf([
        [50_006, 5],
        [50_000, 4],
        [50_012, 5],
      ]),
    ).toEqual([1, 1, 1]);
    expect(
      runsOf([
        [50_000, 4],
        [50_012, 5],
        [50_006, 4],
        [50_018, 5],
      ]),
    ).toEqual([1, 1, 1, 1]);
  });

  test('batches that overtake one another where the session restarts stay in their runs', () => {
    const ends = [50_000, 4] as const;
    const tail = [50_006, 4] as const;
    const begins = [50_012, 1] as const;
    const next = [50_018, 1] as const;
    expect(runsOf([ends, next, tail, begins])).toEqual([1, 2, 1, 2]);
    expect(runsOf([ends, next, begins, tail])).toEqual([1, 2, 2, 1]);
    expect(runsOf([[49_994, 4], next, ends, tail, begins])).toEqual([1, 2, 1, 1, 2]);
    expect(runsOf([ends, next, [50_006, 5], begins])).toEqual([1, 2, 1, 2]);
  });

  test('a restarted run that crosses its first line soon is not taken for the one before', () => {
    const grid = Array.from({ length: 80 }, (_, i) => [50_006 + 6 * i, 0] as const);
    expect(new Set(runsOf([[50_000, 1], ...grid, [50_600, 1], [50_606, 1]]).slice(1))).toEqual(
      new Set([2]),
    );
  });

  test('two publishers with close packets and different laps are two runs, however long both go on', () => {
    const both = Array.from({ length: 4_000 }, (_, i) => [
      [50_000 + 6 * i, 5] as const,
      [50_003 + 6 * i, 4] as const,
    ]).flat();
    const runs = runsOf(both);
    expect(new Set(runs.filter((_, i) => i % 2 === 0))).toEqual(new Set([1]));
    expect(new Set(runs.filter((_, i) => i % 2 === 1))).toEqual(new Set([2]));
  });

  test('a batch that spans a restart is split, each part ascending', () => {
    const frames = [99_994, 100_000, 9, 3, 15].map((packetId) => ({ packetId }));
    const { parts } = splitRuns(null, frames, 1);
    expect(
      parts.map(({ run, frames }) => ({ run, packets: frames.map((f) => f.packetId) })),
    ).toEqual([
      { run: 1, packets: [99_994, 100_000] },
      { run: 2, packets: [3, 9, 15] },
    ]);
  });

  test('splitting batches gives the same runs as their parts in order, for whoever reads them again', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            lap: fc.integer({ min: 0, max: 3 }),
            packets: fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 8 }),
          }),
          { maxLength: 12 },
        ),
        (batches) => {
          const live: { state: SimpleRunState | null } = { state: null };
          const stored: { state: SimpleRunState | null } = { state: null };
          for (const { lap, packets } of batches) {
            const split = splitRuns(
              live.state,
              packets.map((packetId) => ({ packetId })),
              lap,
            );
            live.state = split.state;
            for (const { run, frames } of split.parts) {
              const second = splitRuns(stored.state, frames, lap);
              stored.state = second.state;
              expect(second.parts.map((one) => one.run)).toEqual([run]);
            }
          }
          expect(stored.state).toEqual(live.state);
        },
      ),
    );
  });
});
