/** The simulator itself: a seed determines the whole course of events. */
import { describe, expect, test } from 'vitest';
import { simulate } from './simulate.ts';

describe('a seed', () => {
  test('gives the same steps each time, and another one gives others', async () => {
    const first = await simulate(7);
    const again = await simulate(7);
    const other = await simulate(8);
    expect(again).toEqual(first);
    expect(other.digest).not.toBe(first.digest);
  });
});
