/** The cells of the strip in the themes' panel forms. */
import { describe, expect, test } from 'vitest';
import { sizesOf } from '../../../overlays/core/draw/text/sizes.ts';
import { about } from '../../../overlays/strip/about.ts';
import { type StripCellName, stripLayout } from '../../../overlays/strip/layout.ts';
import { defaultTheme, type Theme } from '../../../protocol/theme-schema.ts';

const whole = { x: 0, y: 0, ...about.size };
const widths: Partial<Record<StripCellName, number>> = {
  place: 66,
  driver: 0,
  lap: 112,
  left: 130,
  time: 150,
  delta: 90,
  last: 150,
  best: 150,
  fuel: 90,
  stint: 50,
  gear: 45,
  speed: 60,
  pedals: 130,
};
const forms = ['none', 'rounded', 'cut', 'straight', 'slanted', 'drawn'] as const;

function themeOf(form: Theme['panel']['form'], border: Theme['panel']['border']): Theme {
  const panel = { ...defaultTheme.panel, form, border, borderWidth: border === 'line' ? 1.5 : 15 };
  return { ...defaultTheme, panel };
}

describe.each(forms)('In a panel that is %s', (form) => {
  test.each(['line', 'bezel'] as const)(
    'with a %s the cells fill the strip without a gap',
    (border) => {
      const { area, cells } = stripLayout(
        themeOf(form, border),
        whole,
        sizesOf('normal', defaultTheme),
        widths,
      );
      expect(cells[0]!.box.x).toBeCloseTo(area.x);
      const last = cells.at(-1)!.box;
      // A leaning end comes in at both sides.
      expect(area.x + area.width - last.x - last.width).toBeLessThan(30);
      cells.forEach(({ box, x, width }, i) => {
        const next = cells[i + 1];
        if (next !== undefined) expect(box.x + box.width).toBeCloseTo(next.box.x);
        expect(x).toBeGreaterThan(box.x);
        expect(x + width).toBeLessThan(box.x + box.width);
      });
    },
  );

  test.each(['normal', 'large'] as const)(
    '%s lettering keeps its three lines apart and inside',
    (density) => {
      for (const border of ['line', 'bezel'] as const) {
        const sizes = sizesOf(density, defaultTheme);
        const { area, lines } = stripLayout(themeOf(form, border), whole, sizes, widths);
        const { label, figure, labelY, figureY, barY, barHeight } = lines;
        expect(labelY - label / 2).toBeGreaterThan(area.y);
        expect(figureY - figure / 2).toBeGreaterThan(labelY + label / 2);
        expect(barY).toBeGreaterThan(figureY + figure / 2);
        expect(barY + barHeight).toBeLessThan(area.y + area.height);
        expect(figure).toBeGreaterThanOrEqual(label);
        expect(figure).toBeGreaterThanOrEqual(20);
      }
    },
  );
});

test('the driver’s cell takes what the others leave', () => {
  const { cells } = stripLayout(defaultTheme, whole, sizesOf('normal', defaultTheme), widths);
  const driver = cells.find(({ name }) => name === 'driver')!;
  expect(driver.box.width).toBeGreaterThan(250);
});

test('where there is no room the least important cells go, and the others keep their order', () => {
  const wide = Object.fromEntries(
    Object.entries(widths).map(([name, width]) => [name, width * 1.5]),
  ) as typeof widths;
  const { cells } = stripLayout(defaultTheme, whole, sizesOf('normal', defaultTheme), wide);
  const names = cells.map(({ name }) => name);
  expect(names).not.toContain('fuel');
  expect(names.slice(0, 3)).toEqual(['place', 'driver', 'lap']);
  expect(names).toEqual(expect.arrayContaining(['time', 'delta']));
});

test('a long name goes before what is less important', () => {
  const cellsFor = (driver: number) =>
    stripLayout(defaultTheme, whole, sizesOf('normal', defaultTheme), { ...widths, driver }).cells;
  const names = (driver: number) => cellsFor(driver).map(({ name }) => name);
  expect(names(0).length).toBeGreaterThan(names(400).length);
  const driver = cellsFor(400).find(({ name }) => name === 'driver')!;
  expect(driver.width).toBeGreaterThanOrEqual(400);
});
