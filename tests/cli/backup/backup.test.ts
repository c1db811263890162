/** Back-ups: what is in them, what is refused, and that restoring leaves the old or the new, never half. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makeBackup } from '../../../cli/backup/make-backup.ts';
import { Restore } from '../../../cli/backup/restore.ts';
import { applyRestore, finishRestore, type RestoreMove } from '../../../cli/backup/restore-plan.ts';
import { sessionsIn } from '../../../cli/backup/stored-sessions.ts';
import { folderParts, knownFile, settingsFiles } from '../../../cli/backup/user-files.ts';
import type { CommandContext } from '../../../cli/command.ts';
import { limits } from '../../../protocol/limits.ts';
import type { UserPart } from '../../../protocol/program-answers.ts';
import { type FileSystem, systemFiles } from '../../../relay/files/atomic-file.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import { root } from '../../../scripts/root.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { backupOf, putFile as put, saved, userFolder } from '../../support/user-folder.ts';

const all: readonly UserPart[] = ['laps', 'themes', 'layouts', 'maps', 'settings'];

const textIn = (context: CommandContext, name: string): string =>
  readFileSync(join(context.folders.data, name), 'utf8');

describe('a back-up', () => {
  test('holds what is the user’s, and neither token nor copies', async () => {
    const file = await backupOf(await userFolder('a'));
    const preview = await new Restore(await userFolder('b')).openFile(file);
    expect(preview).toMatchObject({
      program: '0',
      sessions: 1,
      laps: ['replace', 'add'],
      parts: [
        { name: 'settings', files: 3, replaced: 3 },
        { name: 'themes', files: 2, replaced: 1 },
        { name: 'layouts', files: 1, replaced: 1 },
        { name: 'maps', files: 1, replaced: 1 },
        { name: 'laps', files: 1, replaced: 1 },
      ],
    });
  });

  test('leaves out files that are too large to be read again, and can be restored', async () => {
    const context = await userFolder('a');
    const { data } = context.folders;
    put(data, 'obs.json', ' '.repeat(limits.configBytesMax + 1));
    put(data, 'themes/large.json', ' '.repeat(limits.themeBytesMax + 1));
    const { parts } = await new Restore(await userFolder('b')).openFile(await backupOf(context));
    expect(parts.map(({ name, files }) => [name, files])).toEqual([
      ['settings', 2],
      ['themes', 2],
      ['layouts', 1],
      ['maps', 1],
      ['laps', 1],
    ]);
  });

  test('leaves nothing beside the data', async () => {
    const context = await userFolder('a');
    const before = readdirSync(context.folders.data).toSorted();
    await backupOf(context);
    await expect.poll(() => readdirSync(context.folders.data).toSorted()).toEqual(before);
  });

  test('is made of a folder in which nothing can be written', async () => {
    const context = await userFolder('a');
    // No folder can be made where a file is.
    const data = join(context.folders.data, 'settings.json');
    const file = await backupOf({ ...context, folders: { ...context.folders, data } });
    expect((await new Restore(await userFolder('b')).openFile(file)).sessions).toBe(1);
  });

  test('is complete while somebody writes laps', async () => {
    const context = await userFolder('a');
    const store = await openStore(context.settings.db);
    const key = { sessionID: 'live', run: 'live' };
    const live = await store.open({ key, origin: 'live', first: null, at: 3 });
    let packetId = 0;
    let isOver = false;
    const writing = (async () => {
      while (!isOver) {
        const frame = { packetId: ++packetId, speedKmh: 1 };
        await store.write(live.sessionID, [{ lap: 1, frames: [frame as never] }], 4);
      }
    })();
    const made = await makeBackup(context, true);
    const file = await saved(made.bytes);
    isOver = true;
    await writing;
    await store.close();
    const preview = await new Restore(await userFolder('b')).openFile(file);
    expect(preview.sessions).toBe(2);
  });

  test('without laps is one as well', async () => {
    const context = await userFolder('a');
    const none = { ...context, settings: { ...context.settings, db: 'none' } };
    const preview = await new Restore(context).openFile(await backupOf(none));
    expect(preview).toMatchObject({ sessions: null, laps: [] });
  });
});

test('the documents say of each file whether a back-up has it', () => {
  const page = readFileSync(join(root, 'docs', 'settings.md'), 'utf8');
  const rows = [...page.matchAll(/^\| (.+?) \| .+ \| (yes|no) \|$/gm)];
  const inBackup = { yes: [] as string[], no: [] as string[] };
  for (const [, names = '', answer = ''] of rows) {
    const list = inBackup[answer as 'yes' | 'no'];
    list.push(...[...names.matchAll(/`([^`]+)`/g)].map(([, name]) => name!));
  }
  const ways = (name: string) => [`${name}x.json`, name, `settings/${name}`, `laps/${name}`];
  const isKnown = (name: string) => ways(name).some((way) => knownFile(way) !== null);
  expect(inBackup.yes.filter((name) => !isKnown(name))).toEqual([]);
  expect(inBackup.no.filter(isKnown)).toEqual([]);
  const parts = [...folderParts.map(({ folder }) => `${folder}/`), ...settingsFiles];
  expect(inBackup.yes.toSorted()).toEqual([...parts, 'sequential.db'].toSorted());
  expect(inBackup.no).toEqual(expect.arrayContaining(['panel-token', 'updates.json']));
});

/** The back-up of one user, opened by another. */
async function openedBackup(settings: object = {}) {
  const context = await userFolder('b', settings);
  const restore = new Restore(context);
  const { id } = await restore.openFile(await backupOf(await userFolder('a')));
  return { context, restore, id };
}

