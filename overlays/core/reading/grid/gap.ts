/** Gaps between cars as they are shown: in tenths that do not waver, or in laps. Pure. */
import type { CarGap } from '../../../../protocol/cars.ts';
import { shortTimeText } from '../../../../protocol/units.ts';
import { Readout } from '../../draw/text/readout.ts';

/** A figure with the word behind it. */
export interface RowFigure {
  /** Digits, signs and points; null: unknown, shown as a dash; empty: nothing. */
  readonly figures: string | null;
  /** `lap`, `laps`, `pit`, …; empty: none. */
  readonly word: string;
}

export const noFigure: RowFigure = { figures: '', word: '' };

/** Step of shown gaps, ms. */
const stepMs = 100;
/** From here on tenths say nothing, ms. */
const wholeFromMs = 600_000;

/** @param ms of either sign */
export function gapFigures(ms: number): string {
  const size = Math.abs(ms);
  const text =
    size < wholeFromMs ? shortTimeText(size, 1) : shortTimeText(size, 1).replace(/\.\d$/, '');
  if (ms < 0 && /[1-9]/.test(text)) return `-${text}`;
  return `+${text}`;
}

/** `+2 laps`; @param sign before the figure */
export function lapsFigure(laps: number, sign: '' | '+' = '+'): RowFigure {
  return { figures: `${sign}${laps}`, word: laps === 1 ? 'lap' : 'laps' };
}

/** Rounds one gap, so that a value between two tenths does not flicker. */
export class SteadyGap {
  readonly #readout: Readout;
  /** What is shown, and of which gap: writing it costs more than all that leads to it. */
  #figure: RowFigure = { figures: null, word: '' };
  #laps = 0;
  #ms: number | null = null;

  /** @param everyMs a shown gap stays for at least this long */
  constructor(everyMs: number) {
    this.#readout = new Readout(stepMs, everyMs);
  }

  /** @returns ms in tenths of a second; null: not known */
  readMs(ms: number | null, nowMs: number): number | null {
    if (ms === null) {
      this.#readout.reset();
      return null;
    }
    return this.#readout.read(ms, nowMs);
  }

  read({ laps, ms }: CarGap, nowMs: number): RowFigure {
    const steady = this.readMs(ms, nowMs);
    if (laps === this.#laps && steady === this.#ms) return this.#figure;
    this.#laps = laps;
    this.#ms = steady;
    const figures = steady === null ? null : gapFigures(Math.max(steady, 0));
    this.#figure = laps > 0 ? lapsFigure(laps) : { figures, word: '' };
    return this.#figure;
  }
}

/** Follows a value that must last before it is shown: a car between two laps, two cars side by side. */
export class Lasting<T> {
  readonly #forMs: number;
  #shown: { readonly value: T } | null = null;
  #next: { readonly value: T; readonly sinceMs: number } | null = null;

  constructor(forMs: number) {
    this.#forMs = forMs;
  }

  read(value: T, nowMs: number): T {
    if (this.#shown === null) this.#shown = { value };
    if (value === this.#shown.value) this.#next = null;
    else if (this.#next?.value !== value) this.#next = { value, sinceMs: nowMs };
    else if (nowMs - this.#next.sinceMs >= this.#forMs) this.#shown = this.#next;
    return this.#shown.value;
  }
}
