/** `sequential start`: agent, relay and control panel on this PC. What most people run. */

import { type Command, type CommandContext, untilStopped } from '../command.ts';
import { agentChild } from '../parts/agent-part.ts';
import { allSettings } from '../parts/all-settings.ts';
import type { SupervisedChild } from '../parts/child-process.ts';
import { type RunningRelay, startRelayPart } from '../parts/relay-part.ts';

export interface RunningParts {
  readonly relay: RunningRelay;
  readonly agent: SupervisedChild;
}

/** What runs beside relay and agent. */
export interface MoreParts {
  /** Made once the relay runs. */
  readonly children?: (context: CommandContext) => SupervisedChild[];
  /** Called when all parts run. */
  readonly onRunning?: (parts: RunningParts) => void;
  /** Nobody reads the output: the addresses, one of them with the panel's token, stay out of it. */
  readonly isInBackground?: boolean;
}

/**
 * Runs the relay in this process and the agent and others beside it, until the program should end. The agent ends first, so
 * that the relay stores everything it sent, and so that the end of the demo car is not reported as the end of a game.
 */
export async function runTogether(
  context: CommandContext,
  { children, onRunning, isInBackground = false }: MoreParts = {},
): Promise<number> {
  const { settings, stop, print, program } = context;
  const relay = await startRelayPart(context);
  const agent = agentChild(context, relay);
  const others = children?.(context) ?? [];
  try {
    for (const child of [...others, agent]) child.start();
    // A program that reads the log as JSON finds the address in the relay's line.
    if (settings.log === 'text' && !isInBackground)
      print(`
  Sequential ${program.version}

  Control panel    ${relay.panelUrl}
  For OBS          ${relay.url}/overlays/tachometer
                   (Sources → + → Browser → paste this as URL; the panel lists all overlays)
  Ctrl+C ends it.

`);
    onRunning?.({ relay, agent });
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
    'Runs agent, relay and control panel on this PC. It waits for the game, keeps laps in a SQLite file in the data folder, and prints the addresses of the control panel and of an overlay.',
  settings: allSettings,
  run: (context) => runTogether(context),
};
