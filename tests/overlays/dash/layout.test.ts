/** Places of the dash's parts in the themes' panel forms. */
import { expect, test } from 'vitest';
import { contentBox } from '../../../overlays/core/draw/panels/panel.ts';
import { sizesOf } from '../../../overlays/core/draw/text/sizes.ts';
import { about } from '../../../overlays/dash/about.ts';
import { dashLayout } from '../../../overlays/dash/layout.ts';
import type { DashParts } from '../../../overlays/dash/model.ts';
import { defaultTheme, type Theme } from '../../../protocol/theme-schema.ts';

const whole = { x: 0, y: 0, ...about.size };
const full: DashParts = {
  pedals: ['clutch', 'brake', 'throttle'],
  timing: true,
  cells: ['position', 'last', 'laps-left'],
};

const sizes = sizesOf('normal', defaultTheme);
const forms = ['none', 'rounded', 'cut', 'slanted', 'drawn'] as const;

function themeOf(form: Theme['panel']['form'], border: Theme['panel']['border']): Theme {
  const panel = { ...defaultTheme.panel, form, border, borderWidth: border === 'line' ? 1.5 : 12 };
  return { ...defaultTheme, panel };
}

test.each(forms.flatMap((form) => [[form, 'line'] as const, [form, 'bezel'] as const]))(
  'in a panel that is %s with a %s nothing leaves it and no two rows touch',
  (form, border) => {
    const theme = themeOf(form, border);
    const area = contentBox(theme, whole);
    const { lamps, gear, pedals, cells, rule } = dashLayout(theme, whole, sizes, full, 40);
    const bars = pedals.map(({ bar }) => bar);
    for (const box of [lamps, ...bars]) {
      expect(box.x).toBeGreaterThanOrEqual(area.x);
      expect(box.x + box.width).toBeLessThanOrEqual(area.x + area.width);
      expect(box.width).toBeGreaterThan(60);
    }
    expect(gear.y - gear.cap / 2).toBeGreaterThanOrEqual(lamps.y + lamps.height);
    expect(gear.y + gear.cap / 2).toBeLessThan(bars[0]!.y);
    expect(bars[0]!.y + bars[0]!.height).toBeLessThan(rule!.y);
    bars.forEach((bar, i) => {
      if (i > 0) expect(bar.x).toBeGreaterThan(bars[i - 1]!.x + bars[i - 1]!.width);
    });
    cells.forEach((cell, i) => {
      const before = cells[i - 1];
      if (before) {
        expect(cell.x - cell.width / 2).toBeGreaterThan(before.x + before.width / 2);
      }
      expect(cell.valueY + 9).toBeLessThan(area.y + area.height);
    });
  },
);

test('the middle fills the room of missing parts', () => {
  const theme = themeOf('rounded', 'line');
  const bare: DashParts = { pedals: [], timing: false, cells: [] };
  const { gear, cells, pedals, rule } = dashLayout(theme, whole, sizes, bare, 40);
  expect(gear.cap).toBeGreaterThan(dashLayout(theme, whole, sizes, full, 40).gear.cap * 1.3);
  expect([cells, pedals, rule]).toEqual([[], [], null]);
});
