/** The agent as a command of its own and as the child process of `start` and `demo`. */

import type { CommandContext } from '../command.ts';
import type { SettingName } from '../settings/settings.ts';
import { environmentOf } from '../settings/settings-merge.ts';
import { SupervisedChild } from './child-process.ts';
import type { RunningRelay } from './relay-part.ts';

/** What the agent can be told, save the relay's address and key, which `start` knows. */
export const sampleSettings: readonly SettingName[] = [
  'session',
  'driver',
  'hz',
  'batch',
  'transport',
  'source',
];

export const logSettings: readonly SettingName[] = ['log', 'logLevel'];

/** The agent beside a relay of this process. It shows the relay's own token, which no stranger can make wait. */
export function agentChild(context: CommandContext, relay: RunningRelay): SupervisedChild {
  const settings = { ...context.settings, relay: relay.url, key: relay.panelToken };
  return new SupervisedChild({
    name: 'agent',
    entry: context.entry,
    args: ['agent'],
    environment: environmentOf(settings, ['relay', 'key', ...sampleSettings, ...logSettings]),
    log: context.log('start'),
  });
}
