/** A settings file after edits and crashes: read in any encoding and never lost. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { systemFiles } from '../../../relay/files/atomic-file.ts';
import { KeptValue, type KeptValueOptions } from '../../../relay/files/kept-value.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { asSaved, type Encoding } from '../../support/encodings.ts';
import { LogBook } from '../../support/log-book.ts';

interface Value {
  name: string;
}

let folder: string;
let file: string;
let log: LogBook;

beforeEach(() => {
  folder = temporaryFolder();
  file = join(folder, 'x.json');
  log = new LogBook();
});

function open(options: Partial<KeptValueOptions<Value>> = {}): Promise<KeptValue<Value>> {
  return KeptValue.open<Value>({
    file,
    log,
    fallback: { name: 'fallback' },
    check: (value) => {
      const { name } = (value ?? {}) as Partial<Value>;
      return typeof name === 'string' ? { value: { name } } : { problem: 'It has no name.' };
    },
    ...options,
  });
}

async function save(name: string): Promise<void> {
  await (await open()).set({ name });
}

describe('a settings file', () => {
  test.each<Encoding>(['utf-8-bom', 'utf-16le', 'utf-16be', 'utf-16le-unmarked'])(
    'that an editor saved as %s is read, not replaced by an older one',
    async (encoding) => {
      await save('saved');
      const bytes = asSaved('{\r\n  "name": "Jürgen"\r\n}\r\n', encoding);
      writeFileSync(file, bytes);
      expect((await open()).value).toEqual({ name: 'Jürgen' });
      expect(log.warnings).toEqual([]);
      expect(readFileSync(file)).toEqual(bytes);
      expect(existsSync(`${file}.damaged`)).toBe(false);
    },
  );

  test('in an older encoding is reported and stays, and is kept under another name when something is set', async () => {
    await save('saved');
    const bytes = Buffer.from('{"name": "Jürgen"}', 'latin1');
    writeFileSync(file, bytes);
    const kept = await open();
    expect(kept.value).toEqual({ name: 'saved' });
    expect(log.warnings).toMatchObject([
      {
        sentence: 'There is a mistake in a settings file: the last good one is used.',
        fields: { problem: expect.stringContaining('save it as UTF-8') },
      },
    ]);
    expect(readFileSync(file)).toEqual(bytes);
    await kept.set({ name: 'newest' });
    expect(readFileSync(`${file}.old`)).toEqual(bytes);
    expect((await open()).value).toEqual({ name: 'newest' });
  });

  test.each([
    ['a pipe', () => execFileSync('mkfifo', [file])],
    ['a folder', () => mkdirSync(file)],
    ['a huge file', () => writeFileSync(file, ' '.repeat(3_000_000))],
  ])('that is %s stops nothing, and something can be set', async (_what, make) => {
    make();
    const kept = await open();
    expect(kept.value).toEqual({ name: 'fallback' });
    expect(log.warnings).toHaveLength(1);
    await kept.set({ name: 'set' });
    expect((await open()).value).toEqual({ name: 'set' });
    expect(existsSync(`${file}.old`)).toBe(true);
  });

  test('that was cut off is replaced by the last good one, and stays beside it', async () => {
    await save('saved');
    writeFileSync(file, '{"name": "ne');
    expect((await open()).value).toEqual({ name: 'saved' });
    expect(log.warnings.map(({ sentence }) => sentence)).toEqual([
      'A settings file was damaged: the last good one took its place.',
    ]);
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe('{"name": "ne');
  });

  test('that was cut off without a good one stays, and is kept under another name when something is set', async () => {
    writeFileSync(file, '{"name": "ne');
    const kept = await open();
    expect(kept.value).toEqual({ name: 'fallback' });
    expect(log.warnings.map(({ sentence }) => sentence)).toEqual([
      'There is a mistake in a settings file: the defaults are used.',
    ]);
    expect(readFileSync(file, 'utf8')).toBe('{"name": "ne');
    await kept.set({ name: 'set' });
    expect(readFileSync(`${file}.old`, 'utf8')).toBe('{"name": "ne');
  });
});

describe('a value that is set', () => {
  test('counts only when it is on disk', async () => {
    let isFull = false;
    const kept = await open({
      files: {
        ...systemFiles,
        rename: async (from, to) => {
          if (isFull) throw Object.assign(new Error('full'), { code: 'ENOSPC' });
          await systemFiles.rename(from, to);
        },
      },
    });
    await kept.set({ name: 'before' });
    isFull = true;
    await expect(kept.set({ name: 'after' })).rejects.toMatchObject({ code: 'not-saved' });
    expect(kept.value).toEqual({ name: 'before' });
    isFull = false;
    await kept.set({ name: 'later' });
    expect([kept.value, (await open()).value]).toEqual([{ name: 'later' }, { name: 'later' }]);
  });

  test('can depend on the one before, also when several are set at once', async () => {
    const kept = await open();
    await Promise.all(
      ['a', 'b', 'c'].map((letter) => kept.update(({ name }) => ({ name: `${name} ${letter}` }))),
    );
    expect(kept.value).toEqual({ name: 'fallback a b c' });
  });

  test('with a secret is readable by its owner only, with all its copies', async () => {
    const mode = (one: string) => (statSync(one).mode & 0o777).toString(8);
    writeFileSync(file, '{"name": "before"}', { mode: 0o644 });
    writeFileSync(`${file}.damaged`, '{', { mode: 0o644 });
    const kept = await open({ isSecret: true });
    expect([mode(file), mode(`${file}.damaged`)]).toEqual(['600', '600']);
    await kept.set({ name: 'after' });
    expect([mode(file), mode(`${file}.last-good`)]).toEqual(['600', '600']);
  });
});
