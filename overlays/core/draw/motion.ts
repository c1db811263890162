/**
 * How a shown value follows the true one: the motion of a theme. Pure; the caller's clock drives it, so a test sees what
 * a stream shows.
 */
import type { Theme } from '../../../protocol/theme-schema.ts';

export type Motion = Omit<Theme['motion'], 'entrance'>;

/** Longest integrated step, ms, so that a needle does not jump after a pause of the page. */
const longestStepMs = 100;
/** Springs are integrated in steps no longer than this, ms. */
const springStepMs = 4;

export class Mover {
  value = 0;
  /** True when the shown value equals the true one and no longer moves. */
  isAtRest = true;
  readonly #motion: Motion;
  readonly #range: number;
  #velocity = 0;
  #lastMs: number | null = null;
  #tickAtMs = Number.NEGATIVE_INFINITY;

  /**
   * @param range full range of the value; it scales speeds and the tolerance
   * @param haste factor of the theme's time: pedals move faster than an rpm needle
   */
  constructor(motion: Motion, range = 1, haste = 1) {
    this.#motion = { ...motion, timeMs: motion.timeMs * haste };
    this.#range = range;
  }

  /** Shows a value at once, without motion. */
  jump(value: number): void {
    this.value = value;
    this.#velocity = 0;
    this.isAtRest = true;
  }

  /** @returns the value to show at `nowMs`. */
  step(target: number, nowMs: number): number {
    const passedMs = this.#lastMs === null ? 0 : Math.min(nowMs - this.#lastMs, longestStepMs);
    this.#lastMs = nowMs;
    const close = this.#range * 0.0005;
    if (this.isAtRest && Math.abs(target - this.value) <= close) return this.value;
    this.isAtRest = false;
    if (passedMs > 0 || this.#motion.kind === 'snap' || this.#motion.timeMs === 0) {
      this.#move(target, passedMs, nowMs);
    }
    if (Math.abs(target - this.value) <= close && Math.abs(this.#velocity) <= close * 10) {
      this.jump(target);
    }
    return this.value;
  }

  #move(target: number, passedMs: number, nowMs: number): void {
    const { kind, timeMs } = this.#motion;
    if (kind === 'tick') this.#tick(target, nowMs);
    else if (kind === 'snap' || timeMs === 0) this.jump(target);
    else if (kind === 'smooth')
      this.value += (target - this.value) * (1 - Math.exp(-passedMs / timeMs));
    else if (kind === 'sweep') this.#sweep(target, (passedMs / timeMs) * this.#range);
    else this.#spring(target, passedMs);
  }

  #tick(target: number, nowMs: number): void {
    const everyMs = 1000 / this.#motion.hz;
    if (nowMs - this.#tickAtMs < everyMs * 0.98) return;
    this.#tickAtMs = nowMs;
    this.value = target;
  }

  #sweep(target: number, most: number): void {
    const away = target - this.value;
    this.value = Math.abs(away) <= most ? target : this.value + Math.sign(away) * most;
  }

  /** A damped spring: damping from the overshoot, frequency from the time to the first peak. */
  #spring(target: number, passedMs: number): void {
    const overshoot = Math.max(this.#motion.overshoot, 0.001);
    const log = Math.log(overshoot);
    const damping = -log / Math.sqrt(Math.PI * Math.PI + log * log);
    const frequency = Math.PI / (this.#motion.timeMs * Math.sqrt(1 - damping * damping));
    let restMs = passedMs;
    while (restMs > 0) {
      const ms = Math.min(restMs, springStepMs);
      restMs -= ms;
      const pull = frequency * frequency * (target - this.value);
      this.#velocity += (pull - 2 * damping * frequency * this.#velocity) * ms;
      this.value += this.#velocity * ms;
    }
  }
}