describe('restoring', () => {
  test('puts everything back, and keeps what was there', async () => {
    const { context, restore, id } = await openedBackup({ hz: 60 });
    await (await restore.restore(id, { parts: all, laps: 'replace' }))();
    const { data } = context.folders;
    expect(textIn(context, 'themes/both.json')).toBe('{"of":"a"}');
    expect(textIn(context, 'themes/of-b.json')).toBe('{}');
    expect(JSON.parse(textIn(context, 'test.json'))).toEqual({ hz: 30 });
    expect(textIn(context, 'panel-token')).toBe('never');
    const store = await openStore(context.settings.db);
    expect((await store.sessions(10, null)).sessions.map((one) => one.publishedID)).toEqual(['a']);
    await store.close();
    expect(textIn(context, 'before-restore/themes/both.json')).toBe('{"of":"b"}');
    expect(await sessionsIn(join(data, 'before-restore', 'sequential.db'))).toBe(1);
    expect(existsSync(join(data, 'restore'))).toBe(false);
  });

  test('of one part leaves the others as they are', async () => {
    const { context, restore, id } = await openedBackup();
    await (await restore.restore(id, { parts: ['themes'], laps: 'replace' }))();
    expect(textIn(context, 'themes/both.json')).toBe('{"of":"a"}');
    expect(textIn(context, 'settings.json')).toBe('{"of":"b"}');
  });

  test('may add the laps to those that are here, twice as well', async () => {
    const context = await userFolder('b');
    const file = await backupOf(await userFolder('a'));
    for (const _ of [1, 2]) {
      const restore = new Restore(context);
      const { id } = await restore.openFile(file);
      await (await restore.restore(id, { parts: ['laps'], laps: 'add' }))();
    }
    expect(await sessionsIn(join(context.folders.data, 'sequential.db'))).toBe(2);
  });

  test('keeps the place of the laps on this machine', async () => {
    const context = await userFolder('b');
    put(context.folders.data, 'test.json', '{"db":"sqlite:here.db"}');
    const restore = new Restore(context);
    const there = await userFolder('a', { hz: 30, db: 'sqlite:Z:\\there.db' });
    const { id } = await restore.openFile(await backupOf(there));
    await (await restore.restore(id, { parts: ['settings'], laps: 'add' }))();
    expect(JSON.parse(textIn(context, 'test.json'))).toEqual({ hz: 30, db: 'sqlite:here.db' });
  });

  test.each([
    ['with a setting that nobody knows', '{"htz":60}', 'did you mean "hz"'],
    ['that is no JSON', '{"hz":60,}', 'It is not JSON'],
    ['that is no object', '[]', 'It must hold one JSON object'],
  ])('leaves a config file out %s, and brings back the rest', async (_, text, problem) => {
    const there = await userFolder('a');
    writeFileSync(there.configFile, text);
    const context = await userFolder('b');
    const before = readFileSync(context.configFile, 'utf8');
    const restore = new Restore(context);
    const { id, configProblem } = await restore.openFile(await backupOf(there));
    expect(configProblem).toContain(problem);
    await (await restore.restore(id, { parts: all, laps: 'replace' }))();
    expect(readFileSync(context.configFile, 'utf8')).toBe(before);
    expect(textIn(context, 'settings.json')).toBe('{"of":"a"}');
    expect(textIn(context, 'themes/both.json')).toBe('{"of":"a"}');
  });

  test('that has begun is neither discarded nor replaced, and cannot begin twice', async () => {
    const { context, restore, id } = await openedBackup();
    const work = await restore.restore(id, { parts: ['themes'], laps: 'replace' });
    await expect(restore.restore(id, { parts: ['themes'], laps: 'replace' })).rejects.toMatchObject(
      { code: 'not-found' },
    );
    await expect(restore.begin()).rejects.toMatchObject({ code: 'too-many' });
    await restore.discard(id);
    await work();
    expect(textIn(context, 'themes/both.json')).toBe('{"of":"a"}');
    expect(textIn(context, 'before-restore/themes/both.json')).toBe('{"of":"b"}');
  });

  test('is not given up by somebody who discards another back-up', async () => {
    const { context, restore, id } = await openedBackup();
    await restore.discard('another');
    await (await restore.restore(id, { parts: ['themes'], laps: 'replace' }))();
    expect(textIn(context, 'themes/both.json')).toBe('{"of":"a"}');
  });

  test('into a folder in which nothing can be written is refused with a sentence', async () => {
    const context = await userFolder('b');
    const data = join(context.folders.data, 'settings.json');
    const readOnly = { ...context, folders: { ...context.folders, data } };
    await expect(new Restore(readOnly).begin()).rejects.toMatchObject({
      code: 'not-saved',
      message: expect.stringContaining('The back-up cannot be saved'),
    });
  });

  test('that cannot be finished keeps what the next start needs', async () => {
    const { context, restore, id } = await openedBackup();
    const work = await restore.restore(id, { parts: ['themes'], laps: 'replace' });
    // No folder can be made where a file is.
    rmSync(join(context.folders.data, 'themes'), { recursive: true });
    writeFileSync(join(context.folders.data, 'themes'), 'in the way');
    await expect(work()).rejects.toMatchObject({ code: 'restore-unfinished' });
    rmSync(join(context.folders.data, 'themes'));
    await finishRestore(context.folders.data);
    expect(textIn(context, 'themes/both.json')).toBe('{"of":"a"}');
    expect(existsSync(join(context.folders.data, 'restore'))).toBe(false);
  });

  test.each([
    ['cut off', '{"moves":[', 'It is not JSON'],
    ['of another shape', '{"moves":[{"from":"x"}]}', 'It has an unexpected shape.'],
  ])('whose plan is %s says which file to move away', async (_, text, problem) => {
    const data = temporaryFolder();
    put(data, 'restore-plan.json', text);
    put(data, 'restore/files/themes/mine.json', '{}');
    const error = await finishRestore(data).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: 'restore-unfinished',
      hint: expect.stringContaining(join(data, 'restore-plan.json')),
    });
    expect((error as Error).message).toContain(problem);
    rmSync(join(data, 'restore-plan.json'));
    await finishRestore(data);
  });

  test('that is killed while a file is moved to another disk keeps the old one', async () => {
    const data = temporaryFolder();
    put(data, 'restore/files/laps.db', 'new');
    put(data, 'laps.db', 'new');
    put(data, 'laps.db-wal', 'old');
    put(data, 'before-restore/laps.db', 'old');
    put(data, 'before-restore/laps.db-wal', 'old');
    const move = {
      from: join(data, 'restore/files/laps.db'),
      to: join(data, 'laps.db'),
      before: join(data, 'before-restore/laps.db'),
    };
    writeFileSync(join(data, 'restore-plan.json'), JSON.stringify({ moves: [move] }));
    await finishRestore(data);
    expect(readFileSync(move.to, 'utf8')).toBe('new');
    expect(readFileSync(move.before, 'utf8')).toBe('old');
    expect(existsSync(`${move.to}-wal`)).toBe(false);
  });

  test('that is killed anywhere leaves the old files or, at the next start, the new ones', async () => {
    for (let kills = 0; ; kills++) {
      const data = temporaryFolder();
      const moves: RestoreMove[] = ['a.json', 'laps.db', 'sub/new.json'].map((name) => {
        put(data, `restore/files/${name}`, 'new');
        if (name !== 'sub/new.json') put(data, name, 'old');
        return {
          from: join(data, 'restore', 'files', name),
          to: join(data, name),
          before: join(data, 'before-restore', name),
        };
      });
      put(data, 'laps.db-wal', 'old');
      let left = kills;
      const killed: FileSystem = {
        ...systemFiles,
        rename: async (from, to) => {
          if (left-- <= 0) throw new Error('killed');
          await systemFiles.rename(from, to);
        },
        remove: async (file) => {
          if (left-- <= 0) throw new Error('killed');
          await systemFiles.remove(file);
        },
      };
      const problem = await applyRestore(data, moves, killed).then(
        () => null,
        (error) => error,
      );
      const isPlanned = existsSync(join(data, 'restore-plan.json'));
      await finishRestore(data);
      const now = (name: string) =>
        existsSync(join(data, name)) ? readFileSync(join(data, name), 'utf8') : null;
      const files = ['a.json', 'laps.db', 'sub/new.json', 'laps.db-wal'].map(now);
      if (kills === 0) expect(files).toEqual(['old', 'old', null, 'old']);
      else {
        expect(files).toEqual(['new', 'new', 'new', null]);
        expect(now('before-restore/laps.db-wal')).toBe('old');
        expect(now('before-restore/laps.db')).toBe('old');
      }
      expect(isPlanned).toBe(kills > 0 && problem !== null);
      if (problem === null) break;
    }
  });
});
