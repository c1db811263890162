/** What the list of drivers says of each session. */
import { expect, test } from 'vitest';
import { listLines } from '../../../overlays/watch/list-lines.ts';
import type { WatchableSession } from '../../../protocol/watch-list.ts';

const minute = 60_000;
const nowMs = 1_000 * minute;

const driving: WatchableSession = {
  sessionID: 'RACE-1',
  driver: 'A. Driver',
  car: 'ks_porsche_911',
  track: 'ks_nordschleife',
  trackConfiguration: 'endurance',
  status: 'driving',
  lap: 7,
  bestLapMs: 112_347,
  heardAt: nowMs,
  cars: 1,
};

test('a session that runs is named with what its driver does, the lap and the best lap', () => {
  expect(listLines(driving, nowMs)).toEqual({
    name: 'A. Driver',
    state: 'driving',
    where: 'Porsche 911 · Nordschleife · Endurance',
    laps: 'lap 7, best 1:52.347',
  });
});

test.each([
  ['ended', 'ended 3 hours ago'],
  ['agent-away', 'last seen 3 hours ago'],
] as const)('a session that is %s says how old it is', (status, state) => {
  const old = { ...driving, status, heardAt: nowMs - 180 * minute };
  expect(listLines(old, nowMs).state).toBe(state);
});

test('what is not known is left out, and a session without a driver has its own name', () => {
  const unknown = { driver: null, car: null, track: null, lap: null, bestLapMs: null } as const;
  const lines = listLines({ ...driving, ...unknown }, nowMs);
  expect(lines).toEqual({ name: 'RACE-1', state: 'driving', where: '', laps: '' });
});
