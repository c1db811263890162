/** `sequential health`: asks the relay of this machine whether it serves, for containers and other supervisors. */
import type { Command } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { healthOf, localAddress } from '../desktop/running-program.ts';

export const healthCommand: Command = {
  name: 'health',
  summary: 'Asks whether the relay of this machine serves; the exit code tells.',
  details:
    'Asks /health of the relay at --host and --port. Ends with exit code 0 while it serves, else with 1.',
  settings: ['host', 'port'],
  async run({ settings, print }) {
    const url = localAddress(settings);
    const health = await healthOf(url);
    if (health === null) {
      throw new CommandError('not-running', `No Sequential runs at ${url}.`);
    }
    print(`${health.status}\n`);
    return health.status === 'ok' ? 0 : 1;
  },
};
