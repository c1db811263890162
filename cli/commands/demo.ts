/**
 * `sequential demo`: `start` with a demo car, a process of its own that writes the game's memory pages; with `--server` also a
 * made-up dedicated server.
 */

import type { Command, CommandContext } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { logSettings } from '../parts/agent-part.ts';
import { allSettings } from '../parts/all-settings.ts';
import { SupervisedChild } from '../parts/child-process.ts';
import { environmentOf } from '../settings/settings-merge.ts';
import { runTogether } from './start.ts';

/** Where the made-up server listens for its plugin. */
const demoServerPort = 11_000;

function child(
  { entry, settings, log, fail, rememberLog }: CommandContext,
  name: string,
  args: readonly string[],
): SupervisedChild {
  return new SupervisedChild({
    name,
    entry,
    args,
    environment: environmentOf(settings, logSettings),
    log: log('start'),
    onLog: rememberLog,
    // It has explained on stderr why it cannot run.
    onRefusal: () => fail(new CommandError('part-failed', `The demo ends without its ${name}.`)),
  });
}

function serverChild(context: CommandContext): SupervisedChild {
  const ports = ['--udp-port', demoServerPort, '--plugin-port', context.settings.acListen];
  return child(context, 'server', ['demo-server', ...ports.map(String)]);
}

export const demoCommand: Command = {
  name: 'demo',
  summary: 'The same with a demo car instead of the game, to try overlays out.',
  details:
    "Does what start does, and also runs a demo car: another program that writes the game's shared memory pages, so that everything but the game is real. End the game first.",
  settings: allSettings,
  ownFlags: [
    {
      flag: 'server',
      description: 'Also a made-up dedicated server with a race; its session is ac-server.',
      gives: { name: 'acServer', value: `127.0.0.1:${demoServerPort}` },
    },
  ],
  run(context) {
    const car = (one: CommandContext) => child(one, 'demo car', ['demo-car']);
    if (context.own.server === undefined) {
      return runTogether(context, { children: (one) => [car(one)] });
    }
    return runTogether(context, { children: (one) => [serverChild(one), car(one)] });
  },
};
