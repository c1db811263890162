/** Rows in panels of every form, and what overlays lay into them, in every theme that comes with the program. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contentBox } from '../../../../../overlays/core/draw/panels/panel.ts';
import { rowBox } from '../../../../../overlays/core/draw/panels/panel-rows.ts';
import { type Box, lean } from '../../../../../overlays/core/draw/shape.ts';
import { sizesOf } from '../../../../../overlays/core/draw/text/sizes.ts';
import { about as fuel } from '../../../../../overlays/fuel/about.ts';
import { fuelLayout } from '../../../../../overlays/fuel/layout.ts';
import { about as trackMap } from '../../../../../overlays/track-map/about.ts';
import { trackMapLayout } from '../../../../../overlays/track-map/layout.ts';
import { about as tyres } from '../../../../../overlays/tyres/about.ts';
import { tyresLayout } from '../../../../../overlays/tyres/layout.ts';
import { checkTheme, type Theme } from '../../../../../protocol/theme-schema.ts';

const folder = new URL('../../../../../themes/', import.meta.url);
const themes = readdirSync(folder)
  .filter((name) => /^[^.]+\.json$/.test(name))
  .map((name) => checkTheme(JSON.parse(readFileSync(new URL(name, folder), 'utf8'))).theme!);

const wholeOf = ({ width, height }: { width: number; height: number }): Box => ({
  x: 0,
  y: 0,
  width,
  height,
});

/** Whether a point is inside the contents of a panel, leaning sides and cut corners counted. */
function isInPanel(theme: Theme, whole: Box, x: number, y: number): boolean {
  const area = contentBox(theme, whole);
  const bottom = area.y + area.height;
  const right = area.x + area.width;
  const { form, slantDeg, corner } = theme.panel;
  if (y < area.y - 0.01 || y > bottom + 0.01) return false;
  if (form === 'slanted') {
    return x >= area.x + lean(bottom - y, slantDeg) && x <= right - lean(y - area.y, slantDeg);
  }
  if (form === 'cut' && x - area.x + (y - area.y) < corner) return false;
  if (form === 'cut' && right - x + (bottom - y) < corner) return false;
  return x >= area.x && x <= right;
}

function expectInside(theme: Theme, whole: Box, { x, y, width, height }: Box): void {
  expect(width).toBeGreaterThan(0);
  expect(height).toBeGreaterThan(0);
  for (const [px, py] of [
    [x, y],
    [x + width, y],
    [x, y + height],
    [x + width, y + height],
  ] as const) {
    expect(isInPanel(theme, whole, px, py), `${px}, ${py} in ${theme.name}`).toBe(true);
  }
}

describe.each(themes.map((theme) => [theme.name, theme] as const))('%s', (_, theme) => {
  it('keeps rows off the edges of the panel, wherever they are', () => {
    const whole = wholeOf({ width: 400, height: 200 });
    const area = contentBox(theme, whole);
    for (let top = area.y; top < area.y + area.height - 20; top += 5) {
      expectInside(theme, whole, rowBox(theme, whole, top, top + 20, 6));
    }
  });

  it.each(['normal', 'large'] as const)('has room for the fuel, in %s lettering', (density) => {
    const whole = wholeOf(fuel.size);
    const sizes = sizesOf(density, theme);
    for (const bar of [true, false]) {
      for (const fields of density === 'large' ? [0, 1, 2] : [0, 1, 2, 3]) {
        const layout = fuelLayout(theme, whole, sizes, { bar, fields });
        const rows = [layout.head, ...(layout.bar === null ? [] : [layout.bar])];
        for (const row of rows) expectInside(theme, whole, row);
        expect(layout.fields).toHaveLength(fields);
        let above = layout.head.y + layout.head.height;
        if (layout.bar !== null) {
          expect(layout.bar.y).toBeGreaterThanOrEqual(above);
          above = layout.bar.y + layout.bar.height;
        }
        for (const { x, width, labelY, valueY } of layout.fields) {
          expect(labelY - sizes.label / 2).toBeGreaterThanOrEqual(above);
          expect(valueY - labelY).toBeGreaterThan((sizes.label + sizes.figure) / 2);
          const height = valueY + sizes.figure / 2 - labelY;
          expectInside(theme, whole, { x: x - width / 2, y: labelY, width, height });
        }
      }
    }
  });

  it.each([
    ['normal', ['core', 'pressure', 'brake']],
    ['large', ['core', 'pressure']],
  ] as const)(
    'has room for the tyres, with any number of rows in %s lettering',
    (density, names) => {
      const whole = wholeOf(tyres.size);
      for (let count = 1; count <= names.length; count++) {
        const axles = tyresLayout(
          theme,
          whole,
          sizesOf(density, theme),
          names.slice(0, count),
          theme.panel.form === 'slanted' ? 44 : 72,
        );
        expect(axles).toHaveLength(2);
        for (const { wheels, rows } of axles) {
          for (const { tyre, x, width } of wheels) {
            expectInside(theme, whole, tyre);
            expect(width).toBeGreaterThan(58);
            // Numbers are beside the tyre, never on it.
            expect(Math.abs(x - (tyre.x + tyre.width / 2))).toBeGreaterThan(
              width / 2 + tyre.width / 2,
            );
          }
          for (let i = 1; i < rows.length; i++) {
            const [above, below] = [rows[i - 1]!, rows[i]!];
            expect(below.y - above.y).toBeGreaterThan((above.cap + below.cap) / 2 + 2);
          }
        }
      }
    },
  );

  it('has room for the map, and for the words while it is being learnt', () => {
    const whole = wholeOf(trackMap.size);
    const { map, learning, words, bar } = trackMapLayout(theme, whole);
    for (const box of [map, learning, words, bar]) expectInside(theme, whole, box);
    expect(learning.y + learning.height).toBeLessThan(words.y);
    expect(words.y + words.height).toBeLessThan(bar.y);
  });
});
