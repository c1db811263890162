/** The heap of a real program, read over its inspector. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { inspectorFlags, ProgramHeap } from '../../../scripts/bench/program-heap.ts';
import { freePort } from '../../../scripts/processes.ts';

test('objects that a program holds are counted, garbage is not', async () => {
  const port = await freePort();
  const text = `
    process.on('message', (kept) => {
      for (let i = 0; i < 100; i++) Array.from({ length: 10000 }, (_, k) => ({ k }));
      globalThis.kept = Array.from({ length: kept }, (_, k) => ({ k, more: { k } }));
      process.send('done');
    });
    process.send('ready');`;
  const child = spawn(process.execPath, [...inspectorFlags(port), '-e', text], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const answer = (): Promise<unknown> => new Promise((resolve) => child.once('message', resolve));
  try {
    await answer();
    const heap = await ProgramHeap.open(port);
    const used: number[] = [];
    for (const kept of [1, 200_000, 1]) {
      const done = answer();
      child.send(kept);
      await done;
      used.push(await heap.usedMb());
    }
    heap.close();
    expect(used[1]! - used[0]!).toBeGreaterThan(5);
    expect(Math.abs(used[2]! - used[0]!)).toBeLessThan(1);
  } finally {
    child.kill();
  }
});
