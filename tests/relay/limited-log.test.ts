import { expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { LimitedLog } from '../../relay/limited-log.ts';
import { LogBook } from '../support/log-book.ts';

function setUp() {
  const log = new LogBook();
  const clock = { now: 0 };
  return { log, clock, limited: new LimitedLog(log, () => clock.now) };
}

test('one reason is logged at once, then once a minute with its count', () => {
  const { log, clock, limited } = setUp();
  for (let n = 0; n < 100; n++) limited.warn('a', { n }, 'Refused.');
  expect(log.warnings).toEqual([{ level: 'warn', fields: { n: 0 }, sentence: 'Refused.' }]);
  clock.now = limits.refusalLogMs;
  limited.warn('a', { n: 100 }, 'Refused.');
  expect(log.warnings[1]).toEqual({
    level: 'warn',
    fields: { n: 100, alsoBefore: 99 },
    sentence: 'Refused.',
  });
});

test('many reasons together do not fill the log', () => {
  const { log, clock, limited } = setUp();
  for (let n = 0; n < 10_000; n++) limited.warn(`address ${n}`, {}, 'Refused.');
  expect(log.warnings).toHaveLength(limits.refusalLogLinesMax);
  clock.now = limits.refusalLogMs;
  limited.warn('another', {}, 'Refused.');
  expect(log.warnings).toHaveLength(limits.refusalLogLinesMax + 1);
});
