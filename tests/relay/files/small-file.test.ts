/** Small user files: read in any encoding; anything else in their place is reported and never waited for. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { readSmallFile } from '../../../relay/files/small-file.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { asSaved } from '../../support/encodings.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'x.json');
});

const read = (links: 'follow' | 'refuse' = 'refuse', bytesMax = 1_000) =>
  readSmallFile(file, { bytesMax, links });

describe('a small file', () => {
  test('is read as text, whatever its encoding', async () => {
    writeFileSync(file, asSaved('{"a": "ü"}\r\n', 'utf-16le'));
    expect(await read()).toEqual({ kind: 'text', text: '{"a": "ü"}\n' });
  });

  test('that does not exist is none', async () => {
    expect(await read()).toEqual({ kind: 'none' });
  });

  test('may have the maximum of bytes, and not one more', async () => {
    writeFileSync(file, 'x'.repeat(1_000));
    expect(await read()).toMatchObject({ kind: 'text' });
    writeFileSync(file, 'x'.repeat(1_001));
    expect(await read()).toEqual({
      kind: 'other',
      problem: 'It is too large: it may have 1000 bytes at most.',
    });
  });

  test('that reports size 0 and goes on is cut at the maximum', async () => {
    file = '/proc/self/maps';
    expect(await read('follow', 100)).toMatchObject({ kind: 'other' });
  });

  test('that is a pipe without a writer is reported at once', async () => {
    execFileSync('mkfifo', [file]);
    expect(await read()).toEqual({ kind: 'other', problem: 'It is a pipe, not a file.' });
    expect(await read('follow')).toEqual({ kind: 'other', problem: 'It is a pipe, not a file.' });
  });

  test('that is a folder, a device or a socket is reported', async () => {
    mkdirSync(file);
    expect(await read()).toEqual({ kind: 'other', problem: 'It is a folder.' });
    rmSync(file, { recursive: true });
    const server = createServer().listen(file);
    onTestFinished(() => void server.close());
    await new Promise((resolve) => server.once('listening', resolve));
    expect(await read('follow')).toEqual({ kind: 'other', problem: 'It is a socket, not a file.' });
    expect(await read()).toEqual({ kind: 'other', problem: 'It is a socket, not a file.' });
    file = '/dev/zero';
    expect(await read()).toEqual({ kind: 'other', problem: 'It is a device, not a file.' });
  });

  test.each(['a file', '/etc/passwd', '/dev/zero', 'nowhere', '.'])(
    'that is a link to %s is followed only where allowed',
    async (target) => {
      writeFileSync(join(folder, 'a file'), '{}');
      symlinkSync(target, file);
      expect(await read('refuse')).toMatchObject({
        kind: 'other',
        problem: 'It is a link; put a copy of the file itself here.',
      });
      if (target === 'a file') expect(await read('follow')).toEqual({ kind: 'text', text: '{}' });
    },
  );
});
