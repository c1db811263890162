/** Folders of an older Sequential are found, and taken over without a change in them. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findOlder } from '../../../cli/backup/older-folders.ts';
import { olderLayout, olderPlaces } from '../../../cli/backup/older-places.ts';
import { olderRoutes } from '../../../cli/backup/older-routes.ts';
import { sessionsIn } from '../../../cli/backup/stored-sessions.ts';
import type { OlderFoldersAnswer } from '../../../protocol/program-answers.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { commandContext } from '../../support/command-context.ts';
import { startTestRelay } from '../../support/test-relay.ts';
import { putFile as put, storeSession } from '../../support/user-folder.ts';

/** Every file of a folder with its content and time. */
function fingerprint(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const hash = createHash('sha256').update(readFileSync(path)).digest('hex');
      return `${path} ${statSync(path).mtimeMs} ${hash}`;
    })
    .toSorted();
}

describe('the places', () => {
  const shared = {
    given: undefined,
    cwd: '/',
    platform: 'linux',
    env: {},
    home: '/home/a',
  } as const;

  test('of a portable release are beside it, and where the installed one keeps its data', () => {
    const places = olderPlaces({
      ...shared,
      distribution: 'portable',
      programFolder: '/games/s/app',
    });
    expect(places.folders).toEqual(['/home/a/.local/share/sequential']);
    expect(places.parents).toEqual([
      '/games',
      '/home/a',
      '/home/a/Desktop',
      '/home/a/Documents',
      '/home/a/Downloads',
    ]);
  });

  test('of an installed one are the user’s folders, not those of the system', () => {
    const env = { XDG_DATA_HOME: '/data', OneDrive: '/home/a/OneDrive' };
    const places = olderPlaces({ ...shared, env, distribution: 'debian', programFolder: '/opt/s' });
    expect(places.folders).toEqual(['/data/sequential']);
    expect(places.parents).not.toContain('/opt');
    expect(places.parents).toContain('/home/a/OneDrive/Desktop');
  });

  test.each([
    [['app', 'data'], '/x/data', '/x/data'],
    [['package.json', 'cli', 'relay'], '/x', '/x/user'],
    [['sequential.db'], '/x', '/x'],
  ])('a folder with %j is one', (names, data, user) => {
    expect(olderLayout('/x', new Set(names))).toMatchObject({ data, user });
  });

  test('a folder of another program is none', () => {
    expect(olderLayout('/x', new Set(['package.json', 'data']))).toBeNull();
  });
});

async function olderSequential(parent: string): Promise<string> {
  const folder = join(parent, 'sequential-0.0.9', 'Sequential');
  put(folder, 'app/package.json', '{"name":"sequential","version":"0.0.9"}');
  put(folder, 'data/sequential.config.json', '{"hz":30,"driver":"Old","db":"sqlite:other.db"}');
  // As Notepad of Windows saves “Unicode”.
  put(folder, 'data/themes/old.json', '');
  writeFileSync(join(folder, 'data/themes/old.json'), '\uFEFF{}', 'utf16le');
  put(folder, 'data/themes/both.json', '{"of":"old"}');
  put(folder, 'data/layouts/mine.json', '{}');
  put(folder, 'data/panel-token', 'never');
  await storeSession(`sqlite:${join(folder, 'data', 'sequential.db')}`, 'old');
  return folder;
}

describe('an older folder', () => {
  test('is found with what is in it; own folders and other programs are not', async () => {
    const parent = temporaryFolder();
    const folder = await olderSequential(parent);
    put(parent, 'other/package.json', '{"name":"other"}');
    put(parent, 'other/cli/x', '');
    put(parent, 'other/relay/x', '');
    put(parent, 'other/sequential.db', 'x');
    put(parent, 'empty/app/package.json', '{"name":"sequential"}');
    mkdirSync(join(parent, 'empty', 'data'));
    put(parent, 'own/sequential.config.json', '{}');
    const found = await findOlder({ folders: [], parents: [parent] }, [join(parent, 'own')]);
    expect(found.map((one) => one.folder)).toEqual([folder]);
    expect(found[0]).toMatchObject({
      version: '0.0.9',
      parts: [
        { name: 'laps', files: 1 },
        { name: 'themes', files: 2 },
        { name: 'layouts', files: 1 },
        { name: 'settings', files: 1 },
      ],
    });
  });

  async function start() {
    const parent = temporaryFolder();
    const folder = await olderSequential(parent);
    const here = temporaryFolder();
    put(here, 'test.json', '{"hz":100}');
    put(here, 'themes/both.json', '{"of":"here"}');
    const file = join(here, 'sequential.db');
    await storeSession(`sqlite:${file}`, 'here');
    const works: (() => Promise<void>)[] = [];
    const made = commandContext(here, { hz: 100 }, { restart: (work) => void works.push(work!) });
    const context = { ...made, settings: { ...made.settings, db: `sqlite:${file}` } };
    const relay = await startTestRelay();
    relay.relay.mount(await olderRoutes(context, { folders: [], parents: [parent] }));
    const offered = async () =>
      (await relay.request('/api/older-folders')).json as OlderFoldersAnswer;
    return { folder, here, file, works, relay, offered };
  }

  test('is taken over without a change in it; what is here stays', async () => {
    const { folder, here, file, works, relay, offered } = await start();
    const before = fingerprint(folder);
    const [older] = (await offered()).folders;
    await relay.request(`/api/older-folders/${older!.id}`, { method: 'POST' });
    await expect.poll(() => works.length).toBe(1);
    await works[0]!();
    expect(fingerprint(folder)).toEqual(before);
    expect(await sessionsIn(file)).toBe(2);
    const config = JSON.parse(readFileSync(join(here, 'test.json'), 'utf8')) as object;
    expect(config).toEqual({ hz: 100, driver: 'Old' });
    expect(readFileSync(join(here, 'themes/both.json'), 'utf8')).toBe('{"of":"here"}');
    expect(readFileSync(join(here, 'themes/old.json'), 'utf16le')).toBe('\uFEFF{}');
    expect(existsSync(join(here, 'panel-token'))).toBe(false);
    expect(await offered()).toEqual({
      folders: [],
      last: {
        folder,
        sessions: 1,
        files: 3,
        kept: ['the setting hz', 'themes/both.json'],
      },
    });
  });

  test('that was dismissed is offered no more', async () => {
    const { relay, offered } = await start();
    const [older] = (await offered()).folders;
    await relay.request(`/api/older-folders/${older!.id}`, { method: 'DELETE' });
    expect(await offered()).toEqual({ folders: [], last: null });
    const gone = await relay.request(`/api/older-folders/${older!.id}`, { method: 'POST' });
    expect(gone.json).toMatchObject({ error: { code: 'not-found' } });
  });
});
