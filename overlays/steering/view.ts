/** Draws the steering overlay: one painted wheel that turns, and the degrees in its hub when asked for. */

import { paintRoundPlate, plateRadius } from '../core/draw/gauges/round-plate.ts';
import { Kit } from '../core/draw/kit.ts';
import { Mover } from '../core/draw/motion.ts';
import { Pointer } from '../core/draw/pointer.ts';
import { createDigits, type Digits } from '../core/draw/text/digits.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { about } from './about.ts';
import { SteeringModel } from './model.ts';
import { hubShare, paintWheel } from './wheel.ts';

/** Air between the rim and the edge of what it stands on. */
const air = 9;
/** A hand is faster than an engine: the theme's motion is hurried by this. */
const haste = 0.5;
/** While nothing is known the wheel is only a shape. */
const restingAlpha = 0.45;

export class SteeringView implements OverlayView {
  readonly #kit: Kit;
  readonly #model: SteeringModel;
  readonly #mover: Mover;
  readonly #wheel: Pointer;
  readonly #degrees: Digits | null;

  constructor(context: ViewContext<typeof about>) {
    this.#kit = new Kit(context, about.size);
    const kit = this.#kit;
    const { theme } = context;
    const { lock, degrees } = context.parameters;
    this.#model = new SteeringModel(lock);
    this.#mover = new Mover(theme.motion, 2 * lock, haste);
    const whole = { x: 0, y: 0, ...about.size };
    kit.picture(whole, (ctx) => paintRoundPlate(ctx, theme, whole));
    const middle = about.size.width / 2;
    const radius = plateRadius(theme, whole) - air;
    const reach = radius + air;
    const box = { x: -reach, y: -reach, width: 2 * reach, height: 2 * reach };
    this.#wheel = new Pointer(kit, middle, middle, box, (ctx) => paintWheel(ctx, theme, radius));
    this.#degrees = degrees
      ? createDigits(kit, {
          x: middle,
          y: middle,
          cap: 18,
          cells: 3,
          width: radius * hubShare * 1.7,
          align: 'center',
          face: theme.fonts.numbers,
          small: true,
        })
      : null;
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const { angleDeg, text } = this.#model.read(sample);
    this.#wheel.show(text === '' ? restingAlpha : 1);
    this.#wheel.turn((this.#mover.step(angleDeg, nowMs) * Math.PI) / 180);
    this.#degrees?.set(text, nowMs);
    return { draw: this.#kit.takeChanged(), animating: !this.#mover.settled };
  }

  destroy(): void {
    this.#kit.destroy();
  }
}
