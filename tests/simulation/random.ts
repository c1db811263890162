/** Seeded random numbers: the same seed gives the same numbers on every machine. */
import { randomOf } from '../support/random.ts';

export class Chance {
  /** 0…1, without 1. */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = randomOf(seed);
    // Neighbouring seeds have similar first numbers.
    for (let i = 0; i < 8; i++) this.next();
  }

  between(min: number, max: number): number {
    return min + this.next() * (max - min);
  }

  /** A whole number, both ends included. */
  whole(min: number, max: number): number {
    return min + Math.floor(this.next() * (max - min + 1));
  }

  /** @param share 0…1 */
  holds(share: number): boolean {
    return this.next() < share;
  }

  oneOf<T>(list: readonly T[]): T {
    return list[Math.floor(this.next() * list.length)]!;
  }

  /** A separate source, so that one part's numbers do not depend on how often another part draws. */
  fork(): Chance {
    return new Chance(Math.floor(this.next() * 2 ** 32));
  }
}
