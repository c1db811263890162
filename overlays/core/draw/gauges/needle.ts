/** The analogue instrument: a face with printed scale, a hand with a shadow, a cap on its axis. */
import { darken, fade, lighten } from '../colour.ts';
import type { Kit } from '../kit.ts';
import { Pointer, paintHub, paintNeedle, paintNeedleShadow } from '../pointer.ts';
import { type Dial, paintNumbers, paintRedBand, paintTicks } from './dial.ts';
import { type Gauge, handGauge } from './gauge.ts';

export function createNeedleGauge(kit: Kit, dial: Dial): Gauge {
  const { theme, palette } = kit;
  const { cx, cy } = dial;
  const face = dial.radius - theme.panel.borderWidth - 6;
  const length = face - 12;
  const width = 11;
  return handGauge(kit, dial, {
    paintFace(ctx) {
      paintRedBand(ctx, dial, face - 15, face - 1, palette.redline);
      paintTicks(ctx, dial, {
        radius: face - 1,
        majorLength: 21,
        minorLength: 12,
        majorWidth: 3.6,
        minorWidth: 1.5,
        majorColour: palette.ink,
        minorColour: palette.ink,
        redColour: palette.ink,
      });
      paintNumbers(ctx, kit, dial, { radius: face - 44, cap: 21, redColour: palette.ink });
    },
    paintAlarm(ctx) {
      for (let i = 1; i <= 8; i++) {
        const by = (12 * i) / 8;
        const colour = fade(palette.redline, 0.12);
        paintRedBand(ctx, dial, face - 15 - by, face - 1 + by * 0.3, colour);
      }
      paintRedBand(ctx, dial, face - 15, face - 1, lighten(palette.redline, 0.25));
    },
    createHands() {
      const box = { x: -length * 0.24 - 12, y: -18, width: length * 1.24 + 24, height: 36 };
      const shadow = new Pointer(kit, cx + 3, cy + 6, box, (ctx) =>
        paintNeedleShadow(ctx, length, width),
      );
      const needle = new Pointer(kit, cx, cy, box, (ctx) =>
        paintNeedle(ctx, length, width, palette.accent),
      );
      const hub = new Pointer(kit, cx, cy, { x: -30, y: -30, width: 60, height: 60 }, (ctx) =>
        paintHub(ctx, 0, 0, 19, darken(palette.panel, 0.2)),
      );
      return [[shadow, needle], hub];
    },
  });
}
