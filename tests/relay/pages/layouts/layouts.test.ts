/** Layouts through the API of a real relay with real files: access, storage, and notices to pages. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Layout, LayoutMetadata } from '../../../../protocol/layout.ts';
import { limits } from '../../../../protocol/limits.ts';
import { temporaryFolder } from '../../../support/clean-up.ts';
import { LogBook } from '../../../support/log-book.ts';
import { startTestRelay, stopAll, type TestRelay } from '../../../support/test-relay.ts';

let folder: string;
let log: LogBook;
const at = (...names: string[]) => join(folder, ...names);
const write = (name: string, value: unknown) =>
  writeFileSync(at(name), typeof value === 'string' ? value : JSON.stringify(value));

const item = { overlay: 'gear', x: 0, y: 0 };
const layout = (name: string, more: object = {}) => ({
  name,
  title: `The ${name}`,
  items: [item],
  ...more,
});

beforeEach(() => {
  folder = temporaryFolder();
  log = new LogBook();
  for (const name of ['pages', 'built-in', 'user/layouts'])
    mkdirSync(at(name), { recursive: true });
  const size = { width: 300, height: 220 };
  write('pages/overlays.json', [{ name: 'gear', title: 'Gear', size, parameters: [] }]);
  write('pages/page.html', '<!doctype html><title>overlay</title>');
  write('built-in/broadcast.json', layout('broadcast', { author: 'Sequential' }));
  write('built-in/layout.schema.json', { title: 'A layout' });
});

const start = (options: object = {}) =>
  startTestRelay(
    {
      pagesFolder: at('pages'),
      themesFolder: at('themes'),
      layoutsFolder: at('built-in'),
      userFolder: at('user'),
      ...options,
    },
    { log },
  );

function send(
  relay: TestRelay,
  method: string,
  name: string,
  body?: unknown,
  headers: object = {},
) {
  return relay.send(method, `/api/layouts/${name}`, body, headers);
}

const errorOf = ({ json }: { json: unknown }) =>
  (json as { error: { code: string; message: string; hint?: string } }).error;

async function listed(relay: TestRelay): Promise<LayoutMetadata[]> {
  return (await relay.request('/api/layouts')).json as LayoutMetadata[];
}

/** A page that shows a layout, as far as the relay sees one. */
const pageOf = (relay: TestRelay, name: string) =>
  relay.page('live', { overlay: 'layout', layout: name });

