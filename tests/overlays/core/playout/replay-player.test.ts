/** A stored lap as a stream, at any speed and asked at any moments. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ReplayPlayer } from '../../../../overlays/core/playout/replay-player.ts';
import type { CarsMoment } from '../../../../protocol/car-positions.ts';
import { encodeCars } from '../../../../protocol/cars-codec.ts';
import { emptyBoard } from '../../../../protocol/timing-summary.ts';
import { carOf } from '../../../support/grids.ts';

const frames = Array.from({ length: 600 }, (_, i) => ({
  packetId: i * 5,
  t: 90_000 + i * 16,
  gas: 0,
}));

const boards = [0, 1_000, 2_000].map((packetId, i) => ({
  packetId,
  board: { ...emptyBoard, sessionBestLap: i },
}));

describe('A played lap', () => {
  test('gives each frame once and in order, for any call times', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 60, maxLength: 60 }),
        fc.double({ min: 0.5, max: 4, noNaN: true }),
        (steps, speed) => {
          const player = new ReplayPlayer({ data: frames, boards }, { speed, startS: 0 });
          const seen: number[] = [];
          let now = 1_000;
          for (const frame of player.due(now).frames) seen.push(frame.packetId!);
          for (const step of steps) {
            now += step;
            const due = player.due(now);
            if (due.begins) break;
            for (const frame of due.frames) {
              seen.push(frame.packetId!);
              expect(frame.t!).toBeLessThanOrEqual(now - 1_000);
            }
          }
          expect(seen).toEqual(frames.slice(0, seen.length).map((frame) => frame.packetId));
        },
      ),
    );
  });

  test('starts again after its end and reports a new round', () => {
    const player = new ReplayPlayer({ data: frames, boards }, { speed: 1, startS: 0 });
    expect(player.due(0).begins).toBe(true);
    expect(player.due(599 * 16).frames).toHaveLength(599);
    expect(player.due(599 * 16 + 500)).toMatchObject({ frames: [], board: null, begins: false });
    const again = player.due(599 * 16 + 1_100);
    expect(again.begins).toBe(true);
    expect(again.frames.map((frame) => frame.t)).toEqual([0]);
  });

  test('starts at the given time and runs at the given speed', () => {
    const player = new ReplayPlayer({ data: frames, boards }, { speed: 2, startS: 4 });
    expect(player.due(0).frames[0]).toMatchObject({ packetId: 250 * 5, t: 0 });
    const { frames: second } = player.due(1_000);
    expect(second.at(-1)!.packetId! / 5).toBe(250 + 125);
  });

  test('starts at the beginning if the given start is after the end', () => {
    const player = new ReplayPlayer({ data: frames, boards }, { speed: 1, startS: 100 });
    expect(player.due(0).frames[0]).toMatchObject({ packetId: 0 });
  });

  test('starts the first round later than the others where that is wished, with the board of that moment', () => {
    const player = new ReplayPlayer({ data: frames, boards }, { speed: 1, startS: 0, firstS: 8 });
    const first = player.due(0);
    expect(first.frames).toEqual([{ ...frames[500], t: 8_000 }]);
    expect(first).toMatchObject({ begins: true, board: { sessionBestLap: 2 } });
    expect(player.due(99 * 16).frames).toHaveLength(99);
    const second = player.due(99 * 16 + 1_100);
    expect(second.begins).toBe(true);
    expect(second.frames[0]).toMatchObject({ packetId: 0, t: 0 });
  });

  test('starts at the beginning if the first round would start after the end', () => {
    const player = new ReplayPlayer({ data: frames, boards }, { speed: 1, startS: 0, firstS: 99 });
    expect(player.due(0).frames[0]).toMatchObject({ packetId: 0 });
  });

  test('gives the board of each moment, and the first board in each round', () => {
    const player = new ReplayPlayer({ data: frames, boards }, { speed: 1, startS: 0 });
    expect(player.due(0).board?.sessionBestLap).toBe(0);
    expect(player.due(199 * 16).board).toBe(null);
    expect(player.due(200 * 16).board?.sessionBestLap).toBe(1);
    expect(player.due(201 * 16).board).toBe(null);
    expect(player.due(599 * 16).board?.sessionBestLap).toBe(2);
    expect(player.due(599 * 16 + 1_100)).toMatchObject({
      begins: true,
      board: { sessionBestLap: 0 },
    });
  });

  test('gives the latest board before its start', () => {
    const player = new ReplayPlayer({ data: frames, boards }, { speed: 0.5, startS: 4 });
    expect(player.due(0).board?.sessionBestLap).toBe(1);
    expect(player.due(4_900).board?.sessionBestLap).toBe(2);
  });

  test('plays nothing of a lap without samples', () => {
    const player = new ReplayPlayer({ data: [], boards: [] }, { speed: 1, startS: 0 });
    expect(player.due(0)).toMatchObject({ frames: [], board: null, begins: false });
    expect(player.due(5_000)).toMatchObject({ frames: [], board: null, begins: false });
  });
});

describe('The cars of a played lap', () => {
  const entry = carOf(4);
  const moments: CarsMoment[] = Array.from({ length: 30 }, (_, i) => ({
    t: 89_500 + i * 500,
    entries: null,
    positions: btoa(String.fromCharCode(...encodeCars(0, [{ ...entry, laps: i }]))),
  }));
  const head = { source: 'app', server: null, isRace: true, gone: [] } as const;
  const cars = moments.map((moment, i) => {
    if (i === 0) return { ...moment, entries: { ...head, whole: true, cars: [entry] } };
    const changed = { ...entry, pitStops: i };
    return i % 10 === 0
      ? { ...moment, entries: { ...head, whole: false, cars: [changed] } }
      : moment;
  });

  test('are known a little ahead, so that they move evenly, and named when they change', () => {
    const player = new ReplayPlayer({ data: frames, boards, cars }, { speed: 1, startS: 0 });
    const first = player.due(0);
    expect(first.entries).toEqual([expect.objectContaining({ whole: true, cars: [entry] })]);
    expect(first.cars.map(({ t }) => t)).toEqual([0, 500, 1_000]);
    expect(first.cars[0]!.cars[0]).toMatchObject({ id: 4, laps: 1 });
    const second = player.due(4_400);
    expect(second.entries).toEqual([]);
    expect(second.cars.map(({ t }) => t)).toEqual(
      Array.from({ length: 9 }, (_, i) => 1_500 + i * 500),
    );
    expect(player.due(4_600).entries).toMatchObject([{ whole: false, cars: [{ pitStops: 10 }] }]);
  });

  test('begin with all that is known where the round begins, at any speed', () => {
    const player = new ReplayPlayer({ data: frames, boards, cars }, { speed: 2, startS: 6 });
    for (const nowMs of [0, 10_000]) {
      const { begins, entries, cars: shown } = player.due(nowMs);
      expect(begins).toBe(true);
      expect(entries).toMatchObject([{ whole: true, cars: [{ id: 4, pitStops: 10 }] }]);
      expect(shown.map(({ t, cars: [car] }) => [t, car!.laps])).toEqual([
        [0, 13],
        [250, 14],
        [500, 15],
      ]);
    }
  });
});
