/** The agent's settings, and the agent as a child process of `start` and `demo`. */
import type { CommandContext } from '../command.ts';
import type { SettingName } from '../settings/setting-list.ts';
import { environmentOf } from '../settings/settings-merge.ts';
import { SupervisedChild } from './child-process.ts';
import type { RunningRelay } from './relay-part.ts';

/** The agent's settings but for the relay's address and key, which `start` passes. */
export const sampleSettings: readonly SettingName[] = [
  'session',
  'driver',
  'raceNumber',
  'team',
  'race',
  'country',
  'hz',
  'batch',
  'transport',
  'source',
];

export const logSettings: readonly SettingName[] = ['log', 'logLevel'];

/** The agent beside the relay of this process. It uses the panel's token as its key, which is never rate limited. */
export function agentChild(context: CommandContext, relay: RunningRelay): SupervisedChild {
  const settings = { ...context.settings, relay: relay.url, key: relay.panelToken };
  return new SupervisedChild({
    name: 'agent',
    entry: context.entry,
    args: ['agent'],
    environment: environmentOf(settings, ['relay', 'key', ...sampleSettings, ...logSettings]),
    log: context.log('start'),
    onLog: context.rememberLog,
  });
}
