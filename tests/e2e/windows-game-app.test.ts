/** On Windows the game is found through the registry and Steam's list, in folders with umlauts, and gets the app. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/root.ts';
import { need } from '../support/need.ts';
import { bundledForWindows, runWindowsNode, wineReady } from '../support/wine.ts';

need('wine')('Assetto Corsa on Windows', () => {
  beforeAll(wineReady, 120_000);

  test('is found in another library of a Steam with umlauts', async () => {
    const script = await bundledForWindows('tests/support/game-in-steam.ts');
    const apps = `Z:${join(root, 'apps').replaceAll('/', '\\')}`;
    const program = runWindowsNode(script, [apps]);
    expect([await program.ended, program.output]).toEqual([0, expect.stringContaining('isFound')]);
    expect(JSON.parse(program.output.split('\n').find((line) => line.startsWith('{'))!)).toEqual({
      isFound: true,
      state: 'current',
      files: ['Sequential.lua', 'manifest.ini'],
    });
  }, 60_000);
});
