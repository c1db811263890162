/** Where tyres stand in the tyres overlay. */
import { expect, test } from 'vitest';
import { sizesOf } from '../../../overlays/core/draw/text/sizes.ts';
import { about } from '../../../overlays/tyres/about.ts';
import { tyresLayout } from '../../../overlays/tyres/layout.ts';
import { readThemes } from '../../../scripts/contact-sheet/themes.ts';

test.each(readThemes().map((theme) => [theme.name, theme] as const))(
  '%s: the tyres of one side stand below one another',
  (_, theme) => {
    const whole = { x: 0, y: 0, ...about.size };
    const [front, rear] = tyresLayout(
      theme,
      whole,
      sizesOf('normal', theme),
      ['core', 'pressure'],
      60,
    );
    for (const side of [0, 1] as const) {
      expect(front!.wheels[side].tyre.x).toBeCloseTo(rear!.wheels[side].tyre.x, 6);
      expect(front!.wheels[side].x).toBeCloseTo(rear!.wheels[side].x, 6);
    }
  },
);
