/** User themes through the API: checked, whole, never over a built-in one, and announced at once. */

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { problemText } from '../../../../protocol/file-schema.ts';
import { limits } from '../../../../protocol/limits.ts';
import type { ThemeMetadata } from '../../../../protocol/theme-metadata.ts';
import { checkTheme } from '../../../../protocol/theme-schema.ts';
import { eachRelayFolder } from '../../../support/relay-folders.ts';
import { stopAll, type TestRelay } from '../../../support/test-relay.ts';
import { until } from '../../../support/until.ts';

const overlays = ['tachometer', 'gear'].map((name) => ({ name, title: name, size: {} }));
const tried = eachRelayFolder(overlays);
const start = (options?: object): Promise<TestRelay> => tried.start(options);

const own = (...names: string[]) => join(tried.folder, 'user/themes', ...names);

const theme = (more: object = {}) => ({ version: 1, name: 'mine', title: 'Mine', ...more });

function send(relay: TestRelay, method: string, path: string, body?: unknown, headers = {}) {
  return relay.send(method, `/api${path}`, body, headers);
}

const errorOf = (answer: { json: unknown }) =>
  (answer.json as { error: { code: string; message: string; hint?: string } }).error;

async function facts(relay: TestRelay, name: string): Promise<ThemeMetadata | undefined> {
  const { json } = await relay.request('/api/themes');
  return (json as ThemeMetadata[]).find((one) => one.name === name);
}

async function served(relay: TestRelay, name = 'mine'): Promise<unknown> {
  return (await relay.request(`/themes/${name}.json`)).json;
}

