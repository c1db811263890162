/**
 * What a section of the benchmark is. It measures one build of the program and returns figures, each with its aim where
 * there is one. A missed aim is reported and fails nothing, because times differ from machine to machine.
 */

/** A figure is good when it is at most, or at least, this value. */
export type Aim = { readonly atMost: number } | { readonly atLeast: number };

export interface Figure {
  /** What was measured, for instance `60 Hz, ws: p50`. The same for every build. */
  readonly what: string;
  /** NaN when it could not be measured. */
  readonly value: number;
  readonly unit: string;
  readonly aim?: Aim | undefined;
}

export interface Context {
  /** Path of the `sequential.js` under measurement. */
  readonly program: string;
  /** Length of one measurement, s. */
  readonly seconds: number;
  /** Length of a section that watches for minutes; null: its own default. */
  readonly minutes: number | null;
  /** Viewers of a section that takes many; null: its own default. */
  readonly viewers: number | null;
  /** Prints progress. */
  readonly note: (sentence: string) => void;
}

export interface Section {
  readonly name: string;
  readonly title: string;
  /** How the figures are measured, for readers of the table. */
  readonly method: string;
  /** Too long to run unless it is named. */
  readonly onlyByName?: boolean;
  measure(context: Context): Promise<Figure[]>;
}

/** Measures one step after the other, and says which one runs. */
export function inSteps(
  steps: Readonly<Record<string, (context: Context) => Promise<Figure[]>>>,
): Section['measure'] {
  return async (context) => {
    const figures: Figure[] = [];
    for (const [name, measure] of Object.entries(steps)) {
      context.note(name);
      figures.push(...(await measure(context)));
    }
    return figures;
  };
}

/** Thrown by a section that cannot run on this machine; the message says why. */
export class CannotMeasure extends Error {
  override readonly name = 'CannotMeasure';
}
