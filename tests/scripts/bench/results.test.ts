/** Figures of several rounds, their aims and the table. */
import { describe, expect, test } from 'vitest';
import { combine, isMet, table } from '../../../scripts/bench/results.ts';
import type { Figure } from '../../../scripts/bench/section.ts';

const figure = (what: string, value: number, more: Partial<Figure> = {}): Figure => ({
  what,
  value,
  unit: 'ms',
  ...more,
});

describe('an aim', () => {
  test('is met at its bound and on the right side of it', () => {
    expect(isMet({ value: 5, aim: { atMost: 5 } })).toBe(true);
    expect(isMet({ value: 5, aim: { atMost: 4.9 } })).toBe(false);
    expect(isMet({ value: 5, aim: { atLeast: 5 } })).toBe(true);
    expect(isMet({ value: 5, aim: { atLeast: 5.1 } })).toBe(false);
  });

  test('is neither met nor missed without an aim or a measurement', () => {
    expect(isMet({ value: 5, aim: undefined })).toBeNull();
    expect(isMet({ value: Number.NaN, aim: { atMost: 1 } })).toBeNull();
  });
});

describe('rounds', () => {
  test('count by their median', () => {
    const rounds = [3, 1, 2].map((value) => ({ ours: [figure('delay', value)], other: null }));
    expect(combine(rounds)).toEqual([
      {
        what: 'delay',
        unit: 'ms',
        aim: undefined,
        value: 2,
        least: 1,
        most: 3,
        other: null,
        ratio: null,
      },
    ]);
  });

  test('of two builds are compared round by round', () => {
    const rounds = [
      { ours: [figure('delay', 2)], other: [figure('delay', 4)] },
      { ours: [figure('delay', 30)], other: [figure('delay', 30)] },
      { ours: [figure('delay', 8)], other: [figure('delay', 10)] },
    ];
    expect(combine(rounds)).toMatchObject([{ value: 8, other: 10, ratio: 0.8 }]);
  });

  test('a figure that the other build lacks has no ratio', () => {
    const [result] = combine([{ ours: [figure('delay', 2)], other: [] }]);
    expect(result).toMatchObject({ value: 2, other: Number.NaN, ratio: Number.NaN });
  });
});

describe('the table', () => {
  test('leaves out columns without content', () => {
    const figures = [
      figure('delay', 12.34, { aim: { atMost: 6 } }),
      figure('bytes', 1234.5, { unit: '' }),
    ];
    expect(table(combine([{ ours: figures, other: null }])).split('\n')).toEqual([
      '       result  unit  aim  met',
      'delay    12.3    ms  ≤ 6   no',
      'bytes    1235',
    ]);
  });

  test('shows the range of the rounds and the other build', () => {
    const rounds = [1, 3].map((value) => ({
      ours: [figure('delay', value)],
      other: [figure('delay', 2 * value)],
    }));
    expect(table(combine(rounds), 2).split('\n')).toEqual([
      '       result  unit  range  other  ratio',
      'delay       2    ms    1…3      4   0.50',
    ]);
  });
});
