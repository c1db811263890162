import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { playOf } from '../../../panel/laps/play-links.ts';
import { fitOf, isAround, lineOfMap, nearestPoint } from '../../../panel/laps/track-shape.ts';

const metres = fc.double({ min: -20_000, max: 20_000, noNaN: true });

describe('the track in a picture', () => {
  test('is within its margin and undistorted for any shape', () => {
    const points = fc.array(fc.record({ x: metres, z: metres }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(points, (all) => {
        const line = { x: all.map(({ x }) => x), z: all.map(({ z }) => z) };
        const fit = fitOf(line, 0, all.length - 1, 300, 200, 20);
        if (fit === null) return;
        for (const { x, z } of all) {
          const [px, py] = [x * fit.scale + fit.left, z * fit.scale + fit.top];
          expect(px).toBeGreaterThan(20 - 1e-6);
          expect(px).toBeLessThan(280 + 1e-6);
          expect(py).toBeGreaterThan(20 - 1e-6);
          expect(py).toBeLessThan(180 + 1e-6);
        }
      }),
    );
  });

  test('shows a section enlarged, and nothing without data', () => {
    const line = { x: [0, 100, 200, 300], z: [0, 0, 50, 50] };
    const whole = fitOf(line, 0, 3, 300, 200, 20)!;
    expect(fitOf(line, 1, 2, 300, 200, 20)!.scale).toBeGreaterThan(whole.scale);
    expect(fitOf({ x: [Number.NaN], z: [1] }, 0, 0, 300, 200, 20)).toBeNull();
    expect(fitOf({ x: [1, 1], z: [1, 1] }, 0, 1, 300, 200, 20)).toBeNull();
  });

  test('finds the point under the pointer', () => {
    const line = { x: [0, 100, Number.NaN, 300], z: [0, 0, 50, 50] };
    const fit = { scale: 1, left: 0, top: 0 };
    expect(nearestPoint(line, fit, 103, 4, 40)).toBe(1);
    expect(nearestPoint(line, fit, 103, 150, 40)).toBe(-1);
  });

  test('comes from the learnt map where the lap has no coordinates', () => {
    const points = Array.from({ length: 600 }, (_, i) => ({
      x: Math.cos((i / 600) * 2 * Math.PI) * 500,
      z: Math.sin((i / 600) * 2 * Math.PI) * 500,
      position: i / 600,
    }));
    const line = lineOfMap({ points }, 1_000);
    expect(isAround(line)).toBe(true);
    expect([line.x[0], line.x[1_000]]).toEqual([500, 500]);
    expect(line.z[250]).toBeCloseTo(500, 0);
    // Laps begin at three quarters of what the game counts.
    const moved = lineOfMap({ points, line: 0.75 }, 1_000);
    expect(moved.x[0]).toBeCloseTo(0, 0);
    expect(moved.z[0]).toBeCloseTo(-500, 0);
    expect(moved.x[250]).toBeCloseTo(500, 0);
    expect(isAround({ x: new Float64Array(100).fill(Number.NaN), z: new Float64Array(100) })).toBe(
      false,
    );
  });
});

describe('a lap on an overlay', () => {
  const chosen = { sessionID: 'EVENING', lap: 3 };
  const size = { width: 400, height: 300 };

  test('has an address, a drag link and a request for OBS', () => {
    const overlay = { kind: 'overlay', name: 'gear', title: 'Gear', size } as const;
    const { page, previewUrl } = playOf('http://127.0.0.1:5000', overlay, chosen, 0.5);
    expect(page.url).toBe('http://127.0.0.1:5000/overlays/gear?session=EVENING&lap=3&speed=0.5');
    expect(page.dragUrl).toBe(
      `${page.url}&layer-name=Gear%2C%20lap%203&layer-width=400&layer-height=300`,
    );
    expect(page.source).toEqual({
      overlay: 'gear',
      parameters: { session: 'EVENING', lap: 3, speed: 0.5 },
    });
    expect(previewUrl).toBe(`${page.url}&show=always&fps=30`);
  });

  test('plays on a layout too', () => {
    const layout = { kind: 'layout', name: 'race', title: 'Race', size } as const;
    const { page } = playOf('http://127.0.0.1:5000', layout, chosen, 1);
    expect(page.url).toBe('http://127.0.0.1:5000/overlays/layout/race?session=EVENING&lap=3');
  });
});
