/**
 * `npm run simulate -- --seeds N [--from SEED]`: simulates N whole systems, one seed after another. It stops with exit
 * code 1 at the first seed that fails and prints the seed, the broken promise and the last steps.
 */
import { parseArgs } from 'node:util';
import { simulate } from '../tests/simulation/simulate.ts';

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '2000' }, from: { type: 'string', default: '1' } },
});
const from = Number(values.from);
const seeds = Number(values.seeds);
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(seeds) || seeds < 1) {
  process.stderr.write('simulate: --seeds and --from must be whole numbers.\n');
  process.exit(2);
}

const began = performance.now();
let steps = 0;
let frames = 0;
let laps = 0;
for (let seed = from; seed < from + seeds; seed++) {
  const outcome = await simulate(seed);
  steps += outcome.steps;
  frames += outcome.sampled;
  laps += outcome.laps;
  if (outcome.failure !== null) {
    const { sentence, steps: last } = outcome.failure;
    process.stderr.write(
      `${last.join('\n')}\n\nSeed ${seed} failed after ${outcome.steps} steps:\n`,
    );
    process.stderr.write(`${sentence}\n`);
    process.exit(1);
  }
}
const seconds = ((performance.now() - began) / 1000).toFixed(1);
process.stdout.write(
  `${seeds} simulations held: ${steps} steps, ${frames} frames, ${laps} laps, in ${seconds} s.\n`,
);
