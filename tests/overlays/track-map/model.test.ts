/** What the map shows of samples, and the line it keeps while no map is known. */
import { describe, expect, it } from 'vitest';
import type { Sample } from '../../../overlays/core/sample.ts';
import { MapModel } from '../../../overlays/track-map/model.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import { emptyBoard } from '../../../protocol/timing-summary.ts';
import { nobody } from '../../support/overlay-samples.ts';

function sample(passed: readonly Partial<Frame>[], change: Partial<Sample> = {}): Sample {
  const state = passed.at(-1) ?? {};
  return { ...nobody, state, passed, status: 'driving', t: 1000, ...change };
}

const at = (x: number, z: number, lap = 1): Partial<Frame> => ({
  worldPosition: [x, 5, z],
  trackPosition: 0.5,
  lap,
});

const straight = (from: number, to: number, lap = 1) =>
  Array.from({ length: to - from }, (_, i) => at((from + i) * 2, 0, lap));

describe('the driven line', () => {
  it('keeps points that are some metres apart', () => {
    const { driven } = new MapModel().read(sample(straight(0, 100)));
    expect(driven.length).toBe(34);
    expect(driven[0]).toEqual({ x: 0, z: 0 });
    expect(driven[1]).toEqual({ x: 6, z: 0 });
  });

  it('restarts with each lap, each session and each jump', () => {
    const model = new MapModel();
    model.read(sample(straight(0, 100)));
    expect(model.read(sample([at(202, 0, 2)])).driven).toEqual([{ x: 202, z: 0 }]);
    expect(model.read(sample([at(212, 0, 2)])).driven).toHaveLength(2);
    expect(model.read(sample([at(900, 0, 2)])).driven).toEqual([{ x: 900, z: 0 }]);
    expect(model.read(sample([], { reset: true })).driven).toEqual([]);
  });

  it('never exceeds its limit, and still covers the whole line', () => {
    const model = new MapModel();
    const { driven } = model.read(sample(straight(0, 20_000)));
    expect(driven.length).toBeLessThan(limits.mapDrivenPointsMax);
    expect(driven[0]!.x).toBe(0);
    expect(driven.at(-1)!.x).toBeGreaterThan(39_900);
  });

  it('does not grow while the car is stationary', () => {
    const model = new MapModel();
    const { version } = model.read(sample([at(1, 1)]));
    expect(model.read(sample([at(1, 1), at(1.2, 1)])).version).toBe(version);
  });
});

describe('the car', () => {
  it('has a position only while there is a car', () => {
    const model = new MapModel();
    expect(model.read(sample([at(0, 0)])).car).toMatchObject({ trackPosition: 0.5 });
    expect(model.read(sample([at(0, 0)], { status: 'menu' })).car).toBeNull();
    expect(model.read(sample([at(0, 0)])).lapShare).toBe(0.5);
    expect(model.read(sample([{ lap: 1 }])).lapShare).toBeNull();
  });

  it('uses the map that the timing names', () => {
    const board = { ...emptyBoard, trackMap: '/api/tracks/monza/-' };
    expect(new MapModel().read(sample([], { board })).path).toBe('/api/tracks/monza/-');
  });
});
