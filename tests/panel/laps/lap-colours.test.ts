import { describe, expect, test } from 'vitest';
import { gradientOf, lapStyles, lossColour, speedColour } from '../../../panel/laps/lap-colours.ts';
import { limits } from '../../../protocol/limits.ts';
import { readText } from '../../../scripts/sources.ts';
import { contrast, labDistance, seenBy, type Vision } from '../../support/colour-vision.ts';

/** The panel's tokens in one scheme. */
function tokens(scheme: 'dark' | 'light'): ReadonlyMap<string, string> {
  const css = readText('panel/core/tokens.css');
  const start = scheme === 'dark' ? ':root {' : ':root[data-scheme="light"] {';
  const block = css.slice(css.indexOf(start)).split('}')[0]!;
  return new Map(
    [...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name!, value!]),
  );
}

describe('compared laps', () => {
  test('have a style for each lap, with a different dash, colour and name', () => {
    expect(lapStyles).toHaveLength(limits.lapsComparedMax);
    for (const pick of ['token', 'name', 'dash'] as const) {
      expect(new Set(lapStyles.map((style) => String(style[pick]))).size).toBe(lapStyles.length);
    }
  });

  test.each(['dark', 'light'] as const)(
    'are distinct and visible on the %s background with every kind of vision',
    (scheme) => {
      const known = tokens(scheme);
      const colours = lapStyles.map(({ token }) => known.get(token)!);
      for (const colour of [...colours, known.get('--gain')!, known.get('--loss')!]) {
        expect(contrast(colour, known.get('--ground')!), colour).toBeGreaterThan(4.5);
      }
      for (const vision of ['normal', 'protan', 'deutan', 'tritan'] as Vision[]) {
        const seen = [...colours].map((colour) => seenBy(vision, colour));
        seen.forEach((a, i) => {
          for (const b of seen.slice(i + 1)) {
            expect(labDistance(a, b), `${vision}: ${a} ${b}`).toBeGreaterThan(30);
          }
        });
        const [gain, loss] = ['--gain', '--loss'].map((name) => seenBy(vision, known.get(name)!));
        expect(labDistance(gain!, loss!), vision).toBeGreaterThan(40);
      }
    },
  );
});

describe('the track', () => {
  test('is lighter at higher speed, so that it works in greyscale', () => {
    const lightness = Array.from({ length: 50 }, (_, i) => {
      const [r, g, b] = speedColour(i / 49)
        .match(/\d+/g)!
        .map(Number);
      return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
    });
    lightness.forEach((one, i) => {
      if (i > 0) expect(one).toBeGreaterThanOrEqual(lightness[i - 1]! - 0.5);
    });
  });

  test('is limited to the ends of its scale, and grey without data', () => {
    expect(lossColour(-3)).toBe(lossColour(0));
    expect(speedColour(7)).toBe(speedColour(1));
    expect(lossColour(Number.NaN)).toBe(lossColour(0.5));
    expect(gradientOf(lossColour)).toMatch(/^linear-gradient\(90deg, rgb/);
  });
});
