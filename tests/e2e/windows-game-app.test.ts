/**
 * On Windows the game is found through the registry and Steam's list, in folders with umlauts, and gets the app. The app's page is
 * asked to show a car.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { root } from '../../scripts/root.ts';
import { need } from '../support/need.ts';
import { bundledForWindows, runWindowsNode, wineReady } from '../support/wine.ts';

need('wine')('Assetto Corsa on Windows', () => {
  beforeAll(wineReady, 180_000);

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
  });

  test('is asked to show a car through the page of its app, which is never created', async () => {
    const script = await bundledForWindows('tests/support/camera-page.ts');
    const name = `test-${randomUUID().slice(0, 8)}-camera`;
    const program = runWindowsNode(script, [name]);
    expect([await program.ended, program.output]).toEqual([0, expect.stringContaining('missing')]);
    expect(JSON.parse(program.output.split('\n').find((line) => line.startsWith('{'))!)).toEqual({
      missing: `Local\\${name} is not there`,
      cars: [
        [null, 4],
        [null, 128],
        [null, 0],
      ],
    });
  });
});
