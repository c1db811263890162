/** Combines the figures of several rounds and prints them as a table. Pure. */
import type { Aim, Figure } from './section.ts';
import { percentile } from './statistics.ts';

/** The figures of one round; `other` is the build that is measured beside ours. */
export interface Round {
  readonly ours: readonly Figure[];
  readonly other: readonly Figure[] | null;
}

export interface Result {
  readonly what: string;
  readonly unit: string;
  readonly aim: Aim | undefined;
  /** Median of the rounds; NaN when it could not be measured. */
  readonly value: number;
  readonly least: number;
  readonly most: number;
  /** Median of the other build; null: there is none. */
  readonly other: number | null;
  /** Median of ours ÷ other, round by round; null: there is no other build. */
  readonly ratio: number | null;
}

/** Of an even number the mean of the middle two. */
function median(values: readonly number[]): number {
  const negative = values.map((value) => -value);
  return (percentile(values, 0.5) - percentile(negative, 0.5)) / 2;
}

export function combine(rounds: readonly Round[]): Result[] {
  const read = (figures: readonly Figure[] | null, what: string): number =>
    figures?.find((figure) => figure.what === what)?.value ?? Number.NaN;
  return (rounds[0]?.ours ?? []).map(({ what, unit, aim }) => {
    const ours = rounds.map((round) => read(round.ours, what));
    const other = rounds.map((round) => read(round.other, what));
    const isCompared = rounds.some((round) => round.other !== null);
    return {
      what,
      unit,
      aim,
      value: median(ours),
      least: Math.min(...ours),
      most: Math.max(...ours),
      other: isCompared ? median(other) : null,
      ratio: isCompared ? median(ours.map((value, i) => value / other[i]!)) : null,
    };
  });
}

/** null: there is no aim, or nothing was measured. */
export function isMet({ aim, value }: Pick<Result, 'aim' | 'value'>): boolean | null {
  if (aim === undefined || Number.isNaN(value)) return null;
  return 'atMost' in aim ? value <= aim.atMost : value >= aim.atLeast;
}

/** `≤ 0.7`; empty without an aim. */
function aimText(aim: Aim | undefined): string {
  if (aim === undefined) return '';
  return 'atMost' in aim ? `≤ ${aim.atMost}` : `≥ ${aim.atLeast}`;
}

function numberText(value: number | null): string {
  if (value === null) return '';
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

/** Columns without content are left out. @param rounds shown as a range when there is more than one */
export function table(results: readonly Result[], rounds = 1): string {
  const lines = [
    ['', 'result', 'unit', 'range', 'other', 'ratio', 'aim', 'met'],
    ...results.map((result) => [
      result.what,
      numberText(result.value),
      result.unit,
      rounds > 1 ? `${numberText(result.least)}…${numberText(result.most)}` : '',
      numberText(result.other),
      numberText(result.ratio),
      aimText(result.aim),
      { true: 'yes', false: 'no', null: '' }[String(isMet(result)) as 'true'],
    ]),
  ];
  const used = lines[0]!.map((_, i) => i === 0 || lines.slice(1).some((line) => line[i] !== ''));
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]! + 2)))
        .filter((_, i) => used[i])
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
