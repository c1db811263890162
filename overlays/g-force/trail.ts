/** The trail of the dot: smaller, fading dots, painted once and moved. */
import { fillWith } from '../core/draw/ink.ts';
import type { Kit } from '../core/draw/kit.ts';
import { Pointer } from '../core/draw/pointer.ts';
import { aroundOrigin, circlePath } from '../core/draw/shape.ts';

const count = 22;
/** From one dot of the trail to the next, ms. */
const everyMs = 34;

interface Spot {
  readonly x: number;
  readonly y: number;
}

export class Trail {
  readonly #dots: readonly Pointer[];
  #spots: Spot[] = [];
  #takenAtMs = Number.NEGATIVE_INFINITY;

  constructor(kit: Kit, colour: string) {
    this.#dots = Array.from({ length: count }, (_, i) => {
      const radius = 5.4 * (1 - (i / count) * 0.72);
      const dot = new Pointer(kit, 0, 0, aroundOrigin(8), (ctx) => {
        circlePath(ctx, 0, 0, radius);
        fillWith(ctx, colour);
      });
      dot.show(0);
      return dot;
    });
  }

  /** @returns whether the trail still moves */
  follow(x: number, y: number, nowMs: number): boolean {
    if (nowMs - this.#takenAtMs >= everyMs || nowMs < this.#takenAtMs) {
      this.#takenAtMs = nowMs;
      this.#spots.unshift({ x, y });
      this.#spots.length = Math.min(this.#spots.length, count);
      this.#dots.forEach((dot, i) => {
        const spot = this.#spots[i];
        if (spot === undefined) return;
        dot.move(spot.x, spot.y);
        dot.show(0.62 * (1 - i / count) ** 1.4);
      });
    }
    return this.#spots.some((spot) => Math.hypot(spot.x - x, spot.y - y) > 0.5);
  }

  clear(): void {
    this.#spots = [];
    for (const dot of this.#dots) dot.show(0);
  }
}
