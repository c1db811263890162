/** Files that are not back-ups, damaged or hostile: each is refused, and nothing of it is written beside the data. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { listName, listText } from '../../../cli/backup/backup-list.ts';
import { unpackBackup } from '../../../cli/backup/read-backup.ts';
import { Restore } from '../../../cli/backup/restore.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { backupOf, saved, userFolder } from '../../support/user-folder.ts';

/** An archive with these files, listed as they are. */
async function archive(
  files: Readonly<Record<string, string>>,
  change: (list: Record<string, unknown>) => void = () => {},
): Promise<string> {
  const { createHash } = await import('node:crypto');
  const zip = new ZipFile();
  const listed = Object.entries(files).map(([name, text]) => {
    const bytes = Buffer.from(text);
    zip.addBuffer(bytes, name);
    return { name, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  const list = JSON.parse(
    listText({ program: '0', createdAt: 1, sessions: null, files: listed }),
  ) as Record<string, unknown>;
  change(list);
  zip.addBuffer(Buffer.from(JSON.stringify(list)), listName);
  zip.end();
  return saved(zip.outputStream as Readable);
}

describe('refused is', () => {
  const refusal = async (file: string): Promise<string> => {
    const context = await userFolder('b');
    const error: unknown = await new Restore(context).openFile(file).catch((reason) => reason);
    expect(existsSync(join(context.folders.data, 'themes', 'evil.json'))).toBe(false);
    const { code, message } = error as { code: string; message: string };
    return `${code}: ${message}`;
  };

  test('garbage', async () => {
    const file = join(temporaryFolder(), 'x.zip');
    writeFileSync(file, 'no archive');
    expect(await refusal(file)).toContain(
      'bad-backup: This file cannot be restored. It is not a ZIP',
    );
    expect(
      await refusal(
        await archive({}, (list) => {
          list.format = 'x';
        }),
      ),
    ).toContain('It is not a back-up');
  });

  test('one that was cut off', async () => {
    const file = await backupOf(await userFolder('a'));
    writeFileSync(file, readFileSync(file).subarray(0, -40));
    expect(await refusal(file)).toContain('bad-backup');
  });

  test('one whose first file has no head, before a file is made for it', async () => {
    const file = await backupOf(await userFolder('a'));
    const bytes = readFileSync(file);
    const signature = Buffer.from('PK\u0003\u0004', 'latin1');
    bytes.fill(0xff, bytes.indexOf(signature), bytes.indexOf(signature) + 4);
    writeFileSync(file, bytes);
    const folder = temporaryFolder();
    await expect(unpackBackup(file, folder)).rejects.toMatchObject({ code: 'bad-backup' });
    // A stream to a file that nobody pipes to would end the program with its error.
    const made = readdirSync(folder, { recursive: true, withFileTypes: true });
    expect(made.filter((one) => one.isFile())).toEqual([]);
  });

  test('one with a changed byte', async () => {
    const file = await backupOf(await userFolder('a'));
    const bytes = readFileSync(file);
    const place = bytes.indexOf('laps/sequential.db') + 400;
    bytes[place] = bytes[place]! ^ 0xff;
    writeFileSync(file, bytes);
    expect(await refusal(file)).toContain('bad-backup');
  });

  test('one of a newer Sequential', async () => {
    const file = await archive({}, (list) => {
      list.version = 2;
      list.files = 'of another form';
    });
    expect(await refusal(file)).toBe('newer-backup: This back-up was made by a newer Sequential.');
  });

  test.each([
    'themes/../../evil.json',
    '../evil.json',
    '/themes/evil.json',
    'themes\\evil.json',
    'themes/sub/evil.json',
    'themes/con.json',
    'themes/EVIL.json',
    'panel-token',
    'settings/panel-token',
    'program.exe',
  ])('one with the file %s', async (name) => {
    const file = await archive({ 'themes/fine.json': '{}' }, (list) => {
      list.files = [...(list.files as object[]), { name, bytes: 2, sha256: '0'.repeat(64) }];
    });
    expect(await refusal(file)).toContain('bad-backup');
  });

  test('one with a file that is not listed, or listed and not there', async () => {
    const more = await archive({ 'themes/a.json': '{}' }, (list) => {
      list.files = [];
    });
    expect(await refusal(more)).toContain('not those of its list');
  });

  test('a bomb: a file that unpacks to more than its part may have, or than it says', async () => {
    const large = 'a'.repeat(2_000_000);
    expect(await refusal(await archive({ 'themes/a.json': large }))).toContain('is too large');
    const lying = await archive({ 'themes/a.json': large }, (list) => {
      (list.files as { bytes: number }[])[0]!.bytes = 2;
    });
    expect(await refusal(lying)).toContain('is damaged');
  });

  test('one whose laps are not a database', async () => {
    expect(await refusal(await archive({ 'laps/sequential.db': 'x'.repeat(5_000) }))).toContain(
      'bad-backup: This file cannot be restored. Its laps cannot be read',
    );
  });
});
