/** Places of the pedals overlay's parts in every theme and with every choice of parts. */
import { describe, expect, test } from 'vitest';
import { type Box, lean } from '../../../overlays/core/draw/shape.ts';
import { sizesOf } from '../../../overlays/core/draw/text/sizes.ts';
import { about } from '../../../overlays/pedals/about.ts';
import { pedalsLayout } from '../../../overlays/pedals/layout.ts';
import { readThemes } from '../../../scripts/contact-sheet/themes.ts';

const whole: Box = { x: 0, y: 0, ...about.size };
const choices = [true, false].flatMap((clutch) =>
  [true, false].map((trace) => ({ clutch, trace })),
);
const cases = readThemes().flatMap((theme) =>
  choices.map((parts) => [theme.name, JSON.stringify(parts), theme, parts] as const),
);

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

describe('the layout of the pedals', () => {
  test.each(cases)(
    '%s %s: everything lies inside and nothing on another',
    (_, __, theme, parts) => {
      const { pedals, trace, horizontal } = pedalsLayout(
        theme,
        whole,
        sizesOf('normal', theme),
        parts,
        56,
      );
      expect(pedals).toHaveLength(parts.clutch ? 3 : 2);
      expect(trace !== null).toBe(parts.trace);
      const boxes = [...pedals.map(({ bar }) => bar), ...(trace ? [trace] : [])];
      const slanted = theme.panel.form === 'slanted';
      boxes.forEach((box, i) => {
        // The right edge of a slanted panel comes in towards the bottom.
        const by = slanted ? lean(box.y + box.height - 8, theme.panel.slantDeg) : 0;
        expect(box.width).toBeGreaterThan(horizontal ? 100 : 20);
        expect(box.height).toBeGreaterThan(horizontal ? 18 : 60);
        expect(box.x).toBeGreaterThanOrEqual(14);
        expect(box.x + box.width).toBeLessThanOrEqual(512 - Math.min(by, 32));
        expect(box.y).toBeGreaterThanOrEqual(14);
        expect(box.y + box.height).toBeLessThanOrEqual(206);
        for (const other of boxes.slice(i + 1)) expect(overlap(box, other)).toBe(false);
      });
    },
  );
});
