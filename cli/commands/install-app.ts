/** `sequential install-app`: copies our in-game app into Assetto Corsa, or removes it. */

import type { Command } from '../command.ts';
import { CommandError } from '../console/errors.ts';
import { findGame, isGameFolder } from '../game-app/find-game.ts';
import { gameAppNow, installGameApp, removeGameApp } from '../game-app/game-app.ts';
import { appsFolder } from '../program.ts';

export const installAppCommand: Command = {
  name: 'install-app',
  summary: 'Copies the in-game app, which knows all cars, into Assetto Corsa.',
  details:
    'Finds Assetto Corsa through Steam and copies the app into its apps folder: the one for Custom Shaders Patch, or without the patch the one in Python. Nothing else in the game is touched.',
  settings: [],
  ownFlags: [
    { flag: 'game', placeholder: 'FOLDER', description: 'The folder of Assetto Corsa.' },
    { flag: 'remove', description: 'Removes the app.' },
  ],
  async run({ own, print, program }) {
    const given = typeof own.game === 'string' ? own.game : null;
    if (given !== null && !isGameFolder(given)) {
      throw new CommandError('bad-setting', `There is no Assetto Corsa in ${given}.`);
    }
    const folders = { apps: appsFolder(program), game: given ?? (await findGame()) };
    if (own.remove === true) {
      const before = await gameAppNow(folders);
      await removeGameApp(folders);
      print(before.state === 'absent' ? 'There was no app.\n' : 'The app is removed.\n');
      return 0;
    }
    const { game, kind } = await installGameApp(folders);
    print(`The app is in ${game}.\n`);
    print(
      kind === 'lua'
        ? 'It runs by itself when the game starts.\n'
        : 'Tick Sequential in the game once: Settings, General, UI modules.\n',
    );
    return 0;
  },
};
