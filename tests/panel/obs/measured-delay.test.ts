/** What the presses of a streamer say about the delay of the stream. */
import { expect, test } from 'vitest';
import { measuredDelayMs, secondsText } from '../../../panel/obs/measured-delay.ts';
import { limits } from '../../../protocol/limits.ts';

test.each([
  ['nothing was measured', [], 0, null],
  ['one press, less the time that people need', [12_250], 0, 12_000],
  ['the median of several, whatever one late press was', [12_300, 20_000, 12_200], 0, 12_100],
  ['the middle of an even number', [12_000, 13_000], 0, 12_300],
  ['without what OBS adds', [32_250], 20_000, 12_000],
  ['never less than nothing', [200], 0, 0],
  ['never more than a stream can be late', [1e9], 0, limits.streamDelayMsMax],
] as const)('%s', (_, takesMs, obsMs, expected) => {
  expect(measuredDelayMs(takesMs, obsMs)).toBe(expected);
});

test('seconds are written without needless digits', () => {
  expect([12_000, 12_340, 0].map(secondsText)).toEqual(['12 s', '12.3 s', '0 s']);
});
