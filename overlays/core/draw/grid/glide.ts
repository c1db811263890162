/** A place that changes without a jump: rows that swap places. Pure; the caller's clock drives it. */

import { settling } from '../transition.ts';

/** Length of a move, ms. */
const glideMs = 420;

export class Glide {
  value: number;
  #from: number;
  #to: number;
  #startMs: number | null = null;

  constructor(value: number) {
    this.value = value;
    this.#from = value;
    this.#to = value;
  }

  get isMoving(): boolean {
    return this.value !== this.#to;
  }

  get target(): number {
    return this.#to;
  }

  jump(value: number): void {
    this.value = value;
    this.#from = value;
    this.#to = value;
    this.#startMs = null;
  }

  /** Begins a move from where it is. */
  moveTo(value: number): void {
    if (value === this.#to) return;
    this.#from = this.value;
    this.#to = value;
    this.#startMs = null;
  }

  /** @returns true while it moves */
  step(nowMs: number): boolean {
    if (!this.isMoving) return false;
    this.#startMs ??= nowMs;
    const share = Math.min(Math.max((nowMs - this.#startMs) / glideMs, 0), 1);
    this.value = share === 1 ? this.#to : this.#from + (this.#to - this.#from) * settling(share);
    return this.isMoving;
  }
}
