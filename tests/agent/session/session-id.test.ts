/** Session ids and run names: always valid, and never used twice. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runOf, sessionIdOf } from '../../../agent/session/session-id.ts';

const wallMs = Date.UTC(2026, 10, 22, 13, 32, 40, 500);

/** Another number at each call. */
function changing(): () => number {
  let next = 0.1;
  return () => {
    next += 0.01;
    return next;
  };
}

const half = () => 0.5;

describe('a session id', () => {
  it('contains track, car and start time', () => {
    expect(sessionIdOf('monza', 'ks_ferrari_488_gt3', wallMs, half)).toBe(
      'monza-ks_ferrari_488_gt3-20261122T133240-i000',
    );
    expect(sessionIdOf('csp/2144/../E/../monza', 'gt3', wallMs, half)).toBe(
      'monza-gt3-20261122T133240-i000',
    );
  });

  it('differs among drivers in one kind of car whose race begins in the same second', () => {
    const random = changing();
    const ids = Array.from({ length: 40 }, () => sessionIdOf('spa', 'mx5_cup', wallMs, random));
    expect(new Set(ids).size).toBe(40);
  });

  it('is valid and has at most 64 characters, whatever the names of track and car', () => {
    fc.assert(
      fc.property(fc.option(fc.string()), fc.option(fc.string()), (track, car) => {
        const id = sessionIdOf(track ?? undefined, car ?? undefined, wallMs, half);
        expect(id).toMatch(/^[A-Za-z0-9._-]{1,64}$/);
      }),
    );
    expect(sessionIdOf('x'.repeat(33), 'y'.repeat(33), wallMs, half).length).toBeLessThanOrEqual(
      64,
    );
    expect(sessionIdOf(undefined, '山', wallMs, half)).toBe('unknown-unknown-20261122T133240-i000');
  });
});

describe('a run', () => {
  it('has a new name each time, even within one millisecond', () => {
    const random = changing();
    const names = new Set(Array.from({ length: 50 }, () => runOf(wallMs, random)));
    expect(names.size).toBe(50);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+-[a-z0-9]{6}$/);
  });
});
