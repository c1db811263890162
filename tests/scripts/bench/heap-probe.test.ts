/** Asking a real program what its heap holds. */
import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { HeapProbe } from '../../../scripts/bench/heap-probe.ts';
import { freePort } from '../../../scripts/processes.ts';

test('what a program holds is counted, what it let go is not', async () => {
  const port = await freePort();
  const text = `
    process.on('message', (kept) => {
      for (let i = 0; i < 100; i++) Array.from({ length: 10000 }, (_, k) => ({ k }));
      globalThis.kept = Array.from({ length: kept }, (_, k) => ({ k, more: { k } }));
      process.send('done');
    });
    process.send('ready');`;
  const child = spawn(
    process.execPath,
    [`--inspect=127.0.0.1:${port}`, '--inspect-publish-uid=http', '-e', text],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  );
  const answer = (): Promise<unknown> => new Promise((resolve) => child.once('message', resolve));
  try {
    await answer();
    const probe = await HeapProbe.open(port);
    const held: number[] = [];
    for (const kept of [1, 200_000, 1]) {
      const done = answer();
      child.send(kept);
      await done;
      held.push(await probe.heldMb());
    }
    probe.close();
    expect(held[1]! - held[0]!).toBeGreaterThan(5);
    expect(Math.abs(held[2]! - held[0]!)).toBeLessThan(1);
  } finally {
    child.kill();
  }
});
