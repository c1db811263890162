import { describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { WrongKeys } from '../../../relay/access/wrong-keys.ts';

/** Guesses as fast as it may, with so many connections. @returns how many guesses were looked at */
function guess(keys: WrongKeys, address: string, connections: number, forMs: number): number {
  const free = Array.from({ length: connections }, () => 0);
  let lookedAt = 0;
  for (let now = 0; now < forMs; now += 50) {
    for (let i = 0; i < connections; i++) {
      if (free[i]! > now || !keys.mayTry(address, now)) continue;
      lookedAt++;
      free[i] = now + keys.note(address, now).holdMs;
    }
  }
  return lookedAt;
}

describe('wrong keys', () => {
  test('are held back longer each time, up to a limit', () => {
    const keys = new WrongKeys();
    const holds = [1, 2, 3, 4, 5, 6, 7].map((n) => keys.note('a', n * 10_000).holdMs);
    expect(holds).toEqual([250, 500, 1000, 2000, 4000, 4000, 4000]);
    expect(keys.total).toBe(7);
  });

  test('of one address are few in four seconds, even over a thousand connections', () => {
    expect(guess(new WrongKeys(), 'a', 1, 4_000)).toBeLessThanOrEqual(5);
    expect(guess(new WrongKeys(), 'a', 1_000, 4_000)).toBeLessThanOrEqual(12);
    expect(guess(new WrongKeys(), 'a', 20, 3_600_000)).toBeLessThan(3_700);
  });

  test('do not delay other addresses', () => {
    const keys = new WrongKeys();
    guess(keys, 'a', 100, 4_000);
    expect(keys.mayTry('a', 4_000)).toBe(false);
    expect(keys.mayTry('b', 4_000)).toBe(true);
    expect(keys.note('b', 4_000).holdMs).toBe(250);
  });

  test('are forgotten after a while', () => {
    const keys = new WrongKeys();
    for (let n = 0; n < 9; n++) keys.note('a', n * 10_000);
    expect(keys.mayTry('a', 100_000)).toBe(true);
    expect(keys.note('a', 80_000 + limits.wrongKeyForgetMs + 1)).toEqual({ holdMs: 250, count: 1 });
  });

  test('from a million addresses need no more memory than from a thousand', () => {
    const keys = new WrongKeys();
    keys.note('first', 0);
    for (let n = 0; n < 20_000; n++) keys.note(`a${n}`, 1);
    expect(keys.note('first', 2).count).toBe(1);
    expect(keys.note('a19999', 2).count).toBe(2);
  });
});
