/** Runs one simulation from its seed to its end and returns the broken rule, if any. */

import { checkCalm, checkEnd } from './final-checks.ts';
import { connectLibrary } from './obs.ts';
import { Planted } from './planted.ts';
import { storm } from './storm.ts';
import { Broken, World } from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly steps: number;
  /** Numbers of frames sampled and shown to viewers. */
  readonly sampled: number;
  readonly shown: number;
  readonly laps: number;
  /** A hash of the order of all steps. */
  readonly digest: number;
  /** null: no rule was broken. */
  readonly failure: { readonly sentence: string; readonly steps: readonly string[] } | null;
}

const events = ['unhandledRejection', 'uncaughtException'] as const;

/** Replaces all listeners for uncaught errors. @returns undoes it */
function catchUncaught(fail: (sentence: string) => void): () => void {
  const hear = (error: unknown): void => {
    fail(`Nobody caught: ${error instanceof Error ? error.stack : String(error)}`);
  };
  const before = events.map((event) => process.listeners(event as 'uncaughtException'));
  for (const event of events) {
    process.removeAllListeners(event);
    process.on(event, hear);
  }
  return () => {
    for (const [i, event] of events.entries()) {
      process.removeAllListeners(event);
      for (const one of before[i]!) process.on(event, one);
    }
  };
}

/** The end of the simulation before. */
let before: Promise<unknown> = Promise.resolve();

/** Waits for the simulation before, whose test may have ended without it: each replaces clock and timers of the process. */
export function simulate(seed: number, planted = new Planted()): Promise<Outcome> {
  const outcome = before.then(() => simulateAlone(seed, planted));
  before = outcome.catch(() => {});
  return outcome;
}

async function simulateAlone(seed: number, planted: Planted): Promise<Outcome> {
  const world = new World(seed, planted);
  const { time, truth, publishing } = world;
  await world.database.open();
  time.install();
  const undo = [
    () => time.uninstall(),
    connectLibrary(world.network),
    planted.install(),
    catchUncaught((sentence) => world.fail(sentence)),
  ];
  let failure: Outcome['failure'] = null;
  try {
    await live(world);
  } catch (error) {
    const sentence =
      error instanceof Broken
        ? error.message
        : error instanceof Error
          ? error.stack!
          : String(error);
    failure = { sentence, steps: [...time.recent] };
  } finally {
    for (const act of undo.reverse()) act();
    await world.database.close();
  }
  return {
    seed,
    steps: time.steps,
    sampled: truth.runOf.size,
    shown: publishing.framesShown,
    laps: truth.runs.reduce((sum, run) => sum + run.laps.length, 0),
    digest: time.digest,
    failure,
  };
}

async function live(world: World): Promise<void> {
  const { chance, time, relay, obs, agents } = world;
  obs.start();
  if (chance.holds(0.9)) relay.start();
  else time.in(chance.between(1_000, 5_000), time.world, 'relay begins', () => relay.start());
  // Two agents may get the same session name.
  const shared = chance.holds(0.5) ? 'RACE' : null;
  for (let i = chance.oneOf([1, 1, 1, 2]); i > 0; i--) world.addAgent(shared);
  for (const [i, agent] of agents.entries()) {
    const begin = (): void => {
      agent.game.start(agent.name);
      agent.game.become('driving');
      agent.start();
    };
    if (i === 0) begin();
    else time.in(chance.between(0, 8_000), time.world, 'second begins', begin);
  }
  if (chance.holds(0.3)) {
    const poster = world.addPoster(chance.holds(0.8) || shared === null ? 'POSTED' : shared);
    time.in(chance.between(0, 5_000), time.world, 'poster begins', () => poster.start());
  }
  for (const target of ['live', shared ?? 'live']) world.addViewer(target, chance.holds(0.5));
  const stormMs = chance.between(5_000, 15_000);
  storm(world, stormMs);
  await world.pass(stormMs);
  await checkCalm(world);
  await checkEnd(world);
}
