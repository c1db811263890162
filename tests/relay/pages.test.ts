/** Pages, themes and API over real connections: what is served to whom, with which headers. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import express from 'express';
import { beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { temporaryFolder, withFile } from '../support/clean-up.ts';
import { rawRequest } from '../support/raw-http.ts';
import { RawConnection, startTestRelay } from '../support/test-relay.ts';

const folder = temporaryFolder(withFile);
const at = (...names: string[]) => join(folder, ...names);

beforeAll(() => {
  for (const name of [
    'pages/assets/fonts',
    'pages/overlays',
    'pages/panel',
    'themes',
    'user/themes',
  ]) {
    mkdirSync(at(name), { recursive: true });
  }
  const write = (name: string, value: unknown) =>
    writeFileSync(at(name), typeof value === 'string' ? value : JSON.stringify(value));
  const overlay = (name: string) => ({ name, title: name, size: { width: 400, height: 300 } });
  for (const name of ['tachometer', 'pedals', 'gear']) {
    write(`pages/overlays/${name}.html`, '<!doctype html><title>overlay</title>');
  }
  write('pages/panel/index.html', '<!doctype html><title>panel</title>');
  write('pages/panel/panel.css', 'p{}');
  write('pages/overlays.json', [overlay('tachometer'), overlay('pedals'), overlay('gear')]);
  write('pages/build.json', { build: 'b42' });
  write('pages/assets/boot-ABCDEF12.js', 'export {};');
  write('pages/assets/fonts/font.woff2', 'font');
  write('secret.txt', 'secret');
  write('pages/secret.txt', 'secret');
  const theme = (name: string, title: string) => ({ name, title, author: 'somebody' });
  write('themes/apex.json', theme('apex', 'Apex'));
  write('themes/theme.schema.json', { title: 'A theme' });
  write('user/themes/apex.json', theme('apex', 'Not this one'));
  write('user/themes/mine.json', theme('mine', 'Mine'));
  write('user/themes/broken.json', '{');
  write('user/themes/other.json', theme('another', 'Other'));
  write('user/themes/Bad Name.json', theme('Bad Name', 'x'));
  write('user/themes/large.json', ' '.repeat(limits.themeBytesMax + 1));
});

const start = (options: object = {}) =>
  startTestRelay({
    pagesFolder: at('pages'),
    themesFolder: at('themes'),
    userFolder: at('user'),
    ...options,
  });

const errorOf = (answer: { json: unknown }) =>
  (answer.json as { error: { code: string; message: string; hint?: string } }).error;

describe('pages', () => {
  test('an overlay is served uncached with a strict policy', async () => {
    const relay = await start();
    const answer = await relay.request('/overlays/pedals?theme=apex&units=mph');
    expect([answer.status, answer.text]).toEqual([200, '<!doctype html><title>overlay</title>']);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const host = relay.address.slice('http://'.length);
    expect(answer.headers.get('content-security-policy')).toBe(
      "default-src 'none';script-src 'self';style-src 'self' 'unsafe-inline';" +
        `img-src 'self' data: blob:;font-src 'self';connect-src 'self' ws://${host} wss://${host};` +
        "frame-src 'self';frame-ancestors 'self';base-uri 'none';form-action 'self'",
    );
  });

  test('an unknown overlay is answered with the nearest one', async () => {
    const relay = await start();
    const answer = await relay.request('/overlays/tachometre');
    expect(answer.status).toBe(404);
    expect(errorOf(answer)).toEqual({
      code: 'not-found',
      message: 'There is no overlay "tachometre".',
      hint: 'Did you mean /overlays/tachometer? There are: tachometer, pedals, gear.',
    });
  });

  test('files with a hash in the name are cached for ever, others are revalidated', async () => {
    const relay = await start();
    const script = await relay.request('/assets/boot-ABCDEF12.js');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(script.headers.get('content-type')).toContain('text/javascript');
    const font = await relay.request('/assets/fonts/font.woff2');
    expect(font.headers.get('cache-control')).toBe('no-cache');
    expect(font.headers.get('content-type')).toBe('font/woff2');
  });

  test('the panel is at the root', async () => {
    const relay = await start();
    expect((await relay.request('/')).text).toContain('panel');
    expect((await relay.request('/panel/panel.css')).text).toBe('p{}');
  });

  test('a page that is not built is answered with the reason', async () => {
    const relay = await start({ pagesFolder: at('nothing') });
    expect(errorOf(await relay.request('/')).hint).toContain('Install Sequential again');
    expect((await relay.request('/overlays/gear')).status).toBe(404);
    expect((await relay.request('/api/overlays')).json).toEqual([]);
  });

  test.each([
    '/assets/../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..%5csecret.txt',
    '/panel/../../secret.txt',
    '/themes/../secret.json',
    '/themes/..%2fuser%2fthemes%2fmine.json',
    '/themes/....json',
    '/overlays/../secret.txt',
    '/secret.txt',
    '/page.html',
    '/assets/',
    '/assets/fonts',
    '//assets/boot-ABCDEF12.js',
  ])('%s leads nowhere', async (path) => {
    const relay = await start();
    // A raw request: a client would normalise the address.
    const request = rawRequest(`GET ${path}`, ['Connection: close']);
    const connection = new RawConnection(relay.address, request);
    await connection.closed;
    expect(connection.text).toMatch(/^HTTP\/1\.1 (400|403|404) /);
    expect(connection.text).not.toContain('secret"}');
  });

  test('a page receives the build that the relay serves', async () => {
    const relay = await start();
    const page = await relay.page('A', { build: 'old' });
    expect(page.heard[0]).toMatchObject({ type: 'welcome', build: 'b42' });
    expect(relay.relay.viewers()).toMatchObject([{ build: 'old' }]);
  });
});

describe('themes', () => {
  test('are listed with their own description, the built-in ones first', async () => {
    const relay = await start();
    const { json } = await relay.request('/api/themes');
    expect(json).toEqual([
      {
        name: 'apex',
        title: 'Apex',
        author: 'somebody',
        description: '',
        preview: null,
        builtIn: true,
        problem: null,
      },
      expect.objectContaining({
        name: 'broken',
        problem: 'It is not JSON at line 1, column 2: it ends too early.',
      }),
      expect.objectContaining({
        name: 'large',
        problem: `It is too large: it may have ${limits.themeBytesMax} bytes at most.`,
      }),
      expect.objectContaining({ name: 'mine', title: 'Mine', builtIn: false, problem: null }),
      expect.objectContaining({
        name: 'other',
        problem: expect.stringContaining('"name": "other"'),
      }),
    ]);
  });

  test('are served by name; a built-in one takes precedence', async () => {
    const relay = await start();
    expect((await relay.request('/themes/apex.json')).json).toMatchObject({ title: 'Apex' });
    expect((await relay.request('/themes/mine.json')).json).toMatchObject({ title: 'Mine' });
    expect((await relay.request('/themes/theme.schema.json')).json).toEqual({ title: 'A theme' });
    const missing = await relay.request('/themes/apx.json');
    expect(missing.status).toBe(404);
    expect(errorOf(missing).hint).toContain('/themes/apex.json');
  });
});

describe('the API', () => {
  test('lists the overlays as the build collected them', async () => {
    const relay = await start();
    const { json } = await relay.request('/api/overlays');
    expect((json as { name: string }[]).map(({ name }) => name)).toEqual([
      'tachometer',
      'pedals',
      'gear',
    ]);
  });

  test('an unknown address is answered in JSON', async () => {
    const relay = await start();
    for (const path of ['/nothing', '/api/nothing', '/ingest/', '/ingestx', '/overlays', '/%zz']) {
      const answer = await relay.request(path);
      expect([path, answer.status >= 400]).toEqual([path, true]);
      expect(errorOf(answer).code).toMatch(/^(not-found|bad-request)$/);
    }
  });

  test('health and metrics contain no names', async () => {
    const relay = await start();
    await relay.send('PUT', '/api/sessions/SECRET-SESSION', { driverName: 'Niki' });
    const health = await relay.request('/health');
    expect([health.status, health.json]).toMatchObject([
      200,
      { status: 'ok', sessions: 1, viewers: 0, recorder: { state: 'ok', framesDropped: 0 } },
    ]);
    const metrics = await relay.request('/metrics');
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(metrics.text).toContain('sequential_sessions 1\n');
    expect(metrics.text).toMatch(/^sequential_store_frames_dropped_total 0$/m);
    for (const { text } of [health, metrics]) expect(text).not.toMatch(/Niki|SECRET/);
  });

  test('routes that are added are private, whatever they do', async () => {
    const relay = await start();
    const router = express.Router();
    router.get('/extra', (_request, response) => {
      response.json({ ok: true });
    });
    router.post('/extra', (request, response) => {
      response.json(request.body);
    });
    relay.relay.mount(router);
    expect((await relay.ask('/api/extra')).status).toBe(401);
    expect((await relay.request('/api/extra')).json).toEqual({ ok: true });
    const post = (headers: object, by = relay.request) =>
      by('/api/extra', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', ...headers },
        body: '{"a":1}',
      });
    expect((await post({})).json).toEqual({ a: 1 });
    expect((await post({ Origin: relay.address })).status).toBe(200);
    expect((await post({}, relay.ask)).status).toBe(401);
    expect(errorOf(await post({ Origin: 'http://localhost:3000' })).code).toBe('foreign-page');
  });

  test('a foreign host name gets nothing', async () => {
    const relay = await start();
    for (const path of ['/', '/health', '/metrics', '/api/overlays', '/assets/boot-ABCDEF12.js']) {
      const connection = new RawConnection(
        relay.address,
        `GET ${path} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
      );
      await connection.closed;
      expect(connection.text).toContain('HTTP/1.1 403');
      expect(connection.text).toContain('foreign-host');
    }
  });
});