describe('a user theme', () => {
  test('is saved, listed, served, and announced once to the pages that show it', async () => {
    const relay = await start();
    const page = await relay.page('live', { overlay: 'gear' });
    const answer = await send(relay, 'PUT', '/themes/mine', theme({ author: 'I' }));
    expect([answer.status, answer.json]).toEqual([200, { name: 'mine' }]);
    expect(await page.next('settings')).toEqual({ type: 'settings', theme: null, changed: 'mine' });
    expect(await facts(relay, 'mine')).toEqual({
      name: 'mine',
      title: 'Mine',
      author: 'I',
      description: '',
      preview: null,
      builtIn: false,
      problem: null,
    });
    expect(await served(relay)).toEqual(theme({ author: 'I' }));
    // The watcher has seen the file too; what it tells next is another one.
    await new Promise((resolve) => setTimeout(resolve, 3 * limits.fileQuietMs));
    await send(relay, 'PUT', '/themes/other', theme({ name: 'other' }));
    expect(await page.next('settings')).toMatchObject({ changed: 'other' });
  });

  test('survives a restart, with only its own file and copy on disk', async () => {
    await send(await start(), 'PUT', '/themes/mine', theme({ title: 'First' }));
    await stopAll();
    const relay = await start();
    await send(relay, 'PUT', '/themes/mine', theme({ title: 'Second' }));
    await stopAll();
    expect(await served(await start())).toEqual(theme({ title: 'Second' }));
    expect(readdirSync(own()).sort()).toEqual(['mine.json', 'mine.json.last-good']);
    expect(tried.log.warnings).toEqual([]);
  });

  test('files left by a killed program are removed at the next start', async () => {
    mkdirSync(own());
    const old = new Date(Date.now() - 3_600_000);
    for (const file of [
      own('mine.json.77-0123abcd.tmp'),
      join(tried.folder, 'user/a.json.7-0123abcd.tmp'),
    ]) {
      writeFileSync(file, '{"name": "mi');
      utimesSync(file, old, old);
    }
    writeFileSync(own('young.json.77-0123abcd.tmp'), '{');
    await start();
    expect(readdirSync(own())).toEqual(['young.json.77-0123abcd.tmp']);
    expect(existsSync(join(tried.folder, 'user/a.json.7-0123abcd.tmp'))).toBe(false);
  });

  test('a theme answers to its former name, unless a user theme has that name', async () => {
    const relay = await start();
    expect(await served(relay, 'broadcast')).toMatchObject({ name: 'world-feed' });
    await send(relay, 'PUT', '/themes/broadcast', theme({ name: 'broadcast' }));
    expect(await served(relay, 'broadcast')).toMatchObject({ name: 'broadcast' });
  });

  test.each<[string, string, unknown, number, string, string]>([
    ['a built-in one', 'apex', theme({ name: 'apex' }), 409, 'built-in', 'comes with the program'],
    ['another name', 'mine', theme({ name: 'yours' }), 400, 'bad-theme', '"name": "mine"'],
    ['a name with a path', '..%2fmine', theme(), 400, 'bad-parameter', 'a-z'],
    ['a list', 'mine', [], 400, 'bad-theme', 'a JSON object'],
    ['no title', 'mine', { name: 'mine' }, 400, 'bad-theme', 'title: it is missing'],
    [
      'a key that there is not',
      'mine',
      theme({ palette: { acent: '#000000' } }),
      400,
      'bad-theme',
      'palette.acent: there is no such key here; did you mean "accent"?',
    ],
    ['a kind', 'mine', theme({ gauge: { kind: 'ark' } }), 400, 'bad-theme', 'gauge.kind: expected'],
    [
      'a colour',
      'mine',
      theme({ palette: { ink: 'red' } }),
      400,
      'bad-theme',
      'palette.ink: expected a colour such as "#1e90ff" or "#1e90ffcc"',
    ],
    ['a newer one', 'mine', theme({ version: 99 }), 400, 'bad-theme', 'newer Sequential'],
    [
      'many mistakes',
      'mine',
      theme({ panel: { corner: -1, slantDeg: 99, form: 0, material: 1, opacity: 7 } }),
      400,
      'bad-theme',
      'and 2 more',
    ],
  ])('%s is refused, and nothing is written', async (_what, name, body, status, code, words) => {
    const relay = await start();
    const answer = await send(relay, 'PUT', `/themes/${name}`, body);
    expect([answer.status, errorOf(answer).code]).toEqual([status, code]);
    expect(errorOf(answer).message).toContain(words);
    expect(readdirSync(own())).toEqual([]);
  });

  test('a file that is not JSON, or too large, is refused', async () => {
    const relay = await start();
    const text = await relay.request('/api/themes/mine', { method: 'PUT', body: 'x' });
    expect(errorOf(text).code).toBe('not-json');
    const large = theme({ description: 'x'.repeat(limits.themeBytesMax) });
    expect(errorOf(await send(relay, 'PUT', '/themes/mine', large)).code).toBe('too-large');
    expect(readdirSync(own())).toEqual([]);
  });

  test('their number is limited', async () => {
    mkdirSync(own());
    for (let n = 0; n < limits.ownThemesMax; n++) {
      writeFileSync(own(`t${n}.json`), JSON.stringify(theme({ name: `t${n}` })));
    }
    const relay = await start();
    expect(errorOf(await send(relay, 'PUT', '/themes/mine', theme())).code).toBe('too-many');
    expect((await send(relay, 'PUT', '/themes/t7', theme({ name: 't7' }))).status).toBe(200);
  });

  test('can be changed by this machine’s own pages only', async () => {
    const relay = await start();
    await send(relay, 'PUT', '/themes/mine', theme());
    for (const method of ['PUT', 'DELETE']) {
      const body = method === 'PUT' ? theme({ title: 'Theirs' }) : undefined;
      const origin = { Origin: 'http://evil.example' };
      const foreign = await send(relay, method, '/themes/mine', body, origin);
      expect(foreign.status).toBe(403);
      const forwarded = { 'X-Forwarded-For': '10.0.0.7' };
      const remote = await send(relay, method, '/themes/mine', body, forwarded);
      expect(errorOf(remote).code).toBe('key-missing');
    }
    expect(await served(relay)).toEqual(theme());
  });

  test('the schema and the check of the pages agree on each of these', async () => {
    const relay = await start();
    const cases: object[] = [
      {},
      { fonts: { numbers: { family: 'Orbitron', weight: 700 } } },
      { fonts: { numbers: { family: 'Orbitron', weight: 600 } } },
      { fonts: { labels: { family: 'Orbitron' } } },
      { fonts: { labels: { weight: 650 } } },
      { fonts: { labels: { weight: 700 } } },
      { fonts: { gear: { family: 'Barlow Condensed', weight: 700 } } },
      { fonts: { gear: { family: 'Barlow Condensed', weight: 700, italic: true } } },
      { fonts: { gear: { italic: true } } },
      { palette: { gauge: [] } },
      { palette: { gauge: ['#000000'] } },
      { lights: { count: 3.5 } },
      { title: '' },
      { motion: { timeMs: 601 } },
    ];
    for (const more of cases) {
      const { theme: drawn, problems } = checkTheme(theme(more));
      const answer = await send(relay, 'PUT', '/themes/mine', theme(more));
      const what = `${JSON.stringify(more)}: ${answer.text}; ${problems.map(problemText).join()}`;
      expect(answer.status === 200, what).toBe(drawn !== null);
    }
  });
});

