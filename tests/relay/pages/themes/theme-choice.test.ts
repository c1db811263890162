/** The theme chosen through the API: announced at once, and kept over restarts and damage to the file. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../support/clean-up.ts';
import { LogBook } from '../../../support/log-book.ts';
import { startTestRelay, stopAll, type TestRelay } from '../../../support/test-relay.ts';

let folder: string;
let log: LogBook;

beforeEach(() => {
  folder = temporaryFolder();
  log = new LogBook();
  mkdirSync(join(folder, 'themes'));
  for (const name of ['dusk', 'dawn']) writeTheme(name);
  writeFileSync(
    join(folder, 'overlays.json'),
    JSON.stringify(['tachometer', 'gear'].map((name) => ({ name, title: name, size: {} }))),
  );
});

function writeTheme(name: string, title = name): void {
  writeFileSync(join(folder, 'themes', `${name}.json`), JSON.stringify({ name, title }));
}

function start(): Promise<TestRelay> {
  const folders = { userFolder: folder, pagesFolder: folder };
  return startTestRelay(folders, { log });
}

function put(relay: TestRelay, path: string, body: unknown, headers: object = {}) {
  return relay.send('PUT', `/api/settings/theme${path}`, body, headers);
}

function putAccent(relay: TestRelay, accent: unknown) {
  return relay.send('PUT', '/api/settings/accent', { accent });
}

describe('The theme chosen through the API', () => {
  test('is announced to every page at once, and to later ones', async () => {
    const relay = await start();
    const tachometer = await relay.page('live', { overlay: 'tachometer' });
    const gear = await relay.page('live', { overlay: 'gear' });
    expect((await put(relay, '', { theme: 'dusk' })).status).toBe(200);
    expect(await tachometer.next('settings')).toEqual({ type: 'settings', theme: 'dusk' });
    expect(await gear.next('settings')).toEqual({ type: 'settings', theme: 'dusk' });
    expect((await put(relay, '/gear', { theme: 'dawn' })).status).toBe(200);
    expect(await gear.next('settings')).toEqual({ type: 'settings', theme: 'dawn' });
    expect(await tachometer.next('settings')).toEqual({ type: 'settings', theme: 'dusk' });
    const later = await relay.page('live', { overlay: 'gear' });
    expect(await later.next('settings')).toEqual({ type: 'settings', theme: 'dawn' });
    expect((await put(relay, '', { theme: null })).json).toEqual({ theme: null, overlays: {} });
    expect(await later.next('settings')).toEqual({ type: 'settings', theme: null });
  });

  test('by the former name of a theme becomes one by its present name, in the file too', async () => {
    writeTheme('world-feed');
    const file = join(folder, 'settings.json');
    writeFileSync(file, '{"theme": "broadcast", "overlays": {"gear": "broadcast"}}');
    const relay = await start();
    const renamed = { theme: 'world-feed', overlays: { gear: 'world-feed' } };
    expect((await relay.request('/api/settings')).json).toEqual(renamed);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(renamed);
    expect((await put(relay, '', { theme: 'broadcast' })).json).toMatchObject({
      theme: 'world-feed',
    });
  });

  test('survives a restart', async () => {
    const relay = await start();
    await put(relay, '', { theme: 'dusk' });
    await put(relay, '/gear', { theme: 'dawn' });
    await stopAll();
    const again = await start();
    const kept = (await again.request('/api/settings')).json;
    expect(kept).toEqual({ theme: 'dusk', overlays: { gear: 'dawn' } });
    const page = await again.page('live', { overlay: 'gear' });
    expect(await page.next('settings')).toEqual({ type: 'settings', theme: 'dawn' });
  });

  test('an accent colour is announced beside the theme, survives other choices, and can be taken back', async () => {
    const relay = await start();
    const page = await relay.page('live', { overlay: 'gear' });
    const chosen = { theme: null, accent: '#ff8800' };
    expect((await putAccent(relay, '#FF8800')).json).toEqual({ ...chosen, overlays: {} });
    expect(await page.next('settings')).toEqual({ type: 'settings', ...chosen });
    await put(relay, '', { theme: 'dusk' });
    expect(await page.next('settings')).toMatchObject({ theme: 'dusk', accent: '#ff8800' });
    await stopAll();
    const again = await start();
    const later = await again.page('live', { overlay: 'gear' });
    expect(await later.next('settings')).toMatchObject({ theme: 'dusk', accent: '#ff8800' });
    await putAccent(again, null);
    expect(await later.next('settings')).toEqual({ type: 'settings', theme: 'dusk' });
  });

  test.each(['orange', '#ff88', '#ff8800cc', 7, undefined])(
    '%s is refused as an accent colour, with a hint',
    async (accent) => {
      const relay = await start();
      const answer = await putAccent(relay, accent);
      expect(answer.status).toBe(400);
      expect((answer.json as { error: { hint: string } }).error.hint).toContain(
        'Send {"accent": "#ff8800"}',
      );
      expect((await relay.request('/api/settings')).json).toEqual({ theme: null, overlays: {} });
    },
  );

  test.each([
    ['an unknown theme', '', { theme: 'dask' }, 404, 'Did you mean dusk?'],
    ['an unknown overlay', '/geer', { theme: 'dusk' }, 404, 'Did you mean gear?'],
    ['no theme', '', {}, 400, 'Send {"theme": "apex"}'],
    ['a path for a theme', '', { theme: '../x' }, 400, 'Send {"theme": "apex"}'],
  ])('%s is refused with a hint', async (_what, path, body, status, hint) => {
    const relay = await start();
    const answer = await put(relay, path, body);
    expect(answer.status).toBe(status);
    expect((answer.json as { error: { hint: string } }).error.hint).toContain(hint);
    expect((await relay.request('/api/settings')).json).toEqual({ theme: null, overlays: {} });
  });

  test('cannot be changed by a foreign page', async () => {
    const relay = await start();
    const answer = await put(relay, '', { theme: 'dusk' }, { Origin: 'http://evil.example' });
    expect(answer.status).toBe(403);
  });

  test('a saved theme file is announced by its name', async () => {
    const relay = await start();
    const page = await relay.page('live', { overlay: 'gear' });
    writeTheme('dusk', 'Deeper dusk');
    expect(await page.next('settings')).toEqual({ type: 'settings', theme: null, changed: 'dusk' });
  });

  /** Starts with each of these files in place of the saved one, which chose dawn. */
  async function withFiles(
    texts: (whole: string) => readonly string[],
    warning: string,
    check: (relay: TestRelay, file: string, text: string) => Promise<void>,
  ): Promise<void> {
    const relay = await start();
    await put(relay, '', { theme: 'dusk' });
    await put(relay, '', { theme: 'dawn' });
    await stopAll();
    const file = join(folder, 'settings.json');
    for (const text of texts(readFileSync(file, 'utf8'))) {
      writeFileSync(file, text);
      log = new LogBook();
      const again = await start();
      const kept = (await again.request('/api/settings')).json;
      expect(kept).toEqual({ theme: 'dawn', overlays: {} });
      expect(log.warnings.map(({ sentence }) => sentence)).toEqual([warning]);
      await check(again, file, text);
      await stopAll();
    }
  }

  test('a damaged file is moved aside and reported, and the last good one replaces it', () =>
    withFiles(
      (whole) => ['', whole.slice(0, 9), '\0'.repeat(whole.length)],
      'A settings file was damaged: the last good one took its place.',
      async (_relay, file, text) => expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(text),
    ));

  test('a file with a mistake stays, is reported, and is kept under another name when something is chosen', () =>
    withFiles(
      () => ['{"theme": 7}', '{"theme": "dusk",}', '{"unknown": 1}', 'null'],
      'There is a mistake in a settings file: the last good one is used.',
      async (relay, file, text) => {
        expect(readFileSync(file, 'utf8')).toBe(text);
        expect((await put(relay, '', { theme: 'dawn' })).status).toBe(200);
        expect(readFileSync(`${file}.old`, 'utf8')).toBe(text);
        await stopAll();
        const later = await start();
        expect((await later.request('/api/settings')).json).toMatchObject({ theme: 'dawn' });
      },
    ));
});
