/** Maps as fetched: once, checked, and with a sentence when they cannot be had. */
import { describe, expect, it } from 'vitest';
import { readMap, TrackMapCache } from '../../../../overlays/core/net/track-map-cache.ts';
import { limits } from '../../../../protocol/limits.ts';

const path = '/api/tracks/monza/-';
const map = {
  track: 'monza',
  trackConfiguration: '',
  points: [
    { x: 0, z: 0, position: 0.5 },
    { x: 9, z: 0, position: 0 },
    { x: 9, z: 9, position: 0.25 },
  ],
  sectorStarts: [0.3],
};

describe('a map', () => {
  it('includes where laps begin, and that it was made without positions', () => {
    expect(readMap(map)).toMatchObject({ line: 0 });
    expect(readMap(map)).not.toHaveProperty('byCoordinates');
    expect(readMap({ ...map, line: 0.8, byCoordinates: true })).toMatchObject({
      line: 0.8,
      byCoordinates: true,
    });
    expect(readMap({ ...map, line: 'x', byCoordinates: 1 })).toMatchObject({ line: 0 });
  });

  it('is fetched once, and is ready when it has arrived', async () => {
    let asked = 0;
    let answer: (response: Response) => void = () => {};
    const trackMaps = new TrackMapCache(() => {
      asked += 1;
      return new Promise((resolve) => {
        answer = resolve;
      });
    });
    expect(trackMaps.get(path, 0).state).toBe('asked');
    expect(trackMaps.get(path, 16).state).toBe('asked');
    answer(Response.json(map));
    await until(() => trackMaps.get(path, 32).state === 'ready');
    expect(asked).toBe(1);
  });

  it('that is missing is reported, and fetched again after a while', async () => {
    const answers = [new Response('', { status: 404 }), Response.json(map)];
    const trackMaps = new TrackMapCache(async () => answers.shift()!);
    trackMaps.get(path, 0);
    await until(() => trackMaps.get(path, 1).state === 'failed');
    expect(trackMaps.get(path, 1)).toMatchObject({
      sentence: 'The relay has no map of the track (404).',
    });
    expect(trackMaps.get(path, limits.mapRetryMs - 1).state).toBe('failed');
    expect(trackMaps.get(path, limits.mapRetryMs).state).toBe('asked');
    await until(() => trackMaps.get(path, limits.mapRetryMs).state === 'ready');
  });

  it('that cannot be fetched or read is reported', async () => {
    const broken = new TrackMapCache(async () => {
      throw new Error('connection refused');
    });
    await broken.load(path, 0);
    expect(broken.get(path, 1)).toMatchObject({
      sentence: 'The map of the track could not be fetched: connection refused.',
    });
    const damaged = new TrackMapCache(async () => Response.json({ points: [] }));
    await damaged.load(path, 0);
    expect(damaged.get(path, 1)).toMatchObject({
      sentence: 'The map of the track is invalid: it has no line.',
    });
  });
});

describe('what a map must have', () => {
  it('is a line in driving order', () => {
    expect(readMap(map)?.points.map(({ position }) => position)).toEqual([0, 0.25, 0.5]);
  });

  it('are numbers', () => {
    const points = [...map.points, { x: null, z: 1, position: 0.7 }];
    expect(readMap({ ...map, points })).toBeNull();
    expect(readMap({ ...map, sectorStarts: 'none' })?.sectorStarts).toEqual([]);
    expect(readMap(null)).toBeNull();
    expect(readMap([])).toBeNull();
  });
});

/** Runs pending work until a condition holds, for a limited number of turns. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 100 && !holds(); turn++) await Promise.resolve();
  expect(holds()).toBe(true);
}
