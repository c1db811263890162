/** Tests of many seeds, some at a time: each says which seed failed, what did not hold, and the last steps before. */
import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';

const seedsOfTest = 25;

/** @param from first seed @param count of seeds */
export function holdSeeds(from: number, count: number): void {
  let steps = 0;
  for (let first = from; first < from + count; first += seedsOfTest) {
    const last = Math.min(first + seedsOfTest, from + count) - 1;
    test(`holds with the seeds ${first} to ${last}`, async () => {
      for (let seed = first; seed <= last; seed++) {
        const outcome = await simulate(seed);
        steps += outcome.steps;
        expectHeld(outcome);
      }
    });
  }
  test('has taken many steps', () => {
    process.stdout.write(`simulated: ${count} seeds from ${from}, ${steps} steps\n`);
    expect(steps).toBeGreaterThan(count * 1_000);
  });
}

export function expectHeld({ seed, failure }: Awaited<ReturnType<typeof simulate>>): void {
  if (failure === null) return;
  const { sentence, steps } = failure;
  expect.fail(`Seed ${seed}: ${sentence}\nThe last steps:\n${steps.slice(-40).join('\n')}`);
}
