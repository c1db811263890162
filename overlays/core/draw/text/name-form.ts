/**
 * Which form of a name is written, such as the whole name, the surname or three letters, and how narrow. `name.ts` leaves out
 * letters where the last form is still too long. Only computes.
 */

/** A name is made narrower by this much before another form of it is taken. */
const narrowest = 0.84;
/** The last form may become this narrow before letters are left out, and a surname before its three letters are taken. */
export const narrowestLast = 0.7;
/** A badge may become this narrow, so that the name beside it keeps its letters. */
const narrowestBadge = 0.75;
/** Letters of the shortest form of a name at most. */
const codeLetters = 3;

export interface NameFit {
  readonly form: string;
  /** Of its usual width, 0…1. */
  readonly share: number;
}

/**
 * @param forms of one name, the longest first
 * @param width that there is
 * @param widthOf a form at its usual width, in the same unit
 * @param leastShare of its usual width that the last form may have
 * @returns the first form that fits, made narrower if need be; null: none fits, so letters of the last one are left out
 */
export function fittingForm(
  forms: readonly string[],
  width: number,
  widthOf: (form: string) => number,
  leastShare = narrowestLast,
): NameFit | null {
  for (const [i, form] of forms.entries()) {
    const wide = widthOf(form);
    const next = forms[i + 1];
    const isWorthIt = next === undefined || next.length <= codeLetters;
    const least = isWorthIt ? leastShare : Math.max(narrowest, leastShare);
    if (wide * least <= width) return { form, share: Math.min(1, width / wide) };
  }
  return null;
}

/**
 * The forms that a row of a table chooses from. All rows have one form in common, unless this name would be cut in it or has to
 * make room for a badge.
 * @param forms of the name, the longest first
 * @param common index of the form that all rows have
 */
export function formsOfRow(
  forms: readonly string[],
  common: number,
  hasBadge: boolean,
  width: number,
  widthOf: (form: string) => number,
): readonly string[] {
  const from = Math.min(common, forms.length - 1);
  const alone = forms.slice(from, from + 1);
  return !hasBadge && fittingForm(alone, width, widthOf) !== null ? alone : forms.slice(from);
}

/**
 * Width of a badge behind a name. It becomes a little narrower where the shortest form of the name would lose letters.
 * @param usual width of the badge
 * @param room for both, without the space between them
 * @param shortest width of the shortest form
 */
export function badgeBeside(usual: number, room: number, shortest: number): number {
  const free = room - shortest * narrowestLast;
  return Math.min(usual, Math.max(free, usual * narrowestBadge));
}

/** Whether a name keeps its letters beside a badge. Arguments as in `badgeBeside`. */
export function fitsWithBadge(usual: number, room: number, shortest: number): boolean {
  return shortest * narrowestLast + usual * narrowestBadge <= room;
}

/** What stands where this computer cannot write a driver's name; the number is shown nowhere else then. */
export function numberAsName({
  number,
  id,
}: {
  readonly number: string;
  readonly id: number;
}): string {
  return `#${number || id}`;
}

/** A usual name in each form of `driverNames`. */
const usualNames = ['M. Andersson', 'Andersson'];

/** Index of the form in which usual names fit. @param width and `widthOf` in the same unit */
export function usualForm(width: number, widthOf: (form: string) => number): number {
  const index = usualNames.findIndex((name) => widthOf(name) * narrowest <= width);
  return index < 0 ? usualNames.length : index;
}
