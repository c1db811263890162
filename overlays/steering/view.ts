/** Draws the steering overlay: one painted wheel that turns, and the degrees in its hub when asked for. */
import type { Theme } from '../../protocol/theme-schema.ts';
import { fade } from '../core/draw/colour.ts';
import { paintRoundPlate, plateRadius } from '../core/draw/gauges/round-plate.ts';
import { fillWith, strokeWith } from '../core/draw/ink.ts';
import { Mover } from '../core/draw/motion.ts';
import { Pointer } from '../core/draw/pointer.ts';
import { aroundOrigin, circlePath } from '../core/draw/shape.ts';
import { createDigits, digitsWidth } from '../core/draw/text/digits.ts';
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { SteeringModel } from './model.ts';
import { hubShare, paintWheel } from './wheel.ts';

/** Space between the rim and the edge of its plate. */
const margin = 9;
/** Hands are faster than engines: share of the theme's time. */
const haste = 0.5;
/** Opacity of the wheel while its angle is not known. */
const restingAlpha = 0.45;

/** Wheels whose hub is a quiet ground for figures. */
const plainHubs: readonly Theme['gauge']['kind'][] = ['arc'];

/** The figures stand still on it while the spokes turn behind. */
function paintHubCover(
  ctx: CanvasRenderingContext2D,
  { palette, panel, gauge }: Theme,
  middle: number,
  radius: number,
): void {
  circlePath(ctx, middle, middle, radius);
  const ground = gauge.kind === 'frame' ? palette.plateInk : palette.panel;
  fillWith(ctx, panel.form === 'none' ? fade(palette.outline, 0.72) : ground);
  circlePath(ctx, middle, middle, radius - 1);
  if (gauge.kind !== 'frame') strokeWith(ctx, palette.muted, 2);
}

export const overlay = defineOverlay(about, (kit, { parameters: { lock, degrees } }) => {
  const { theme, whole } = kit;
  const model = new SteeringModel(lock);
  const mover = new Mover(theme.motion, 2 * lock, haste);
  kit.picture(whole, (ctx) => paintRoundPlate(ctx, theme, whole));
  const middle = whole.width / 2;
  const radius = plateRadius(theme, whole) - margin;
  const wheel = new Pointer(kit, middle, middle, aroundOrigin(radius + margin), (ctx) =>
    paintWheel(ctx, theme, radius),
  );
  const hub = radius * hubShare;
  const cap = kit.sizes.figure + 2;
  const cells = lock < 999.5 ? 3 : 4;
  const cover = Math.max(hub - 2, Math.hypot(digitsWidth(theme, cells, cap), cap) / 2 + 5);
  if (degrees && !plainHubs.includes(theme.gauge.kind)) {
    const box = { x: middle - cover, y: middle - cover, width: 2 * cover, height: 2 * cover };
    kit.picture(box, (ctx) => paintHubCover(ctx, theme, middle, cover));
  }
  const digits = degrees
    ? createDigits(kit, {
        x: middle,
        y: middle,
        cap,
        cells,
        align: 'center',
        small: true,
      })
    : null;
  return {
    update(sample, nowMs) {
      const { angleDeg, text } = model.read(sample);
      wheel.show(text === '' ? restingAlpha : 1);
      wheel.turn((mover.step(angleDeg, nowMs) * Math.PI) / 180);
      digits?.set(text, nowMs);
      return !mover.isAtRest;
    },
  };
});
