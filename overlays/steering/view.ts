/** Draws the steering overlay: one painted wheel that turns, and the degrees in its hub when asked for. */
import { paintRoundPlate, plateRadius } from '../core/draw/gauges/round-plate.ts';
import { fillWith } from '../core/draw/ink.ts';
import { Mover } from '../core/draw/motion.ts';
import { Pointer } from '../core/draw/pointer.ts';
import { aroundOrigin, circlePath } from '../core/draw/shape.ts';
import { createDigits } from '../core/draw/text/digits.ts';
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
  // A single-seater's wheel has its display where others have a hub: the figures cover it and stand still.
  if (degrees && theme.gauge.kind === 'frame') {
    const hub = radius * hubShare;
    kit.picture({ x: middle - hub, y: middle - hub, width: 2 * hub, height: 2 * hub }, (ctx) => {
      circlePath(ctx, middle, middle, hub - 2);
      fillWith(ctx, theme.palette.plateInk);
    });
  }
  const digits = degrees
    ? createDigits(kit, {
        x: middle,
        y: middle,
        cap: kit.sizes.figure + 4,
        cells: 3,
        width: radius * hubShare * 1.95,
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
