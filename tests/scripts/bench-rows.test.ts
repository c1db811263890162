/** Rows of the benchmark: aims, the table, the slope of memory. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isMet, jsonRow, type Row } from '../../scripts/bench/section.ts';
import { slopeErrorOf, slopeOf, spreadRow } from '../../scripts/bench/statistics.ts';
import { table } from '../../scripts/bench/table.ts';

const row = (more: Partial<Row>): Row => ({ what: 'x', result: 5, unit: 'ms', ...more });

describe('an aim', () => {
  test('is met at its bound and on the right side of it', () => {
    expect(isMet(row({ aim: { atMost: 5 } }))).toBe(true);
    expect(isMet(row({ aim: { atMost: 4.9 } }))).toBe(false);
    expect(isMet(row({ aim: { atLeast: 5 } }))).toBe(true);
    expect(isMet(row({ aim: { atLeast: 5.1 } }))).toBe(false);
  });

  test('says nothing where there is none, or nothing was measured', () => {
    expect(isMet(row({}))).toBeNull();
    expect(isMet(row({ aim: { atMost: 1 }, result: Number.NaN }))).toBeNull();
  });

  test('is written to the JSON beside the figure', () => {
    expect(jsonRow(row({ aim: { atMost: 4 }, values: { p95: 7 } }))).toEqual({
      what: 'x',
      aim: '≤ 4',
      result: 5,
      unit: 'ms',
      met: false,
      values: { p95: 7 },
    });
    expect(jsonRow(row({ result: Number.NaN }))).toMatchObject({ result: null, met: null });
  });
});

test('the table has the columns that hold something', () => {
  const text = table([
    row({ what: 'delay', aim: { atMost: 6 }, values: { p95: 12.34 } }),
    row({ what: 'bytes', result: 1234.5, unit: '' }),
  ]);
  expect(text.split('\n')).toEqual([
    '        p95  aim  result  unit  met',
    'delay  12.3  ≤ 6       5    ms  yes',
    'bytes               1235',
  ]);
  expect(table([row({})])).not.toContain('met');
});

test('a spread is told by its median', () => {
  expect(spreadRow('delay', 'ms', { p50: 2, p95: 3 }, { atMost: 2.5 })).toEqual({
    what: 'delay: p50',
    unit: 'ms',
    result: 2,
    aim: { atMost: 2.5 },
    values: { p95: 3 },
  });
});

test('the slope of a line is its slope, whatever lies evenly around it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: 2, max: 40 }),
      (slope, start, count) => {
        const points = Array.from({ length: count }, (_, x) => [
          { x, y: start + slope * x + 3 },
          { x, y: start + slope * x - 3 },
        ]).flat();
        expect(slopeOf(points)).toBeCloseTo(slope, 6);
      },
    ),
  );
  expect(slopeOf([{ x: 1, y: 1 }])).toBeNaN();
});

test('the error of a slope is none on a line, and as wide as what lies around it', () => {
  const line = [0, 1, 2, 3, 4].map((x) => ({ x, y: 7 - 3 * x }));
  expect(slopeErrorOf(line)).toBeCloseTo(0);
  // By hand: residuals 0.2, -0.4, 0, 0.4, -0.2 around 0.6 x + 1.8, their squares 0.4; √(0.4 / 3 / 10).
  const around = [2, 2, 3, 4, 4].map((y, x) => ({ x, y }));
  expect(slopeOf(around)).toBeCloseTo(0.6);
  expect(slopeErrorOf(around)).toBeCloseTo(0.1155, 3);
  expect(slopeErrorOf(line.slice(0, 2))).toBeNaN();
});
