/** The simulator finds what was wrong once: each fault is put back, and some seed of a bounded number fails. */
import { describe, expect, test } from 'vitest';
import { plantedFaults } from './planted.ts';
import { simulate } from './simulate.ts';

/** So many seeds are tried from the one on of which it is known that it finds the fault. */
const seedsMax = 100;
const testTimeoutMs = 60_000;

describe('a fault that is put back is found', () => {
  test.each(plantedFaults.map((fault) => [fault.plant().name, fault] as const))(
    '%s',
    async (_name, { plant, from, says }) => {
      for (let seed = from; seed < from + seedsMax; seed++) {
        const { failure } = await simulate(seed, plant());
        if (failure === null) continue;
        expect(failure.sentence).toMatch(says);
        return;
      }
      expect.fail(`${seedsMax} simulations held with the fault in place.`);
    },
    testTimeoutMs,
  );
});
