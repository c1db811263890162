/** What the session overlay shows of session information and samples. */
import { describe, expect, test } from 'vitest';
import { readSession, sessionNames } from '../../../../overlays/core/reading/session.ts';
import { driving, nobody } from '../../../support/overlay-samples.ts';

describe('the names of a session', () => {
  test('are written in plain words', () => {
    expect(
      sessionNames({
        driverName: 'Maria Silva',
        car: 'ks_porsche_911_gt3_r_2016',
        track: 'ks_silverstone',
        trackConfiguration: 'international',
        sessionType: 2,
        numberOfLaps: 20,
      }),
    ).toEqual({
      driver: 'Maria Silva',
      number: '',
      team: '',
      car: 'Porsche 911 GT3 R 2016',
      track: 'Silverstone · International',
      kind: 'Race',
      laps: 20,
    });
  });

  test('are empty while unknown', () => {
    expect(sessionNames({ sessionType: -1 })).toEqual({
      driver: '',
      number: '',
      team: '',
      car: '',
      track: '',
      kind: '',
      laps: 0,
    });
  });
});

describe('the numbers of a session', () => {
  test('are missing without a car', () => {
    expect(readSession(nobody)).toEqual({
      present: false,
      position: null,
      lap: null,
      timeLeft: null,
      flag: null,
    });
  });

  test('are position, lap and time left', () => {
    const sample = driving({ position: 3, lap: 7, sessionTimeLeftMs: 1_471_000, flag: 0 });
    expect(readSession(sample)).toEqual({
      present: true,
      position: '3',
      lap: '7',
      timeLeft: '24:31',
      flag: null,
    });
  });

  test.each(['ended', 'agent-away', 'menu', 'no-relay'] as const)(
    'are the place and lap that the drive ended with, and no flag and no time (%s)',
    (status) => {
      const state = { position: 2, lap: 6, sessionTimeLeftMs: 9_000, flag: 5 };
      const over = { ...driving(state, { sessionInfo: { numberOfLaps: 5 } }), status, t: null };
      expect(readSession(over)).toEqual({
        present: false,
        position: '2',
        lap: '5',
        timeLeft: null,
        flag: null,
      });
    },
  );

  test('are missing if the game does not fill them', () => {
    const sample = driving({ position: 0, sessionTimeLeftMs: -1 });
    expect(readSession(sample)).toMatchObject({ position: null, lap: null, timeLeft: null });
    expect(readSession(driving({ sessionTimeLeftMs: 2_000_000_000 })).timeLeft).toBeNull();
    expect(readSession(driving({ sessionTimeLeftMs: 86_401_000 })).timeLeft).toBe('24:00:01');
    expect(readSession(driving({ sessionTimeLeftMs: null })).timeLeft).toBeNull();
  });

  test.each([
    [0, null],
    [1, 'blue'],
    [2, 'yellow'],
    [3, 'black'],
    [4, 'white'],
    [5, 'chequered'],
    [6, 'penalty'],
    [9, null],
  ])('show flag %i as %s', (flag, name) => {
    expect(readSession(driving({ flag })).flag).toBe(name);
  });
});
