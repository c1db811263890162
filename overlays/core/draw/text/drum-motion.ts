/** How drums roll to a number: the shorter way round, seldom enough to be read and soon enough to be true. Pure. */
import { Mover } from '../motion.ts';

/** Time constant of a roll, ms: a digit arrives after three of them. */
const rollMs = 12;
/** Shortest time between two rolls, ms: close to that of printed figures, so that no theme shows older numbers. */
const everyMs = 80;

interface Wheel {
  readonly mover: Mover;
  /** Target position in characters; it exceeds the strip when the drum rolls over. */
  target: number;
}

export class DrumMotion {
  /** All characters of a drum, the blank first. */
  readonly #glyphs: string;
  readonly #wheels: readonly Wheel[];
  #text = '';
  #rolledAtMs = Number.NEGATIVE_INFINITY;

  constructor(cells: number, glyphs: string) {
    this.#glyphs = glyphs;
    this.#wheels = Array.from({ length: cells }, () => ({
      mover: new Mover({ kind: 'smooth', timeMs: rollMs, overshoot: 0, hz: 60 }, 1),
      target: 0,
    }));
  }

  /** @returns true while something still moves */
  set(text: string, nowMs: number): boolean {
    const isFree = nowMs - this.#rolledAtMs >= everyMs || nowMs < this.#rolledAtMs;
    if (text !== this.#text && (isFree || text === '' || this.#text === '')) {
      this.#text = text;
      this.#rolledAtMs = nowMs;
      const skip = this.#wheels.length - text.length;
      this.#wheels.forEach((wheel, i) => {
        const glyph = i < skip ? ' ' : text[i - skip]!;
        this.#aim(wheel, Math.max(this.#glyphs.indexOf(glyph), 0));
      });
    }
    let moving = text !== this.#text;
    for (const { mover, target } of this.#wheels) {
      mover.step(target, nowMs);
      moving ||= !mover.isAtRest;
    }
    return moving;
  }

  /** Position of a wheel in characters, 0 up to their count. */
  placeOf(wheel: number): number {
    const count = this.#glyphs.length;
    return ((this.#wheels[wheel]!.mover.value % count) + count) % count;
  }

  /** Rolls the shorter way round. */
  #aim(wheel: Wheel, index: number): void {
    const count = this.#glyphs.length;
    const now = Math.round(wheel.target);
    const at = ((now % count) + count) % count;
    let by = index - at;
    if (by > count / 2) by -= count;
    if (by < -count / 2) by += count;
    wheel.target = now + by;
  }
}
