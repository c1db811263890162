/** Which counters mean a restart of the game, of its session, or the next session. */
import { describe, expect, it } from 'vitest';
import {
  isGameRestart,
  isNextSession,
  isOtherCarOrTrack,
  isSessionRestart,
} from '../../../agent/session/game-restart.ts';

describe('the game restarted', () => {
  it.each([
    { before: 10_245, packetId: 3, expected: true },
    { before: 10_245, packetId: 10_250, expected: false },
    { before: 10_245, packetId: 10_245, expected: false },
    { before: null, packetId: 3, expected: false },
  ])('packet id $packetId after $before: $expected', ({ before, packetId, expected }) => {
    expect(isGameRestart(before, packetId)).toBe(expected);
  });
});

describe('the session', () => {
  it('restarted when the completed laps fall', () => {
    expect(isSessionRestart(4, 0)).toBe(true);
    expect(isSessionRestart(4, 4)).toBe(false);
    expect(isSessionRestart(4, 5)).toBe(false);
  });

  it('is the next one when its known type changes', () => {
    expect(isNextSession(0, 2)).toBe(true);
    expect(isNextSession(2, 2)).toBe(false);
    expect(isNextSession(-1, 2)).toBe(false);
    expect(isNextSession(2, -1)).toBe(false);
  });

  it('is another one with another car, track or layout', () => {
    const before = { car: 'ks_mazda_mx5_cup', track: 'imola', trackConfiguration: 'gp' };
    expect(isOtherCarOrTrack(before, { ...before })).toBe(false);
    expect(isOtherCarOrTrack(null, before)).toBe(false);
    for (const other of [{ car: 'x' }, { track: 'x' }, { trackConfiguration: 'x' }]) {
      expect(isOtherCarOrTrack(before, { ...before, ...other })).toBe(true);
    }
  });
});
