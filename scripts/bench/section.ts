/**
 * What a section of the benchmark is: it measures and returns rows, each with the aim it is held against where there
 * is one. A missed aim is said and never fails anything: times differ from machine to machine.
 */

/** A result is good when it is at most, or at least, so much. */
export type Aim = { readonly atMost: number } | { readonly atLeast: number };

export interface Row {
  /** What was measured, for instance `write → viewer, 60 Hz, ws`. */
  readonly what: string;
  /** The figure that counts; NaN where it could not be measured. */
  readonly result: number;
  readonly unit: string;
  readonly aim?: Aim | undefined;
  /** Further figures, column → value, in the order shown. */
  readonly values?: Readonly<Record<string, number>>;
}

/** null: there is no aim, or nothing was measured. */
export function isMet({ aim, result }: Row): boolean | null {
  if (aim === undefined || Number.isNaN(result)) return null;
  return 'atMost' in aim ? result <= aim.atMost : result >= aim.atLeast;
}

/** `≤ 0.7`; empty without an aim. */
export function aimText({ aim }: Row): string {
  if (aim === undefined) return '';
  return 'atMost' in aim ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`;
}

/** A row as `--json` writes it. */
export function jsonRow(row: Row): object {
  const { what, result, unit, values = {} } = row;
  const measured = Number.isNaN(result) ? null : result;
  return { what, aim: aimText(row) || null, result: measured, unit, met: isMet(row), values };
}

export interface SectionContext {
  /** How long one measurement takes, s; shorter with `--quick`. */
  readonly seconds: number;
  /** How long a section takes that watches for minutes; null: as long as it is made for. */
  readonly minutes: number | null;
  /** Says what is being done. */
  readonly note: (sentence: string) => void;
}

export interface Section {
  readonly name: string;
  readonly title: string;
  /** How the numbers came about, for readers of the table. */
  readonly method: string;
  /** Too long to be measured when nothing is asked for by name. */
  readonly onlyByName?: boolean;
  run(context: SectionContext): Promise<readonly Row[]>;
}

/** A section that cannot run here says why instead of failing. */
export class CannotMeasure extends Error {
  override readonly name = 'CannotMeasure';
}
