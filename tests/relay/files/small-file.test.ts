/** Small files of the user's: read in any encoding, and whatever else lies in their place is named and never waited for. */
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

  test('that is not there is none', async () => {
    expect(await read()).toEqual({ kind: 'none' });
  });

  test('may have as many bytes as was agreed, and not one more', async () => {
    writeFileSync(file, 'x'.repeat(1_000));
    expect(await read()).toMatchObject({ kind: 'text' });
    writeFileSync(file, 'x'.repeat(1_001));
    expect(await read()).toEqual({
      kind: 'other',
      problem: 'It is too large: it may have 1000 bytes at most.',
    });
  });

  test('that says it has no size, and goes on, ends where was agreed', async () => {
    file = '/proc/self/maps';
    expect(await read('follow', 100)).toMatchObject({ kind: 'other' });
  });

  test('that is a pipe nobody writes to is named at once', async () => {
    execFileSync('mkfifo', [file]);
    expect(await read()).toEqual({ kind: 'other', problem: 'It is a pipe, not a file.' });
    expect(await read('follow')).toEqual({ kind: 'other', problem: 'It is a pipe, not a file.' });
  });

  test('that is a folder, a device or a socket is named', async () => {
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
    'that is a link to %s is followed only where that is allowed',
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
