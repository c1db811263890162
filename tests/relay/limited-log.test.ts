import { expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { type Log, silentLog } from '../../protocol/log.ts';
import { LimitedLog } from '../../relay/limited-log.ts';

function setUp() {
  const lines: [object, string][] = [];
  const log: Log = { ...silentLog, warn: (fields, sentence) => lines.push([fields, sentence]) };
  const clock = { now: 0 };
  return { lines, clock, limited: new LimitedLog(log, () => clock.now) };
}

test('one reason is said at once, then once a minute with how often it came meanwhile', () => {
  const { lines, clock, limited } = setUp();
  for (let n = 0; n < 100; n++) limited.warn('a', { n }, 'Refused.');
  expect(lines).toEqual([[{ n: 0 }, 'Refused.']]);
  clock.now = limits.refusalLogMs;
  limited.warn('a', { n: 100 }, 'Refused.');
  expect(lines[1]).toEqual([{ n: 100, alsoBefore: 99 }, 'Refused.']);
});

test('many reasons together do not fill the log', () => {
  const { lines, clock, limited } = setUp();
  for (let n = 0; n < 10_000; n++) limited.warn(`address ${n}`, {}, 'Refused.');
  expect(lines).toHaveLength(limits.refusalLogLinesMax);
  clock.now = limits.refusalLogMs;
  limited.warn('another', {}, 'Refused.');
  expect(lines).toHaveLength(limits.refusalLogLinesMax + 1);
});
