/** Starts programs by their files, without a shell, so that scripts work in cmd.exe too. */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { root } from './root.ts';

/** Entry files of the development tools. `node FILE` needs neither a shell nor `.cmd` wrappers. */
export const bins = {
  biome: join(root, 'node_modules/@biomejs/biome/bin/biome'),
  tsc: join(root, 'node_modules/typescript/bin/tsc'),
  vitest: join(root, 'node_modules/vitest/vitest.mjs'),
} as const;

/** Runs a program with this process' input and output. @returns its exit code; 1 when a signal ended it */
export function runThrough(
  command: string,
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...words], {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

export function runNode(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<number> {
  return runThrough(process.execPath, words, environment);
}

/** A port of this machine that nobody uses now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
