/** A virtual screen (Xvfb) for programs that need one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { AtEnd } from './clean-up.ts';

/** @returns the display's name, for instance `:3` */
export async function openScreen(atEnd: AtEnd): Promise<string> {
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const ended = once(server, 'exit');
  atEnd(async () => {
    server.kill('SIGTERM');
    await ended;
  });
  const [number] = (await Promise.race([
    once(server.stdio[3]!, 'data'),
    ended.then(() => {
      throw new Error('Xvfb did not start.');
    }),
  ])) as [Buffer];
  return `:${String(number).trim()}`;
}