describe('layouts', () => {
  test('are listed with their description, built-in ones first', async () => {
    write('user/layouts/mine.json', layout('mine', { width: 800, height: 600 }));
    write('user/layouts/odd.json', layout('odd', { items: [item, { ...item, overlay: 'geer' }] }));
    write('user/layouts/broken.json', '{');
    write('user/layouts/Bad Name.json', layout('x'));
    // Never instead of one that comes with the program.
    write('user/layouts/broadcast.json', layout('broadcast', { title: 'Not this one' }));
    expect(await listed(await start())).toEqual([
      {
        name: 'broadcast',
        title: 'The broadcast',
        author: 'Sequential',
        description: '',
        width: 1920,
        height: 1080,
        theme: null,
        overlays: ['gear'],
        builtIn: true,
        problem: null,
      },
      expect.objectContaining({
        name: 'broken',
        builtIn: false,
        problem: 'It is not JSON at line 1, column 2: it ends too early.',
      }),
      expect.objectContaining({ name: 'mine', width: 800, height: 600, problem: null }),
      expect.objectContaining({
        name: 'odd',
        overlays: ['gear'],
        problem: 'items.1.overlay: there is no overlay "geer"; did you mean "gear"?.',
      }),
    ]);
  });

  test('are saved, returned complete, used by a page, and deleted', async () => {
    const relay = await start();
    const saved = await send(relay, 'PUT', 'mine', layout('mine'));
    expect(saved.status).toBe(200);
    const given = (await send(relay, 'GET', 'mine')).json as Layout;
    expect(given).toEqual(saved.json);
    expect(given.items).toEqual([
      {
        id: 'gear',
        ...item,
        width: 300,
        height: 220,
        theme: null,
        group: null,
        locked: false,
        parameters: {},
      },
    ]);
    expect((await send(relay, 'PUT', 'mine', given)).json).toEqual(given);
    expect((await relay.request('/overlays/layout/mine')).text).toContain('<title>overlay');
    expect((await relay.request('/layouts/mine.json')).json).toEqual(given);
    await stopAll();
    const again = await start();
    expect((await send(again, 'GET', 'mine')).json).toEqual(given);
    expect((await send(again, 'DELETE', 'mine')).status).toBe(200);
    expect((await send(again, 'DELETE', 'mine')).status).toBe(404);
    expect(errorOf(await send(again, 'GET', 'mine'))).toMatchObject({ code: 'not-found' });
    expect((await again.request('/overlays/layout/mine')).status).toBe(404);
    expect(existsSync(at('user/layouts/mine.json'))).toBe(false);
  });

  test('that come with the program are never overwritten or deleted', async () => {
    const relay = await start();
    for (const method of ['PUT', 'DELETE']) {
      const answer = await send(relay, method, 'broadcast', layout('broadcast'));
      expect([answer.status, errorOf(answer).code]).toEqual([409, 'built-in']);
    }
    expect(existsSync(at('user/layouts/broadcast.json'))).toBe(false);
  });

  test.each([
    ['a mistake', 'mine', layout('mine', { items: [{ ...item, x: 'left' }] }), 400, 'bad-layout'],
    [
      'an unknown theme',
      'mine',
      layout('mine', { items: [{ ...item, theme: 'no' }] }),
      400,
      'bad-layout',
    ],
    ['another name', 'mine', layout('other'), 400, 'bad-layout'],
    ['a name that leads elsewhere', '..%2fmine', layout('mine'), 400, 'bad-parameter'],
    ['the name of previews', 'preview', layout('preview'), 400, 'bad-parameter'],
    ['nothing', 'mine', undefined, 400, 'bad-layout'],
  ])('with %s are not kept', async (_what, name, body, status, code) => {
    const relay = await start();
    const answer = await send(relay, 'PUT', name, body);
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(await listed(relay)).toHaveLength(1);
  });

  test('are changed by this machine and its own pages only', async () => {
    const relay = await start({ adminKey: 'admin-key' });
    const away = { 'X-Forwarded-For': '203.0.113.7' };
    const evil = { Origin: 'http://evil.example' };
    for (const headers of [away, evil]) {
      for (const method of ['PUT', 'DELETE']) {
        const { status } = await send(relay, method, 'mine', layout('mine'), headers);
        expect([401, 403]).toContain(status);
      }
    }
    const key = { ...away, Authorization: 'Bearer admin-key' };
    expect((await send(relay, 'PUT', 'mine', layout('mine'), key)).status).toBe(200);
    expect((await send(relay, 'GET', 'mine', undefined, away)).status).toBe(200);
  });

  test('are limited in number', async () => {
    const relay = await start();
    const large = layout('mine', { description: 'x'.repeat(limits.apiBytesMax) });
    expect(errorOf(await send(relay, 'PUT', 'mine', large)).code).toBe('too-large');
  });

  test('are checked without being saved, for editors', async () => {
    const relay = await start();
    const good = await send(relay, 'POST', 'check', layout('draft'));
    expect(good.json).toMatchObject({ layout: { name: 'draft', width: 1920 }, problems: [] });
    const odd = layout('draft', { items: [{ ...item, theme: 'no' }] });
    expect((await send(relay, 'POST', 'check', odd)).json).toMatchObject({
      layout: { items: [{ theme: 'no' }] },
      problems: [{ path: 'items.0.theme' }],
    });
    expect((await send(relay, 'POST', 'check', { name: 7 })).json).toMatchObject({ layout: null });
    expect(await listed(relay)).toHaveLength(1);
  });

  test('have a schema for editors', async () => {
    const relay = await start();
    expect((await relay.request('/layouts/layout.schema.json')).json).toEqual({
      title: 'A layout',
    });
    const missing = await relay.request('/layouts/broadcst.json');
    expect([missing.status, errorOf(missing).hint]).toEqual([
      404,
      'Did you mean /layouts/broadcast.json? There are: broadcast.',
    ]);
  });
});

