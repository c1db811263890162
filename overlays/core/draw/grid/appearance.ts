/** Boxes that come and go softly: a layer that fades in and out with its last content. */
import type { Kit } from '../kit.ts';
import { Glide } from './glide.ts';

export class Appearance {
  readonly #layers: readonly Kit[];
  readonly #light = new Glide(0);
  readonly #isCalm: boolean;

  constructor(...layers: readonly Kit[]) {
    this.#layers = layers;
    this.#isCalm = layers.some((layer) => layer.reducedMotion);
    this.#apply();
  }

  /** @returns true while it fades */
  update(isWanted: boolean, nowMs: number): boolean {
    const target = isWanted ? 1 : 0;
    if (this.#isCalm) this.#light.jump(target);
    else this.#light.moveTo(target);
    const before = this.#light.value;
    const isMoving = this.#light.step(nowMs);
    if (this.#light.value !== before || this.#isCalm) this.#apply();
    return isMoving;
  }

  #apply(): void {
    const { value } = this.#light;
    for (const layer of this.#layers) {
      layer.setVisible(value > 0);
      if (layer.root.alpha === value) continue;
      layer.root.alpha = value;
      layer.changed = true;
    }
  }
}
