/** What the panel says about listed sessions and laps. */
import { describe, expect, test } from 'vitest';
import {
  bestLapOf,
  isComparable,
  isComplete,
  lastLapOf,
  sessionsPath,
} from '../../../panel/laps/session-answers.ts';
import { otherTrackText } from '../../../panel/laps/use-chosen-laps.ts';
import type { ListedSession, StoredLap } from '../../../protocol/relay-answers.ts';

function lap(number: number, more: Partial<StoredLap> = {}): StoredLap {
  return {
    lap: number,
    lapMs: 90_000 + number,
    sectorsMs: null,
    fuelL: null,
    valid: true,
    whole: true,
    pitted: false,
    fromLine: true,
    startPacket: 1,
    linePacket: 2,
    frames: 5_000,
    firstPacket: 1,
    lastPacket: 2,
    sessionBest: false,
    personalBest: false,
    ...more,
  };
}

const unfinished = { lapMs: null, fromLine: null, whole: false };

function session(track: string | null, more: Partial<ListedSession> = {}): ListedSession {
  return {
    sessionID: 'EVENING',
    publishedID: 'EVENING',
    run: 1,
    driverName: null,
    track,
    trackConfiguration: null,
    car: null,
    facts: {},
    createdAt: '2026-11-29T18:00:00Z',
    updatedAt: '2026-11-29T19:00:00Z',
    laps: 3,
    frames: 9,
    bestLapMs: null,
    ...more,
  };
}

describe('laps of a session', () => {
  test('that are not finished are not counted, whether another lap follows or not', () => {
    const laps = [lap(1), lap(2, unfinished), lap(3), lap(4, unfinished)];
    expect(laps.filter(isComplete).map((one) => one.lap)).toEqual([1, 3]);
  });

  test('count without a time of the game too', () => {
    expect(isComplete(lap(1, { lapMs: null }))).toBe(true);
  });

  test('have a best one that the relay names', () => {
    const best = lap(2, { sessionBest: true });
    expect(bestLapOf([lap(1), best])).toBe(best);
    expect(bestLapOf([lap(1, unfinished)])).toBeNull();
    expect(bestLapOf([])).toBeNull();
  });

  test('have a last one, which is never the lap that is being driven', () => {
    expect(lastLapOf([lap(1), lap(2), lap(3, unfinished)])?.lap).toBe(2);
    expect(lastLapOf([lap(1, unfinished)])).toBeNull();
    expect(lastLapOf([])).toBeNull();
  });
});

describe('laps of another session', () => {
  test('on the same track are compared', () => {
    expect(isComparable(session('spa'), session('spa'))).toBe(true);
    expect(otherTrackText(session('spa'), session('spa'))).toBeNull();
    expect(otherTrackText(session(null), session(null))).toBeNull();
  });

  test('need the same configuration, and may come from a copy of the track', () => {
    const of = (track: string, trackConfiguration: string | null) =>
      session(track, { trackConfiguration });
    expect(isComparable(of('spa', null), of('spa', ''))).toBe(true);
    expect(isComparable(of('spa', 'a'), of('spa', 'b'))).toBe(false);
    expect(isComparable(of('csp/2144/../E/../spa', ''), of('spa', ''))).toBe(true);
    expect(isComparable(session(null), session('spa'))).toBe(false);
  });

  test('on another track are named with it, and left out', () => {
    expect(
      otherTrackText(session('ks_monza66', { trackConfiguration: 'full' }), session('spa')),
    ).toBe('This lap was driven on Monza66 · Full, so it is not compared.');
    expect(otherTrackText(session(null), session('spa'))).toBe(
      'The track of this lap is not known, so it is not compared.',
    );
  });
});

test('the path of a page of sessions carries where it begins', () => {
  expect(sessionsPath(25, null)).toBe('/api/sessions?limit=25');
  expect(sessionsPath(25, 'a/b')).toBe('/api/sessions?limit=25&after=a%2Fb');
});