describe('pages of a layout', () => {
  test('are notified of its changes, by the API or by hand, and no other page is', async () => {
    const relay = await start();
    await send(relay, 'PUT', 'mine', layout('mine'));
    const page = await pageOf(relay, 'mine');
    const other = await pageOf(relay, 'broadcast');
    const gear = await relay.page('live', { overlay: 'gear' });
    await send(relay, 'PUT', 'mine', layout('mine', { title: 'New' }));
    const settings = { type: 'settings', theme: null, overlays: {}, layout: 'mine' };
    expect(await page.next('settings')).toEqual(settings);
    write('user/layouts/mine.json', layout('mine', { title: 'Newer' }));
    expect(await page.next('settings')).toEqual(settings);
    write('user/layouts/mine.json', '{ "damaged"');
    write('user/layouts/other.json', layout('other'));
    write('user/layouts/mine.json', layout('mine', { title: 'Newest' }));
    expect(await page.next('settings')).toEqual(settings);
    expect((await send(relay, 'GET', 'mine')).json).toMatchObject({ title: 'Newest' });
    for (const { heard } of [other, gear]) {
      expect(heard.filter((message) => 'type' in message && message.type === 'settings')).toEqual(
        [],
      );
    }
    expect(relay.relay.viewers().map(({ overlay }) => overlay)).toEqual([
      'layout/mine',
      'layout/broadcast',
      'gear',
    ]);
  });

  test('get the themes of single overlays', async () => {
    mkdirSync(at('user/themes'), { recursive: true });
    for (const name of ['dusk', 'dawn']) write(`user/themes/${name}.json`, { name, title: name });
    const relay = await start();
    const put = (path: string, theme: string) =>
      relay.send('PUT', `/api/settings/theme${path}`, { theme });
    const page = await pageOf(relay, 'broadcast');
    await put('/gear', 'dusk');
    expect(await page.next('settings')).toEqual({
      type: 'settings',
      theme: null,
      overlays: { gear: 'dusk' },
    });
    const later = await pageOf(relay, 'broadcast');
    expect(await later.next('settings')).toMatchObject({ overlays: { gear: 'dusk' } });
    await put('', 'dawn');
    expect(await later.next('settings')).toMatchObject({ theme: 'dawn', overlays: {} });
  });

  test('use the last good file while it is damaged, also after a restart, and it is reported', async () => {
    const relay = await start();
    await send(relay, 'PUT', 'mine', layout('mine'));
    const mistake = JSON.stringify(layout('mine', { items: [{ ...item, x: 'left' }] }));
    await stopAll();
    write('user/layouts/mine.json', mistake);
    const again = await start();
    expect(log.warnings.map(({ sentence }) => sentence)).toEqual([
      'There is a mistake in the file of a layout: the last good one is used.',
    ]);
    expect((await send(again, 'GET', 'mine')).json).toMatchObject({ title: 'The mine' });
    expect((await again.request('/overlays/layout/mine')).status).toBe(200);
    expect((await listed(again))[1]?.problem).toContain('items.0.x');
    expect(readFileSync(at('user/layouts/mine.json'), 'utf8')).toBe(mistake);
    await stopAll();
    write('user/layouts/mine.json', mistake.slice(0, 20));
    const third = await start();
    expect((await send(third, 'GET', 'mine')).json).toMatchObject({ title: 'The mine' });
    expect((await listed(third))[1]?.problem).toBeNull();
    expect(readFileSync(at('user/layouts/mine.json.damaged'), 'utf8')).toBe(mistake.slice(0, 20));
  });
});
