/** The line of a track: fitted without mirroring, followed without a jump at the line. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fitGrowing,
  fitLine,
  place,
  TrackLine,
} from '../../../../overlays/core/reading/track-line.ts';

const box = { x: 10, y: 20, width: 300, height: 150 };

/** An upright oval, 200 m by 600 m, driven clockwise on the map (x right, z down). */
const oval = Array.from({ length: 240 }, (_, i) => {
  const angle = (i / 240) * 2 * Math.PI;
  return { x: 100 * Math.cos(angle) + 5000, z: 300 * Math.sin(angle) - 800, position: i / 240 };
});

const extent = (values: readonly number[]) => Math.max(...values) - Math.min(...values);

describe('a fitted line', () => {
  it('is rotated to fill the box, and stays inside', () => {
    const fit = fitLine(oval, box, true);
    const points = oval.map((point) => place(fit, point));
    for (const { x, y } of points) {
      expect(x).toBeGreaterThan(box.x - 0.01);
      expect(x).toBeLessThan(box.x + box.width + 0.01);
      expect(y).toBeGreaterThan(box.y - 0.01);
      expect(y).toBeLessThan(box.y + box.height + 0.01);
    }
    // It fills the picture that every map is turned for; a wider one leaves room at its sides.
    const usual = { x: 0, y: 0, width: 352, height: 272 };
    expect(fitLine(oval, usual, true).scale).toBeGreaterThan(
      1.4 * fitLine(oval, usual, false).scale,
    );
  });

  it('keeps north up without rotation', () => {
    const fit = fitLine(oval, box, false);
    expect(fit.turn).toBe(0);
    expect(extent(oval.map((point) => place(fit, point).y))).toBeCloseTo(150, 3);
  });

  it('is in the middle of the box and never mirrored, whatever the track', () => {
    const place3 = fc.record({
      x: fc.double({ min: -5000, max: 5000, noNaN: true }),
      z: fc.double({ min: -5000, max: 5000, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(place3, { minLength: 3, maxLength: 30 }),
        fc.boolean(),
        (points, turn) => {
          const fit = fitLine(points, box, turn);
          const drawn = points.map((point) => place(fit, point));
          const xs = drawn.map(({ x }) => x);
          const ys = drawn.map(({ y }) => y);
          expect((Math.max(...xs) + Math.min(...xs)) / 2).toBeCloseTo(box.x + box.width / 2, 3);
          expect((Math.max(...ys) + Math.min(...ys)) / 2).toBeCloseTo(box.y + box.height / 2, 3);
          expect(extent(xs)).toBeLessThanOrEqual(box.width + 0.01);
          expect(extent(ys)).toBeLessThanOrEqual(box.height + 0.01);
          // East, then south: a quarter turn clockwise on paper stays one.
          const [o, e, s] = [
            place(fit, { x: 0, z: 0 }),
            place(fit, { x: 1, z: 0 }),
            place(fit, { x: 0, z: 1 }),
          ];
          const cross = (e.x - o.x) * (s.y - o.y) - (e.y - o.y) * (s.x - o.x);
          expect(cross).toBeCloseTo(fit.scale ** 2, 6);
        },
      ),
    );
  });

  it('that grows is refitted only when it leaves the box', () => {
    const first = fitGrowing(oval.slice(0, 2), box, null);
    const grown = fitGrowing(oval.slice(0, 3), box, first);
    const whole = fitGrowing(oval, box, grown);
    expect(whole).not.toBe(grown);
    expect(fitGrowing(oval, box, whole)).toBe(whole);
    expect(whole.scale).toBeLessThan(first.scale);
  });
});

describe('a place on the line', () => {
  const line = new TrackLine({ points: oval }, fitLine(oval, box, false));

  it('is between the two points around it', () => {
    const [a, b] = [line.points[10]!, line.points[11]!];
    const middle = line.at(10.5 / 240);
    expect(middle.x).toBeCloseTo((a.x + b.x) / 2, 6);
    expect(middle.y).toBeCloseTo((a.y + b.y) / 2, 6);
  });

  it('continues across the finish line without a jump', () => {
    const step = 0.0005;
    let before = line.at(0.99);
    let longest = 0;
    for (let position = 0.99 + step; position < 1.01; position += step) {
      const now = line.at(position);
      longest = Math.max(longest, Math.hypot(now.x - before.x, now.y - before.y));
      before = now;
    }
    expect(longest).toBeLessThan(0.5);
    expect(line.at(1)).toEqual(line.at(0));
  });

  it('is found even if the first point is not on the finish line', () => {
    const late = oval.slice(5);
    const open = new TrackLine({ points: late }, fitLine(late, box, false));
    const [last, first] = [open.points.at(-1)!, open.points[0]!];
    // Between 239/240 and 5/240: the line itself is a sixth of the way.
    const at = open.at(0);
    expect(at.x).toBeCloseTo(last.x + (first.x - last.x) / 6, 4);
    expect(at.y).toBeCloseTo(last.y + (first.y - last.y) / 6, 4);
  });

  it('has the direction of driving', () => {
    // The oval begins at its east and is driven to the south.
    expect(line.direction(0)).toBeCloseTo(Math.PI / 2, 1);
    expect(Math.abs(line.direction(0.5))).toBeCloseTo(Math.PI / 2, 1);
  });
});

describe('a car on the line', () => {
  const fit = fitLine(oval, box, false);

  it('is at its position along the track, and laps begin where the map says', () => {
    const line = new TrackLine({ points: oval, line: 0.8 }, fit);
    expect(line.start).toBe(0.8);
    expect(new TrackLine({ points: oval }, fit).start).toBe(0);
    expect(line.car({ trackPosition: 0.25, worldPosition: [0, 0, 0] })).toEqual(line.at(0.25));
  });

  it('is at its coordinates without a position, or on a map made from coordinates', () => {
    const worldPosition = [5100, 3, -800] as const;
    const byCoordinates = new TrackLine({ points: oval, byCoordinates: true }, fit);
    const there = byCoordinates.car({ trackPosition: 0, worldPosition: [...worldPosition] })!;
    expect(there.x).toBeCloseTo(byCoordinates.at(0).x, 6);
    expect(there.y).toBeCloseTo(byCoordinates.at(0).y, 6);
    expect(new TrackLine({ points: oval }, fit).car({ worldPosition: [...worldPosition] })).toEqual(
      there,
    );
    expect(byCoordinates.car({ trackPosition: 0 })).toBeNull();
    expect(byCoordinates.car({})).toBeNull();
  });
});
