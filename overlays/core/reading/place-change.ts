/** Places gained and lost in a race, for a while after each change. Pure. */
import { raceSessionType } from '../../../protocol/session.ts';
import type { Sample } from '../sample.ts';
import { isPresent } from './presence.ts';

export interface PlaceReading {
  /** null: not known. */
  readonly place: number | null;
  /** Places gained (+) or lost (-) lately; 0: none. */
  readonly change: number;
}

/** Cars side by side at the line exchange places several times a second: a place counts once it has held this long, ms. */
const confirmMs = 400;

export class PlaceReader {
  readonly #holdMs: number;
  /** The place that is shown. */
  #place: number | null = null;
  /** Before the changes that are shown together. */
  #before: number | null = null;
  #untilMs = Number.NEGATIVE_INFINITY;
  #next: { readonly place: number; readonly sinceMs: number } | null = null;

  /** @param holdS seconds that a change stays */
  constructor(holdS: number) {
    this.#holdMs = holdS * 1000;
  }

  read(sample: Sample, nowMs: number): PlaceReading {
    if (sample.reset) this.#forget();
    const { position } = sample.state;
    if (position === undefined || position < 1) {
      this.#forget();
      return { place: null, change: 0 };
    }
    if (this.#place === null || !isPresent(sample)) {
      this.#forget();
      this.#place = position;
    } else if (position === this.#place) this.#next = null;
    // In other sessions the place follows the best laps.
    else this.#confirm(position, sample.sessionInfo.sessionType === raceSessionType, nowMs);
    const isFresh = nowMs < this.#untilMs;
    return { place: this.#place, change: isFresh ? this.#before! - this.#place! : 0 };
  }

  #confirm(position: number, isRace: boolean, nowMs: number): void {
    if (this.#next?.place !== position) this.#next = { place: position, sinceMs: nowMs };
    if (nowMs - this.#next.sinceMs < confirmMs) return;
    if (nowMs >= this.#untilMs) this.#before = this.#place;
    this.#place = position;
    this.#next = null;
    if (isRace) this.#untilMs = nowMs + this.#holdMs;
  }

  #forget(): void {
    this.#place = null;
    this.#before = null;
    this.#next = null;
    this.#untilMs = Number.NEGATIVE_INFINITY;
  }
}
