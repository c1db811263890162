import { describe, expect, test } from 'vitest';
import { lastLapOf, type SituationInput, situationOf } from '../../../overlays/watch/situation.ts';
import { agoText } from '../../../overlays/watch/time-ago.ts';
import { emptyBoard } from '../../../protocol/timing-summary.ts';
import { eachMakes } from '../../support/each-makes.ts';
import { timingLap } from '../../support/overlay-samples.ts';

const minute = 60_000;

const driving: SituationInput = {
  status: 'driving',
  wasConnected: true,
  inPits: false,
  follows: true,
  driver: 'A. Driver',
  lastLap: null,
  lap: null,
  heardAtMs: null,
  nowMs: 1_000 * minute,
  refusal: null,
};

describe('what is going on', () => {
  test('a driven car is live, also in the pits', () => {
    expect(situationOf(driving)).toMatchObject({ mode: 'drive', word: 'Live', tone: 'live' });
    expect(situationOf({ ...driving, inPits: true })).toMatchObject({ word: 'In the pits' });
    expect(situationOf({ ...driving, status: 'paused' })).toMatchObject({
      mode: 'drive',
      word: 'Paused',
      tone: 'calm',
    });
  });

  test('without a driven car: when the last lap was, and what comes next', () => {
    const away = situationOf({
      ...driving,
      status: 'agent-away',
      lastLap: { lap: 7, timeMs: 112_347, atMs: 988 * minute },
    });
    expect(away.mode).toBe('rest');
    expect(away.title).toBe('A. Driver is not driving now');
    expect(away.before).toBe('Last lap: lap 7 in 1:52.347, 12 minutes ago.');
    expect(away.next).toMatch(/next drive is shown as soon as it begins/);
    const fixed = situationOf({ ...driving, status: 'ended', follows: false });
    expect(fixed.next).toMatch(/one session only/);
  });

  test('without a lap it shows when the car was last seen, and nothing if that is unknown', () => {
    const seen = { ...driving, status: 'no-session', heardAtMs: 940 * minute } as const;
    expect(situationOf(seen).before).toBe('Last seen 60 minutes ago.');
    expect(situationOf({ ...seen, lap: 1 }).before).toMatch(/60 minutes ago, on the first lap/);
    // The laps before are unknown to a page that joined late, which does not mean that there were none.
    expect(situationOf({ ...seen, lap: 8 }).before).toMatch(/60 minutes ago, on lap 8/);
    expect(situationOf({ ...seen, heardAtMs: null }).before).toBe('');
    expect(situationOf({ ...seen, driver: null }).title).toBe('Nobody is driving now');
  });

  test('a lost connection differs from the first connection', () => {
    const gone = { ...driving, status: 'no-relay' } as const;
    expect(situationOf(gone)).toMatchObject({ mode: 'lost', tone: 'bad' });
    expect(situationOf({ ...gone, wasConnected: false })).toMatchObject({
      mode: 'start',
      word: 'Connecting',
      tone: 'calm',
    });
  });
});

describe('the last lap', () => {
  const board = { ...emptyBoard, laps: [timingLap(1, 100_000), timingLap(2, 99_000)] };

  test('ended when the present one began', () => {
    const state = { lap: 3, t: 250_000, currentLapTime: 20_000 };
    expect(lastLapOf(board, state, 1_000_000)).toEqual({ lap: 2, timeMs: 99_000, atMs: 1_230_000 });
    expect(lastLapOf(board, state, null)).toEqual({ lap: 2, timeMs: 99_000, atMs: null });
  });

  test('has no time of completion unless it is the lap before the present one', () => {
    const state = { lap: 5, t: 250_000, currentLapTime: 20_000 };
    expect(lastLapOf(board, state, 1_000_000)).toMatchObject({ lap: 2, atMs: null });
  });

  test('an unknown time is not a last lap; without a board the car’s own last lap counts', () => {
    const open = { ...emptyBoard, laps: [timingLap(1, 100_000), timingLap(2, null)] };
    expect(lastLapOf(open, {}, null)).toMatchObject({ lap: 1 });
    const state = { lap: 4, t: 5_000, currentLapTime: 1_000, lastLapTime: 98_000 };
    expect(lastLapOf(emptyBoard, state, 0)).toEqual({ lap: 3, timeMs: 98_000, atMs: 4_000 });
    expect(lastLapOf(emptyBoard, { ...state, lastLapTime: null }, 0)).toBeNull();
    expect(lastLapOf(emptyBoard, { ...state, lastLapTime: 0 }, 0)).toBeNull();
    expect(lastLapOf(emptyBoard, { ...state, lap: 1 }, 0)).toBeNull();
  });
});

eachMakes('%i ms are “%s”', agoText, [
  [-5_000, 'just now'],
  [44_000, 'just now'],
  [46_000, '1 minute ago'],
  [12 * minute, '12 minutes ago'],
  [100 * minute, '2 hours ago'],
  [35 * 60 * minute, '35 hours ago'],
  [72 * 60 * minute, '3 days ago'],
]);
