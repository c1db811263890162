/** The simulator finds known faults: with each one put back, one of a limited number of seeds fails. */
import { describe, expect, test } from 'vitest';
import { plantedFaults } from './planted.ts';
import { simulate } from './simulate.ts';

/** How many seeds are tried for each fault. */
const seedsMax = 100;

describe('a fault that is put back is found', () => {
  test.for(plantedFaults.map((fault) => [fault.plant().name, fault] as const))(
    '%s',
    async ([_name, { plant, from, violation }], { signal }) => {
      for (let seed = from; seed < from + seedsMax && !signal.aborted; seed++) {
        const { failure } = await simulate(seed, plant());
        if (failure === null) continue;
        expect(failure.sentence).toMatch(violation);
        return;
      }
      expect.fail(`${seedsMax} simulations held with the fault in place.`);
    },
  );
});
