/** `sequential demo-server`: a made-up dedicated server until it is stopped. `demo --server` starts it beside the demo car. */

import { type Command, untilStopped } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { logSettings } from '../parts/agent-part.ts';

const portRange = { min: 1, max: 65_535 } as const;

function portOf(flag: string, value: string | true | undefined, usual: number): number {
  if (value === undefined) return usual;
  const port = Number(value);
  if (Number.isInteger(port) && port >= portRange.min && port <= portRange.max) return port;
  throw new CommandError('bad-setting', `--${flag} must be a port, for instance ${usual}.`);
}

export const demoServerCommand: Command = {
  name: 'demo-server',
  summary:
    "Speaks the plugin protocol of Assetto Corsa's dedicated server, as if a race ran on one.",
  details:
    'Runs a made-up dedicated server with qualifying and a race. Used by demo --server; relay --ac-server follows it.',
  settings: logSettings,
  ownFlags: [
    {
      flag: 'udp-port',
      placeholder: 'PORT',
      description: 'Where it listens for its plugin; 11000 by default.',
    },
    {
      flag: 'plugin-port',
      placeholder: 'PORT',
      description: 'Where its plugin listens on this PC; 12000 by default.',
    },
  ],
  hidden: true,
  async run({ own, log, stop }) {
    const { runDemoServer } = await import('../../agent/demo/server/main.ts');
    const ports = {
      port: portOf('udp-port', own['udp-port'], 11_000),
      pluginPort: portOf('plugin-port', own['plugin-port'], 12_000),
    };
    const server = await runDemoServer(ports, log('server'));
    await untilStopped(stop);
    await server.stop();
    return 0;
  },
};
