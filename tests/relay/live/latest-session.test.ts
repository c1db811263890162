/** Which session `live` stands for: the newest, without jumping to and fro. */
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import {
  chooseLatest,
  type LatestCandidate,
  type PublishActivity,
  recordBatch,
} from '../../../relay/live/latest-session.ts';

/** The pace of a session that published at these times. */
function paceOf(...times: number[]): PublishActivity | null {
  return times.reduce<PublishActivity | null>((pace, at) => recordBatch(pace, at), null);
}

function candidate(
  sessionID: string,
  pace: PublishActivity | null,
  ended = false,
): LatestCandidate {
  return { sessionID, activity: pace, ended };
}

function every(ms: number, from: number, to: number): number[] {
  return Array.from({ length: Math.floor((to - from) / ms) + 1 }, (_, i) => from + i * ms);
}

describe('which session live stands for', () => {
  test('nobody published: none', () => {
    expect(chooseLatest(null, [candidate('a', null)], 0)).toBeNull();
  });

  test('the one that published last', () => {
    const sessions = [candidate('a', paceOf(10)), candidate('b', paceOf(20))];
    expect(chooseLatest(null, sessions, 30)).toBe('b');
    expect(chooseLatest('a', sessions, 30)).toBe('b');
  });

  test('a session that publishes steadily keeps it while another one publishes too', () => {
    const a = candidate('a', paceOf(...every(16, 0, 1600)));
    const b = candidate('b', paceOf(...every(16, 8, 1608)));
    expect(chooseLatest('a', [a, b], 1610)).toBe('a');
    expect(chooseLatest('b', [a, b], 1610)).toBe('b');
  });

  test('it is left soon after it paused', () => {
    const a = candidate('a', paceOf(...every(16, 0, 1600)));
    const b = candidate('b', paceOf(...every(16, 0, 3000)));
    expect(chooseLatest('a', [a, b], 1600 + limits.liveHoldMsMin - 1)).toBe('a');
    expect(chooseLatest('a', [a, b], 1600 + limits.liveHoldMsMin)).toBe('b');
  });

  test('slow batches are not a pause', () => {
    const a = candidate('a', paceOf(...every(1000, 0, 10_000)));
    const b = candidate('b', paceOf(...every(16, 0, 11_900)));
    expect(chooseLatest('a', [a, b], 11_900)).toBe('a');
    expect(chooseLatest('a', [a, b], 10_000 + limits.liveHoldMsMax)).toBe('b');
  });

  test('a session that ended is left at once, one that is merely silent stays when nobody else publishes', () => {
    const a = paceOf(...every(16, 0, 1600));
    const b = candidate('b', paceOf(1590));
    expect(chooseLatest('a', [candidate('a', a, true), candidate('b', paceOf(1601))], 1602)).toBe(
      'b',
    );
    expect(chooseLatest('a', [candidate('a', a), b], 60_000)).toBe('a');
  });

  test('two that publish at the same time do not make it jump', () => {
    let [a, b]: (PublishActivity | null)[] = [null, null];
    let current: string | null = null;
    let jumps = 0;
    for (let now = 0; now < 10_000; now += 8) {
      if (now % 16 === 0) a = recordBatch(a ?? null, now);
      else b = recordBatch(b ?? null, now);
      const next = chooseLatest(
        current,
        [candidate('a', a ?? null), candidate('b', b ?? null)],
        now,
      );
      if (next !== current) jumps++;
      current = next;
    }
    expect(jumps).toBeLessThan(6);
  });
});
