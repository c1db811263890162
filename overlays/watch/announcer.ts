/**
 * What a screen reader says: the newest sentence, once it has held for a while, and not one after the other. A connection
 * that comes and goes would otherwise flood the listener. Pure.
 */

/** A situation must hold this long before it is announced, ms. */
const holdsMs = 3_000;
/** Shortest time between two sentences, ms. */
const apartMs = 8_000;

export class Announcer {
  #announced = '';
  #waiting = '';
  #sinceMs = 0;
  #announcedAtMs = Number.NEGATIVE_INFINITY;

  /** @param situation present one, a few words; the same one again changes nothing */
  follow(situation: string, nowMs: number): void {
    if (situation === this.#waiting) return;
    this.#waiting = situation;
    this.#sinceMs = nowMs;
  }

  /** @returns what is to be told now; null: nothing. Call it often. */
  due(nowMs: number): string | null {
    const isNew = this.#waiting !== this.#announced && this.#waiting !== '';
    if (!isNew || nowMs - this.#sinceMs < holdsMs || nowMs - this.#announcedAtMs < apartMs)
      return null;
    this.#announced = this.#waiting;
    this.#announcedAtMs = nowMs;
    return this.#announced;
  }
}
