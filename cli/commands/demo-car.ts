/** `sequential demo-car`: drives the demo car until it is stopped. `demo` and the tests start it beside the agent. */

import { type Command, untilStopped } from '../command.ts';
import { logSettings } from '../parts/agent-part.ts';
import { pagesVariable } from '../settings/setting-list.ts';

export const demoCarCommand: Command = {
  name: 'demo-car',
  summary: "Writes the game's memory pages as if somebody drove.",
  details:
    "Creates the game's shared memory pages and drives a made-up circuit in them. Used by demo; not for use beside the game.",
  settings: logSettings,
  hidden: true,
  async run({ log, stop }) {
    const { runDemoCar } = await import('../../agent/demo/main.ts');
    const pagesPrefix = process.env[pagesVariable];
    const options = pagesPrefix ? { pagesPrefix } : {};
    const car = await runDemoCar({ field: 'race', ...options }, log('car'));
    await Promise.race([untilStopped(stop), car.ended]);
    await car.stop();
    return 0;
  },
};
