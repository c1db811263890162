/** What a section of the benchmark is: it measures and returns rows. It never judges: times differ from machine to machine. */

export interface Row {
  /** What was measured, for instance `write → viewer, 60 Hz, ws`. */
  readonly name: string;
  readonly unit: string;
  /** Column → value, in the order shown. */
  readonly values: Readonly<Record<string, number>>;
}

export interface SectionContext {
  /** How long one measurement takes, s; shorter with `--quick`. */
  readonly seconds: number;
  /** Says what is being done. */
  readonly note: (sentence: string) => void;
}

export interface Section {
  readonly name: string;
  readonly title: string;
  /** How the numbers came about, for readers of the table. */
  readonly method: string;
  run(context: SectionContext): Promise<readonly Row[]>;
}

/** A section that cannot run here says why instead of failing. */
export class CannotMeasure extends Error {
  override readonly name = 'CannotMeasure';
}
