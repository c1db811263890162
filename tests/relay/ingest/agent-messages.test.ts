/** The bounds of what an agent says about time. */
import { expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { readClock } from '../../../relay/ingest/agent-messages.ts';

const clock = (originMs: unknown) => ({ type: 'clock', sessionID: 'A', run: 'r', originMs });
const dayMs = 86_400_000;

test.each([0, 1_795_000_000_000.25, limits.dateMsMax, -dayMs])(
  'a session that began at %d ms since 1970 is taken',
  (originMs) => {
    expect(readClock(clock(originMs))).toEqual({ sessionID: 'A', run: 'r', originMs });
  },
);

test.each([1e15, limits.dateMsMax + 1, -1e12, 1e300, JSON.parse('1e999'), Number.NaN, '5', null])(
  'a session that began at %s is refused',
  (originMs) => {
    expect(readClock(clock(originMs))).toBeNull();
  },
);
