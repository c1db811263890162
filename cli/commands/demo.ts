/** `sequential demo`: `start` with a demo car, a process of its own that writes the game's memory pages. */

import type { Command } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { logSettings, sampleSettings } from '../parts/agent-part.ts';
import { SupervisedChild } from '../parts/child-process.ts';
import { relaySettings } from '../parts/relay-part.ts';
import { environmentOf } from '../settings/settings-merge.ts';
import { runTogether } from './start.ts';

export const demoCommand: Command = {
  name: 'demo',
  summary: 'The same with a demo car instead of the game, to try overlays out.',
  details:
    "Runs the same as start, and beside it a demo car: another program that writes the game's shared memory pages, so that everything but the game is real. End the game first.",
  settings: [...relaySettings, ...sampleSettings, ...logSettings],
  run: (context) =>
    runTogether(context, {
      children: ({ entry, settings, log, fail, rememberLog }) => [
        new SupervisedChild({
          name: 'demo car',
          entry,
          args: ['demo-car'],
          environment: environmentOf(settings, logSettings),
          log: log('start'),
          onLog: rememberLog,
          // The car has explained on stderr why it cannot run.
          onRefusal: () => fail(new CommandError('part-failed', 'The demo ends without its car.')),
        }),
      ],
    }),
};
