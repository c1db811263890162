/** The user's files on Windows: a file that another program holds for a moment is still replaced and deleted. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { temporaryFolder } from '../support/clean-up.ts';
import { need } from '../support/need.ts';
import { bundledForWindows, runWindowsNode, wineReady } from '../support/wine.ts';

need('wine')('a file that another program holds', () => {
  beforeAll(wineReady, 300_000);

  test('is replaced and deleted as soon as it is free', async () => {
    const heldMs = 700;
    const program = await bundledForWindows('tests/support/held-file.ts');
    const file = `Z:${join(temporaryFolder(), 'mine.json').replaceAll('/', '\\')}`;
    const run = runWindowsNode(program, [file, String(heldMs)]);
    await run.ended;
    const result = JSON.parse(run.output) as { replacedMs: number; removedMs: number };
    expect(result).toMatchObject({
      text: { kind: 'text', text: 'new' },
      folder: { kind: 'other', problem: 'It is a folder.' },
      isThere: false,
    });
    for (const ms of [result.replacedMs, result.removedMs]) expect(ms).toBeGreaterThan(heldMs - 50);
  });
});
