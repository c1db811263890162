/** Files of the user's on Windows: another program holds one for a moment, and it is replaced and deleted all the same. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/clean-up.ts';
import { need } from '../support/need.ts';
import { bundledForWindows, runWindowsNode, wineReady } from '../support/wine.ts';

need('wine')('a file that another program holds', () => {
  beforeAll(wineReady, 300_000);

  test('is replaced and deleted as soon as it is free', { timeout: 60_000 }, async () => {
    const heldMs = 700;
    const program = await bundledForWindows('tests/support/held-file.ts');
    const file = `Z:${join(temporaryFolder(), 'mine.json').replaceAll('/', '\\')}`;
    const run = runWindowsNode(program, [file, String(heldMs)]);
    await run.ended;
    const said = JSON.parse(run.output) as { replacedMs: number; removedMs: number };
    expect(said).toMatchObject({
      text: { kind: 'text', text: 'new' },
      folder: { kind: 'other', problem: 'It is a folder.' },
      isThere: false,
    });
    for (const ms of [said.replacedMs, said.removedMs]) expect(ms).toBeGreaterThan(heldMs - 50);
  });
});
