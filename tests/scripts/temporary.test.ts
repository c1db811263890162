import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { root } from '../../scripts/root.ts';
import { openTemporaryFolder } from '../../scripts/temporary.ts';
import { temporaryFolder } from '../support/clean-up.ts';

const source = pathToFileURL(join(root, 'scripts', 'temporary.ts')).href;

/** Runs a script that opens its folder and writes a file into it. @returns the files that remain, and the exit code */
async function leftBy(rest: string, signal?: NodeJS.Signals): Promise<[string[], number | null]> {
  const outer = temporaryFolder();
  const script = `
    const { openTemporaryFolderUntilExit } = await import(${JSON.stringify(source)});
    openTemporaryFolderUntilExit();
    const { writeFileSync } = await import('node:fs');
    const { tmpdir } = await import('node:os');
    writeFileSync(tmpdir() + '/left', '');
    console.log(tmpdir());
    ${rest}`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
    env: { ...process.env, TMPDIR: outer, TEMP: outer, TMP: outer },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let said = '';
  child.stdout.on('data', (text) => {
    said += String(text);
    if (signal !== undefined) child.kill(signal);
  });
  const code = await ended;
  expect(said.trim()).toMatch(/sequential-run-\w+$/);
  return [readdirSync(outer).filter((name) => name.startsWith('sequential-')), code];
}

describe('the temporary folder of a run', () => {
  test('is the folder of these tests', () => {
    expect(tmpdir()).toMatch(/sequential-run-\w+$/);
  });

  test('lets other users pass through, but not list it', () => {
    expect(statSync(tmpdir()).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o711);
  });

  test('is shared by a nested run, which does not remove it', () => {
    const before = tmpdir();
    const remove = openTemporaryFolder();
    expect(tmpdir()).toBe(before);
    remove();
    expect(existsSync(before)).toBe(true);
  });

  test('is removed with its content, and may be removed twice', () => {
    const names = ['TMPDIR', 'TEMP', 'TMP'];
    const kept = names.map((name) => process.env[name]);
    const outer = temporaryFolder();
    for (const name of names) process.env[name] = outer;
    try {
      const remove = openTemporaryFolder();
      writeFileSync(join(tmpdir(), 'left'), '');
      expect(readdirSync(outer)).toHaveLength(1);
      remove();
      remove();
      expect(tmpdir()).toBe(outer);
      expect(readdirSync(outer)).toEqual([]);
    } finally {
      for (const [at, name] of names.entries()) process.env[name] = kept[at];
    }
  });

  test.each([
    ['ends by itself', '', 0],
    ['fails', 'throw new Error();', 1],
  ])('goes with a script that %s', async (_how, rest, expected) => {
    expect(await leftBy(rest)).toEqual([[], expected]);
  });

  // On Windows a killed process cannot react.
  test.skipIf(process.platform === 'win32').each([
    ['is asked to end', 'SIGTERM', 143],
    ['is interrupted', 'SIGINT', 130],
  ] as const)('goes with a script that %s', async (_how, signal, expected) => {
    expect(await leftBy('setInterval(() => {}, 1000);', signal)).toEqual([[], expected]);
  });
});
