/** Files are replaced as a whole, also when another program holds the old one; secrets are readable by their owner only. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import {
  type FileSystem,
  removeWhole,
  systemFiles,
  writeWhole,
} from '../../../relay/files/atomic-file.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'x.json');
});

/** The system's files on a clock of their own, where another program holds each file until `freeAtMs`. */
function heldUntil(freeAtMs: number, code: string, platform: NodeJS.Platform = 'win32') {
  let now = 0;
  const waits: number[] = [];
  const refuse = (): void => {
    if (now < freeAtMs) throw Object.assign(new Error(code), { code });
  };
  const files: FileSystem = {
    platform,
    rename: async (from, to) => {
      refuse();
      await systemFiles.rename(from, to);
    },
    remove: async (one) => {
      refuse();
      await systemFiles.remove(one);
    },
    syncFolder: systemFiles.syncFolder,
    now: () => now,
    wait: async (ms) => {
      waits.push(ms);
      now += ms;
    },
  };
  return { files, waits, now: () => now };
}

describe('a file that another program holds', () => {
  test.each(['EPERM', 'EACCES', 'EBUSY'])(
    'on Windows (%s) is replaced once it is free',
    async (code) => {
      writeFileSync(file, 'old');
      const held = heldUntil(2_500, code);
      await writeWhole(file, 'new', { files: held.files });
      expect(readFileSync(file, 'utf8')).toBe('new');
      expect(held.now()).toBeLessThan(2_500 + limits.fileRetryMsMax);
      expect(held.waits.slice(0, 4)).toEqual([10, 20, 40, 80]);
      expect(Math.max(...held.waits)).toBe(limits.fileRetryMsMax);
    },
  );

  test('for longer than some seconds stays unchanged, which is an error, and nothing is left beside it', async () => {
    writeFileSync(file, 'old');
    const held = heldUntil(60_000, 'EBUSY');
    await expect(writeWhole(file, 'new', { files: held.files })).rejects.toMatchObject({
      code: 'not-saved',
      message: 'x.json cannot be saved: another program holds it (EBUSY).',
    });
    expect(held.now()).toBeGreaterThan(limits.fileHeldMs - limits.fileRetryMsMax);
    expect(held.now()).toBeLessThanOrEqual(limits.fileHeldMs);
    expect(readFileSync(file, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['x.json']);
  });

  test('elsewhere missing rights are an error at once', async () => {
    const held = heldUntil(1, 'EACCES', 'linux');
    await expect(writeWhole(file, 'new', { files: held.files })).rejects.toMatchObject({
      code: 'not-saved',
    });
    expect(held.waits).toEqual([]);
  });

  test('is deleted once it is free', async () => {
    writeFileSync(file, 'old');
    await removeWhole(file, heldUntil(300, 'EPERM').files);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a file that is written', () => {
  test('with secrets is readable by its owner only, even if the old one was not', async () => {
    writeFileSync(file, 'old', { mode: 0o644 });
    await writeWhole(file, 'secret', { isSecret: true });
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  test('is in place, and its folder is on disk, before it counts as written', async () => {
    const done: string[] = [];
    const files: FileSystem = {
      ...systemFiles,
      rename: async (from, to) => {
        await systemFiles.rename(from, to);
        done.push(`renamed to ${to}`);
      },
      syncFolder: async (one) => {
        await systemFiles.syncFolder(one);
        done.push(`synced ${one}`);
      },
    };
    const inside = join(folder, 'sub', 'x.json');
    await writeWhole(inside, 'new', { files });
    expect(done).toEqual([
      `renamed to ${inside}`,
      `synced ${join(folder, 'sub')}`,
      `synced ${folder}`,
    ]);
    await removeWhole(inside, files);
    expect(done.at(-1)).toBe(`synced ${join(folder, 'sub')}`);
  });

  test('keeps its access rights', async () => {
    writeFileSync(file, 'old');
    chmodSync(file, 0o664);
    await writeWhole(file, 'new');
    expect(statSync(file).mode & 0o777).toBe(0o664);
  });

  test.each([
    ['a file where its folder would be', () => writeFileSync(join(folder, 'sub'), ''), 'is a file'],
    [
      'a folder in its place',
      () => mkdirSync(join(folder, 'sub', 'x.json', 'y'), { recursive: true }),
      'folder',
    ],
  ])('says what is in the way: %s', async (_what, make, words) => {
    make();
    const failing = writeWhole(join(folder, 'sub', 'x.json'), 'new');
    await expect(failing).rejects.toMatchObject({
      code: 'not-saved',
      message: expect.stringContaining(words),
    });
  });

  test('on a full disk leaves the old one and fails', async () => {
    writeFileSync(file, 'old');
    const full = heldUntil(Infinity, 'ENOSPC');
    await expect(writeWhole(file, 'new', { files: full.files })).rejects.toMatchObject({
      message: 'x.json cannot be saved: the disk is full (ENOSPC).',
      hint: expect.stringContaining('space'),
    });
    expect(full.waits).toEqual([]);
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['old', ['x.json']]);
  });
});
