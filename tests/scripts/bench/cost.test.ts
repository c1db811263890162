/** Pauses of the garbage collection in what V8 prints. */
import { expect, test } from 'vitest';
import { pausesIn } from '../../../scripts/bench/cost.ts';

test('pauses are read in the format of every Node version; work beside them does not count', () => {
  const text = [
    'Connected to the relay',
    '[12876:0x2dbade40]       31 ms: Scavenge 3.8 (4.0) -> 3.4 (5.0) MB, 3.42 / 0.00 ms  (average mu = 1.000, current mu = 1.000) allocation failure;',
    '[1:0x39] 16544 ms: Mark-Compact (reduce) 10.2 (13.6) -> 9.9 (11.6) MB, 39.76 / 0.02 ms  (+ 7.7 ms in 53 steps since start of marking)',
    '[1:0x39] 17 ms: Scavenge 3.8 (4.0) -> 3.4 (5.0) MB, pooled: 0.0 MB, 0.62 / 0.00 ms (average mu = 1.000)',
  ].join('\n');
  expect(pausesIn(text)).toEqual([3.42, 39.76, 0.62]);
});
