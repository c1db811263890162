/** `sequential health`: asks the relay of this machine whether it serves, for containers and other supervisors. */
import type { Command } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { healthOf, localAddress } from '../desktop/running-program.ts';

export const healthCommand: Command = {
  name: 'health',
  summary: 'Checks whether the relay of this machine is serving; the exit code says so.',
  details:
    'Asks /health of the relay at --host and --port. The exit code is 0 while it serves, else 1.',
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