describe('a theme that is deleted', () => {
  test('is chosen nowhere any more, and the pages are notified', async () => {
    const relay = await start();
    await send(relay, 'PUT', '/themes/mine', theme());
    await send(relay, 'PUT', '/settings/theme', { theme: 'mine' });
    await send(relay, 'PUT', '/settings/theme/gear', { theme: 'mine' });
    await send(relay, 'PUT', '/settings/theme/tachometer', { theme: 'heritage' });
    const gear = await relay.page('live', { overlay: 'gear' });
    expect(await gear.next('settings')).toMatchObject({ theme: 'mine' });
    const answer = await send(relay, 'DELETE', '/themes/mine');
    expect(answer.json).toEqual({ name: 'mine', wasChosen: { all: true, overlays: ['gear'] } });
    expect(await gear.next('settings')).toEqual({ type: 'settings', theme: null });
    const kept = { theme: null, overlays: { tachometer: 'heritage' } };
    expect((await relay.request('/api/settings')).json).toEqual(kept);
    expect((await relay.request('/themes/mine.json')).status).toBe(404);
    expect(readdirSync(own())).toEqual([]);
  });

  test('a file with the name of a built-in one is left alone', async () => {
    mkdirSync(own());
    writeFileSync(own('apex.json'), JSON.stringify(theme({ name: 'apex', title: 'Not this' })));
    const relay = await start();
    expect(await facts(relay, 'apex')).toMatchObject({ title: 'Apex', builtIn: true });
    expect(readdirSync(own())).toEqual(['apex.json']);
  });

  test('must exist and not be built in', async () => {
    const relay = await start();
    expect(errorOf(await send(relay, 'DELETE', '/themes/mine')).code).toBe('not-found');
    expect(errorOf(await send(relay, 'DELETE', '/themes/apex')).code).toBe('built-in');
    expect(existsSync(join(tried.folder, 'built-in/apex.json'))).toBe(true);
  });
});

describe('a theme file that is damaged', () => {
  test.each([
    ['empty', '', 'It is empty.'],
    [
      'cut off',
      '{"version": 1, "name": "mi',
      'It is not JSON at line 1, column 27: it ends too early.',
    ],
    ['zeroes', '\0'.repeat(300), 'It holds zeroes only, as after a power failure.'],
  ])(
    '(%s) at the start is named and kept aside, and the last good one is used',
    async (_what, text, problem) => {
      await send(await start(), 'PUT', '/themes/mine', theme({ title: 'Whole' }));
      await stopAll();
      writeFileSync(own('mine.json'), text);
      const relay = await start();
      expect(await served(relay)).toEqual(theme({ title: 'Whole' }));
      expect(await facts(relay, 'mine')).toMatchObject({ title: 'Whole', problem: null });
      expect(readFileSync(own('mine.json.damaged'), 'utf8')).toBe(text);
      expect(tried.log.warnings).toEqual([
        {
          level: 'warn',
          sentence: 'The file of a theme was damaged: the last good one took its place.',
          fields: {
            file: own('mine.json'),
            problem,
            keptAs: own('mine.json.damaged'),
          },
        },
      ]);
    },
  );

  test('and never was good stays, with its problem reported', async () => {
    mkdirSync(own());
    writeFileSync(own('mine.json'), '{');
    const relay = await start();
    expect(await facts(relay, 'mine')).toMatchObject({
      problem: 'It is not JSON at line 1, column 2: it ends too early.',
    });
    expect(readFileSync(own('mine.json'), 'utf8')).toBe('{');
  });

  test('by an editor stays, and the last good one is used meanwhile', async () => {
    mkdirSync(own());
    const edit = (value: unknown) => writeFileSync(own('mine.json'), JSON.stringify(value));
    edit(theme({ title: 'By hand' }));
    const relay = await start();
    const page = await relay.page('live', { overlay: 'gear' });
    edit(theme({ title: 'Better' }));
    expect(await page.next('settings')).toMatchObject({ changed: 'mine' });
    const mistake = theme({ title: 'Worse', gauge: { kind: 'ark' } });
    edit(mistake);
    await until('the mistake is said', () => tried.log.warnings.length > 0);
    expect(tried.log.warnings[0]!.sentence).toBe(
      'There is a mistake in the file of a theme: the last good one is used.',
    );
    expect(await served(relay)).toEqual(theme({ title: 'Better' }));
    const { problem, lastGood } = (await facts(relay, 'mine'))!;
    expect([problem, lastGood]).toEqual([expect.stringContaining('gauge.kind'), true]);
    // Also over a restart: what somebody wrote is not taken away from them.
    await stopAll();
    const again = await start();
    expect(await served(again)).toEqual(theme({ title: 'Better' }));
    expect(JSON.parse(readFileSync(own('mine.json'), 'utf8'))).toEqual(mistake);
    const later = await again.page('live', { overlay: 'gear' });
    edit(theme({ title: 'Best' }));
    expect(await later.next('settings')).toMatchObject({ changed: 'mine' });
    expect(await served(again)).toEqual(theme({ title: 'Best' }));
  });
});
