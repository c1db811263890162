/** Facts of a session: what they may be, and how their texts are shown. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { readSessionInfo } from '../../protocol/session-info.ts';

describe('texts of a session', () => {
  test('turn no other text around, and keep the joiners of emoji', () => {
    const given = {
      driverName: '\u202eAna\u202c',
      track: '\u2066spa\u2069\u200b',
      team: '👩\u200d🚀',
    };
    expect(readSessionInfo(given)).toEqual({
      info: { driverName: 'Ana', track: 'spa', team: '👩\u200d🚀' },
      removed: [],
      problem: null,
    });
  });

  test.each([
    ['a control character', 'A\u0007'],
    ['half a character', 'A\ud83c'],
    ['too many characters', 'x'.repeat(limits.factCharsMax + 1)],
  ])('are refused with %s', (_what, driverName) => {
    const { info, problem } = readSessionInfo({ driverName, car: 'gt' });
    expect(info).toEqual({ car: 'gt' });
    expect(problem).toMatch(/^The fact "driverName" must be a text of at most /);
  });
});
