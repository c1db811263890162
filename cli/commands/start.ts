/** `sequential start`: agent, relay and control panel on this PC. What most people run. */

import { type Command, type CommandContext, untilStopped } from '../command.ts';
import { agentChild, logSettings, sampleSettings } from '../parts/agent-part.ts';
import type { SupervisedChild } from '../parts/child-process.ts';
import { relaySettings, startRelayPart } from '../parts/relay-part.ts';

/**
 * The relay in this process, the others beside it, until the user ends it. The agent ends first, so that the relay
 * can still store what it sent and nobody tells of a game that ended only because we end.
 */
export async function runTogether(
  context: CommandContext,
  more: (context: CommandContext) => SupervisedChild[],
): Promise<number> {
  const { settings, stop, print, version } = context;
  const relay = await startRelayPart(context);
  const agent = agentChild(context, relay);
  const others = more(context);
  try {
    for (const child of [...others, agent]) child.start();
    // Programs that read JSON lines find the address in the relay's own line.
    if (settings.log === 'text')
      print(`
  Sequential ${version}

  Control panel    ${relay.panelUrl}
  For OBS          ${relay.url}/overlays/tachometer
                   (Sources → + → Browser → paste this as URL; the panel lists all overlays)
  Ctrl+C ends it.

`);
    await untilStopped(stop);
  } finally {
    await agent.stop();
    const othersEnd = Promise.all(others.map((child) => child.stop()));
    await relay.stop().finally(() => othersEnd);
  }
  return 0;
}

export const startCommand: Command = {
  name: 'start',
  summary: 'Agent, relay and control panel on this PC: what most people run.',
  details:
    'Runs agent, relay and control panel on this PC. It waits for the game, keeps laps in a SQLite file in the current folder, and prints the addresses of the control panel and of an overlay.',
  settings: [...relaySettings, ...sampleSettings, ...logSettings],
  run: (context) => runTogether(context, () => []),
};
