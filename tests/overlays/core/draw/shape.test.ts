/** Imitations of handwriting, metal and patterns: the same for the same inputs, and close to the plain shape. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readColour } from '../../../../overlays/core/draw/colour.ts';
import { hatchOf } from '../../../../overlays/core/draw/hatch.ts';
import { tinted } from '../../../../overlays/core/draw/panels/chrome.ts';
import { type Box, boxPath, strayAt } from '../../../../overlays/core/draw/shape.ts';
import { labelText } from '../../../../overlays/core/draw/text/lettering.ts';
import { defaultTheme } from '../../../../protocol/theme-schema.ts';

/** The points that a path runs through, its pulls included. */
function pointsOf(box: Box): [number, number][] {
  const points: [number, number][] = [];
  const note = (...at: number[]) => {
    for (let i = 0; i < at.length; i += 2) points.push([at[i]!, at[i + 1]!]);
  };
  const ctx = { beginPath() {}, closePath() {}, moveTo: note, quadraticCurveTo: note };
  boxPath(ctx as unknown as CanvasRenderingContext2D, box, {
    form: 'drawn',
    corner: 0,
    slantDeg: 0,
  });
  return points;
}

const boxes = fc.record({
  x: fc.integer({ min: 0, max: 800 }),
  y: fc.integer({ min: 0, max: 400 }),
  width: fc.integer({ min: 8, max: 760 }),
  height: fc.integer({ min: 8, max: 400 }),
});

describe('a drawn box', () => {
  test('deviates less than five pixels from a straight one, and less if it is small', () => {
    fc.assert(
      fc.property(boxes, (box) => {
        const most = Math.min(4.6, 0.06 * Math.max(box.width, box.height));
        for (const [x, y] of pointsOf(box)) {
          const away = Math.min(
            Math.abs(x - box.x),
            Math.abs(x - box.x - box.width),
            Math.abs(y - box.y),
            Math.abs(y - box.y - box.height),
          );
          expect(away).toBeLessThanOrEqual(most);
        }
      }),
    );
  });

  test('closes at its start, and is the same each time', () => {
    fc.assert(
      fc.property(boxes, (box) => {
        const points = pointsOf(box);
        expect(points.at(-1)![0]).toBeCloseTo(points[0]![0]);
        expect(points.at(-1)![1]).toBeCloseTo(points[0]![1]);
        expect(pointsOf(box)).toEqual(points);
      }),
    );
  });

  test('a hand-drawn line deviates equally to both sides', () => {
    const strays = Array.from({ length: 4000 }, (_, i) => strayAt(i, i % 7));
    expect(Math.max(...strays)).toBeLessThanOrEqual(1);
    expect(Math.min(...strays)).toBeGreaterThanOrEqual(-1);
    const mean = strays.reduce((sum, one) => sum + one, 0) / strays.length;
    expect(Math.abs(mean)).toBeLessThan(0.06);
  });
});

test('brass is bright where chrome is, and gold between; shadows stay black', () => {
  const light = (hex: string) => {
    const { r, g, b } = readColour(hex);
    return r + g + b;
  };
  const greys = ['#000000', '#404040', '#808080', '#c0c0c0', '#ffffff'];
  const golds = greys.map((grey) => tinted(grey, 'brass'));
  expect(golds.map(light)).toEqual([...golds.map(light)].sort((a, b) => a - b));
  const { r, b } = readColour(golds[2]!);
  expect(r).toBeGreaterThan(b * 2);
  expect(greys.map((grey) => tinted(grey, 'chrome'))).toEqual(greys);
  expect(tinted('rgba(0, 0, 0, 0.8)', 'brass')).toBe('rgba(0, 0, 0, 0.8)');
});

test('patterns follow the role of a colour in the theme', () => {
  const { brake, clutch, redline, caution, throttle, ink } = defaultTheme.palette;
  const seen = [brake, redline, clutch, caution, throttle, ink].map((one) =>
    hatchOf(defaultTheme, one),
  );
  expect(seen).toEqual(['stripes', 'stripes', 'dots', 'rungs', 'plain', 'plain']);
});

test('labels are in capitals, or begin with one; units keep their case', () => {
  const sentence = { ...defaultTheme, text: { ...defaultTheme.text, upperCase: false } };
  const labels = ['laps left', 'Session best', 'km/h', 'l', 'psi', '°C'];
  expect(labels.map((one) => labelText(sentence, one))).toEqual([
    'Laps left',
    'Session best',
    'km/h',
    'l',
    'psi',
    '°C',
  ]);
  expect(labelText(defaultTheme, 'laps left')).toBe('LAPS LEFT');
});
