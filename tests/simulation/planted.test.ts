/** The simulator finds what was wrong once: each fault is put back, and some seed of a bounded number fails. */
import { describe, expect, test } from 'vitest';
import { plantedFaults } from './planted.ts';
import { simulate } from './simulate.ts';

const seedsMax = 400;

describe('a fault that is put back is found', () => {
  test.each(plantedFaults.map((plant) => [plant().name, plant] as const))(
    '%s',
    async (_name, plant) => {
      for (let seed = 1; seed <= seedsMax; seed++) {
        const { failure } = await simulate(seed, plant());
        if (failure !== null) return;
      }
      expect.fail(`${seedsMax} simulations held with the fault in place.`);
    },
  );
});
