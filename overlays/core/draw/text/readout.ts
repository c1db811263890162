/** Readable numbers: rounded, limited in their rate of change, and without flicker between two neighbours. Pure. */
import type { Theme } from '../../../../protocol/theme-schema.ts';

/** A readout for rpm. Drums show hundreds: with tens they would roll all the time. */
export function rpmReadout({ digits }: Theme): Readout {
  return new Readout(digits.kind === 'drum' ? 100 : 10, 80);
}

/** The text of a number, made again only when the number changes: most pictures show the same one as before. */
export class NumberText {
  readonly #write: (value: number) => string;
  #value: number | null = null;
  #text: string | null = null;

  constructor(write: (value: number) => string) {
    this.#write = write;
  }

  /** @returns null for an unknown number */
  of(value: number | null): string | null {
    if (value === this.#value) return this.#text;
    this.#value = value;
    this.#text = value === null ? null : this.#write(value);
    return this.#text;
  }
}

export class Readout {
  readonly #step: number;
  readonly #everyMs: number;
  readonly #text: NumberText;
  #shown: number | null = null;
  #changedAtMs = Number.NEGATIVE_INFINITY;

  /**
   * @param step shown values are multiples of this
   * @param everyMs a shown value stays for at least this long
   * @param decimals of the text
   */
  constructor(step: number, everyMs: number, decimals = 0) {
    this.#step = step;
    this.#everyMs = everyMs;
    this.#text = new NumberText((value) => value.toFixed(decimals));
  }

  /** @returns the number to show: the previous one while the value is within 0.6 steps of it */
  read(value: number, nowMs: number): number {
    if (this.#shown !== null) {
      if (nowMs - this.#changedAtMs < this.#everyMs && nowMs >= this.#changedAtMs)
        return this.#shown;
      if (Math.abs(value - this.#shown) < this.#step * 0.6) return this.#shown;
    }
    const next = Math.round(value / this.#step) * this.#step;
    if (next !== this.#shown) {
      this.#shown = next;
      this.#changedAtMs = nowMs;
    }
    return next;
  }

  /**
   * @param value null: unknown, the next value shows at once
   * @returns the number to show as text
   */
  text(value: number | null, nowMs: number): string | null {
    if (value !== null) return this.#text.of(this.read(value, nowMs));
    this.reset();
    return null;
  }

  reset(): void {
    this.#shown = null;
    this.#changedAtMs = Number.NEGATIVE_INFINITY;
  }
}
