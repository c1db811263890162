/** Which of several publishers of one session is shown: the newest that is heard. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { PublisherPriority } from '../../../relay/live/publisher-priority.ts';

const silent = limits.publisherSilentMs;

describe('the claim to a session', () => {
  test('is the first publisher’s, and a newer one takes over at once', () => {
    const claim = new PublisherPriority();
    expect(claim.recordActivity('a', 0)).toBe('takes-over');
    expect(claim.recordActivity('a', 16)).toBe('shown');
    expect(claim.recordActivity('b', 20)).toBe('takes-over');
    expect(claim.recordActivity('a', 32)).toBe('stored');
    expect(claim.recordActivity('b', 36)).toBe('shown');
    expect(claim.shown).toBe('b');
  });

  test('goes back to the older one when the newer is silent for longer than the limit', () => {
    const claim = new PublisherPriority();
    claim.recordActivity('a', 0);
    claim.recordActivity('b', 100);
    expect(claim.recordActivity('a', 100 + silent)).toBe('stored');
    expect(claim.recordActivity('a', 101 + silent)).toBe('takes-over');
    expect(claim.recordActivity('b', 102 + silent)).toBe('takes-over');
  });

  test('goes back at once when the newer one has gone, whose return makes it the newest still', () => {
    const claim = new PublisherPriority();
    claim.recordActivity('a', 0);
    claim.recordActivity('b', 100);
    claim.leave('b');
    expect(claim.recordActivity('a', 110)).toBe('takes-over');
    expect(claim.recordActivity('b', 120)).toBe('takes-over');
  });

  test('is never given to one that has ended', () => {
    const claim = new PublisherPriority();
    claim.recordActivity('a', 0);
    claim.end('a', 10);
    expect(claim.recordActivity('a', 20)).toBe('over');
    expect(claim.recordActivity('b', 30)).toBe('takes-over');
    claim.leave('a');
    expect(claim.recordActivity('a', 20 + 10 * silent)).toBe('over');
  });

  test('is contested when the older one goes on beside the newer, not when its last batches come late', () => {
    const claim = new PublisherPriority();
    claim.recordActivity('a', 0);
    claim.recordActivity('b', 100);
    claim.recordActivity('a', 110);
    claim.recordActivity('a', 100 + limits.publisherOvertakenMs);
    expect(claim.conflictSince).toBeNull();
    claim.recordActivity('a', 101 + limits.publisherOvertakenMs);
    expect(claim.conflictSince).toBe(101 + limits.publisherOvertakenMs);
    expect(claim.rivals(1_200)).toEqual(['a']);
    claim.tick(1_200);
    expect(claim.conflictSince).not.toBeNull();
    claim.recordActivity('b', 1_200 + silent);
    claim.tick(1_200 + silent);
    expect(claim.conflictSince).toBeNull();
  });

  test('stays with the holder however many names come and go', () => {
    const claim = new PublisherPriority();
    for (let n = 0; n < 3 * limits.keptRunsMax; n++) {
      claim.recordActivity(`run-${n}`, n);
      expect(claim.shown).toBe(`run-${n}`);
      expect(claim.recordActivity(`run-${n}`, n)).toBe('shown');
    }
  });

  /** What may happen: somebody is heard, goes or ends, some time after what happened before. */
  const step = fc.record({
    who: fc.constantFrom('a', 'b', 'c', 'd'),
    act: fc.oneof(
      { weight: 12, arbitrary: fc.constant('hear' as const) },
      { weight: 2, arbitrary: fc.constant('leave' as const) },
      { weight: 1, arbitrary: fc.constant('end' as const) },
    ),
    after: fc.oneof(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 2 * silent })),
  });

  test('whatever comes in whatever order: shown is the newest that is heard, and nobody else', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const claim = new PublisherPriority();
        const known: { name: string; heardAt: number; is: 'here' | 'gone' | 'over' }[] = [];
        let now = 0;
        for (const { who, act, after } of steps) {
          now += after;
          let one = known.find(({ name }) => name === who);
          if (act === 'leave') {
            claim.leave(who);
            if (one?.is === 'here') one.is = 'gone';
            continue;
          }
          if (one === undefined) {
            one = { name: who, heardAt: now, is: 'here' };
            known.push(one);
          }
          if (act === 'end') {
            claim.end(who, now);
            one.is = 'over';
            continue;
          }
          const verdict = claim.recordActivity(who, now);
          if (one.is === 'over') {
            expect(verdict).toBe('over');
            continue;
          }
          one.is = 'here';
          one.heardAt = now;
          const newest = known.findLast(
            ({ is, heardAt }) => is === 'here' && now - heardAt <= silent,
          );
          // Who is heard is shown if, and only if, nobody newer is heard.
          expect(verdict === 'shown' || verdict === 'takes-over').toBe(newest === one);
          expect(claim.shown === who).toBe(newest === one);
        }
      }),
      { numRuns: 500 },
    );
  });
});
