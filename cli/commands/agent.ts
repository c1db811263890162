/** `sequential agent`: reads the game and publishes to a relay, here or elsewhere. */

import { type Command, untilStopped } from '../command.ts';
import { logSettings, sampleSettings } from '../parts/agent-part.ts';

export const agentCommand: Command = {
  name: 'agent',
  summary: "The agent alone: reads the game's memory and publishes it to a relay.",
  details:
    'Reads the shared memory of Assetto Corsa and publishes it to a relay. Starts before or after the game, and goes on when the game or the relay ends and comes back.',
  settings: ['relay', 'key', ...sampleSettings, ...logSettings],
  async run({ settings, log, stop }) {
    const { relay, hz, batch, transport, source, key, session, driver } = settings;
    const { startAgent } = await import('../../agent/main.ts');
    const agent = await startAgent(
      {
        relay,
        hz,
        batch,
        transport,
        source,
        ...(key === undefined ? {} : { key }),
        ...(session === undefined ? {} : { session }),
        ...(driver === undefined ? {} : { driver }),
      },
      log('agent'),
    );
    await untilStopped(stop);
    await agent.stop();
    return 0;
  },
};
