/** Tests many seeds, several at a time. A failure names the seed, the broken rule and the last steps. */
import { expect, test } from 'vitest';
import { simulate } from './simulate.ts';

const seedsOfTest = 25;

/** Fewest steps of three hundred seeds. */
const stepsMin = 600_000;

/** @param from first seed @param count of seeds, at least 300 */
export function holdSeeds(from: number, count: number): void {
  let steps = 0;
  for (let first = from; first < from + count; first += seedsOfTest) {
    const last = Math.min(first + seedsOfTest, from + count) - 1;
    test(`holds with the seeds ${first} to ${last}`, async ({ signal }) => {
      for (let seed = first; seed <= last && !signal.aborted; seed++) {
        const outcome = await simulate(seed);
        steps += outcome.steps;
        expectHeld(outcome);
      }
    });
  }
  test('runs hundreds of thousands of steps', () => {
    process.stdout.write(`simulated: ${count} seeds from ${from}, ${steps} steps\n`);
    expect(steps).toBeGreaterThan(stepsMin);
  });
}

function expectHeld({ seed, failure }: Awaited<ReturnType<typeof simulate>>): void {
  if (failure === null) return;
  const { sentence, steps } = failure;
  expect.fail(`Seed ${seed}: ${sentence}\nThe last steps:\n${steps.slice(-40).join('\n')}`);
}
