/** How a track lies in pictures: turned to be large, never on its head, and alike in every picture. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitLine, type Point, place } from '../../overlays/core/reading/track-line.ts';
import { trackPicture } from '../../overlays/watch/track-path.ts';
import { pointsOf, turned } from '../../panel/laps/track-shape.ts';
import { trackExtent, trackScale, trackTurn } from '../../protocol/track-turn.ts';

const metres = fc.double({ min: -5_000, max: 5_000, noNaN: true });
const points = fc.array(fc.record({ x: metres, z: metres }), { minLength: 3, maxLength: 30 });

/** An oval of 200 m by 600 m, driven clockwise, turned by an angle. */
function oval(angle: number): { x: number; z: number; position: number }[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return Array.from({ length: 240 }, (_, i) => {
    const at = (i / 240) * 2 * Math.PI;
    const [x, z] = [100 * Math.cos(at), 300 * Math.sin(at)];
    return { x: x * cos - z * sin + 5_000, z: x * sin + z * cos - 800, position: i / 240 };
  });
}

describe('the turn of a track', () => {
  test('makes it larger than it is with north up, and never smaller', () => {
    const scale = (turn: number) => trackScale(trackExtent(oval(0), turn), 400, 320);
    expect(scale(trackTurn(oval(0)))).toBeGreaterThan(scale(0) * 1.4);
    fc.assert(
      fc.property(points, (all) => {
        const of = (turn: number) => trackScale(trackExtent(all, turn), 352, 272);
        expect(of(trackTurn(all))).toBeGreaterThanOrEqual(of(0));
      }),
    );
  });

  test('is at most a quarter, so that north stays in the upper half', () => {
    for (let degrees = 0; degrees < 360; degrees += 7) {
      const turn = trackTurn(oval((degrees * Math.PI) / 180));
      expect(Math.abs(turn)).toBeLessThanOrEqual(Math.PI / 2 + 1e-9);
    }
  });

  test('is none for a track that already fills its picture, for a stationary car, and without points', () => {
    const rectangle = [
      { x: 0, z: 0 },
      { x: 352, z: 0 },
      { x: 352, z: 272 },
      { x: 0, z: 272 },
    ];
    expect(trackTurn(rectangle)).toBe(0);
    expect(trackTurn([{ x: 7, z: 7 }])).toBe(0);
    expect(trackTurn([])).toBe(0);
  });

  test('is the same on the overlay, on the viewers’ page and in the panel, whatever their size', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 2 * Math.PI, noNaN: true }),
        fc.integer({ min: 60, max: 900 }),
        fc.integer({ min: 60, max: 900 }),
        (angle, width, height) => {
          const map = {
            track: 'oval',
            trackConfiguration: '',
            points: oval(angle),
            sectorStarts: [],
          };
          const overlay = fitLine(map.points, { x: 0, y: 0, width, height }, true);
          const viewers = trackPicture(map, { width, height }, 0).line.points;
          const line = {
            x: map.points.map(({ x }) => x),
            z: map.points.map(({ z }) => z),
          };
          const panel = turned(line, trackTurn(pointsOf(line)));
          const direction = (a: Point, b: Point) => Math.atan2(b.y - a.y, b.x - a.x);
          const [first, later] = [map.points[0]!, map.points[60]!];
          const onOverlay = direction(place(overlay, first), place(overlay, later));
          const inPanel = direction(
            { x: panel.x[0]!, y: panel.z[0]! },
            { x: panel.x[60]!, y: panel.z[60]! },
          );
          expect(Math.cos(inPanel - onOverlay)).toBeCloseTo(1, 6);
          expect(Math.cos(direction(viewers[0]!, viewers[60]!) - onOverlay)).toBeCloseTo(1, 6);
        },
      ),
    );
  });
});
