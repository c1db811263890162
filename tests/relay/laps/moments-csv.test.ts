/** Marked moments as a table for the cut of a video. */
import { expect, test } from 'vitest';
import { momentsCsv } from '../../../relay/laps/moments-csv.ts';

const startedAt = Date.UTC(2026, 5, 1, 20);
const session = { facts: { startedAt }, createdAt: startedAt + 9_000 };
const moment = {
  id: 'm',
  at: startedAt + 3_723_400,
  lap: 12,
  packetId: 1,
  lapMs: 61_234,
  place: 0.43219,
  note: 'contact, turn "1"',
};

test('a moment is a line with its time in the session', () => {
  expect(momentsCsv([moment], session, 'comma')).toBe(
    '\uFEFFtime,sessionTime,lap,lapTime,lapPlace,note\r\n' +
      '2026-06-01T21:02:03.400Z,1:02:03,12,1:01.234,0.4322,"contact, turn ""1"""\r\n',
  );
});

test('for Excel in Europe cells are separated by semicolons, and numbers have a comma', () => {
  const text = momentsCsv([{ ...moment, note: '' }], session, 'semicolon');
  expect(text).toContain('1:02:03;12;1:01.234;0,4322;\r\n');
});

test('what is not known is empty, and a note that looks like a formula is none', () => {
  const unknown = { ...moment, lapMs: null, place: null, note: '=1+1' };
  expect(momentsCsv([unknown], { facts: {}, createdAt: startedAt }, 'comma')).toContain(
    ",1:02:03,12,,,'=1+1\r\n",
  );
});
