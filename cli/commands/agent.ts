/** `sequential agent`: reads the game and publishes to a relay, here or elsewhere. */

import type { AgentOptions } from '../../agent/options.ts';
import { type Command, untilStopped } from '../command.ts';
import { logSettings, sampleSettings } from '../parts/agent-part.ts';
import type { Settings } from '../settings/setting-list.ts';

/** The settings that the agent reads; one that is not set is left out. */
export function agentOptions(settings: Settings): AgentOptions {
  const { relay, hz, batch, transport, source, ...rest } = settings;
  const { key, session, driver, raceNumber, team, country, race } = rest;
  const optional = { key, session, driver, raceNumber, team, country, race };
  const given = Object.entries(optional).filter(([, value]) => value !== undefined);
  return { relay, hz, batch, transport, source, ...Object.fromEntries(given) };
}

export const agentCommand: Command = {
  name: 'agent',
  summary: "The agent alone: reads the game's memory and publishes it to a relay.",
  details:
    'Reads the shared memory of Assetto Corsa and publishes it to a relay. Starts before or after the game, and goes on when the game or the relay ends and comes back.',
  settings: ['relay', 'key', ...sampleSettings, ...logSettings],
  async run({ settings, log, stop }) {
    const { startAgent } = await import('../../agent/main.ts');
    const agent = await startAgent(agentOptions(settings), log('agent'));
    await untilStopped(stop);
    await agent.stop();
    return 0;
  },
};
