/** The settings as the panel sees and changes them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { CommandContext } from '../../../cli/command.ts';
import { configRoutes } from '../../../cli/parts/config-routes.ts';
import type { ConfigAnswer, ConfigSaved, SettingNow } from '../../../protocol/program-answers.ts';
import { freePort } from '../../../scripts/processes.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { commandContext } from '../../support/command-context.ts';
import { startTestRelay, type TestRelay } from '../../support/test-relay.ts';

async function start(config: object, more: Partial<CommandContext> = {}) {
  const folder = temporaryFolder();
  const context = commandContext(folder, config, more);
  writeFileSync(context.configFile, JSON.stringify(config));
  const relay = await startTestRelay();
  relay.relay.mount(configRoutes(context));
  return { relay, file: context.configFile };
}

async function settingsOf(relay: TestRelay): Promise<Map<string, SettingNow>> {
  const answer = (await relay.request('/api/config')).json as ConfigAnswer;
  return new Map(answer.settings.map((setting) => [setting.name, setting]));
}

async function put(relay: TestRelay, body: object) {
  return relay.send('PUT', '/api/config', body);
}

test('each setting tells its value, its source and what would be after a restart', async () => {
  const flags = [{ name: 'port', value: 6001, place: '--port' } as const];
  const { relay } = await start({ hz: 100, port: 6000 }, { given: { environment: [], flags } });
  const settings = await settingsOf(relay);
  expect(settings.get('hz')).toMatchObject({ value: 100, source: 'file', fixedBy: null });
  expect(settings.get('port')).toMatchObject({
    value: 6001,
    inFile: 6000,
    source: 'flag',
    fixedBy: '--port',
    isWaiting: false,
  });
  expect(settings.get('batch')).toMatchObject({
    value: 'auto',
    source: 'default',
    control: { kind: 'number', min: 1, max: 200, isWhole: true, word: 'auto' },
  });
});

test('each setting says in whole sentences what it is for, without the words of flags', async () => {
  const { relay } = await start({});
  const settings = [...(await settingsOf(relay)).values()];
  const sentence = /^[A-Z][^—;]+[.]$/;
  expect(settings.filter((one) => !sentence.test(one.sentence))).toEqual([]);
  expect(new Set(settings.map(({ title }) => title)).size).toBe(settings.length);
});

test('a saved change waits for the restart', async () => {
  const { relay, file } = await start({ hz: 100 });
  const saved = (await put(relay, { changes: { hz: 30, driver: 'Ayşe' } })).json as ConfigSaved;
  expect(saved.isSaved).toBe(true);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ hz: 30, driver: 'Ayşe' });
  const settings = await settingsOf(relay);
  expect(settings.get('hz')).toMatchObject({ value: 100, inFile: 30, isWaiting: true });
  await put(relay, { changes: { hz: 100 } });
  expect((await settingsOf(relay)).get('hz')).toMatchObject({ isWaiting: false });
});

test('one wrong value keeps all from being saved', async () => {
  const { relay, file } = await start({ hz: 100 });
  const saved = (await put(relay, { changes: { hz: 1000, driver: 'A' } })).json as ConfigSaved;
  expect(saved).toEqual({
    isSaved: false,
    problems: [{ name: 'hz', sentence: 'It must be a number from 1 to 333.' }],
  });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ hz: 100 });
});

test('no answer holds a secret', async () => {
  const config = {
    key: 'publish-hush',
    adminKey: 'admin-hush',
    db: 'postgres://me:db-hush@db.example/laps',
    obs: { password: 'obs-hush' },
    triggers: [{ name: 'A', on: 'paused', do: [{ http: 'https://hook.example/hook-hush' }] }],
  };
  const { relay } = await start(config);
  const read = await relay.request('/api/config');
  const saved = await put(relay, { changes: { hz: 30, key: 'another-hush' } });
  expect((saved.json as ConfigSaved).isSaved).toBe(true);
  const wrong = await put(relay, { changes: { key: 'hush', db: 'mysql://x:hush@y' } });
  for (const { text } of [read, saved, wrong]) expect(text).not.toContain('hush');
  expect((await settingsOf(relay)).get('db')).toMatchObject({
    shown: 'postgres://…@db.example/laps',
    value: null,
    isInFile: true,
    isWaiting: false,
  });
});

test.each([
  { db: 'mysql://me:hush@db.example' },
  { db: 'postgres:me:hush@db.example' },
  { db: 'host=db password=hush' },
  { db: { url: 'postgres://me:hush@db.example' } },
  { db: ['postgres://me:hush@db.example'] },
  { key: ['hush-hush'] },
  { adminKey: { is: 'hush' } },
  { obs: { url: 'ws://me:hush@127.0.0.1:4455' } },
  { obs: { url: 'ws://127.0.0.1:4455/?password=hush' } },
  { obs: { password: ['hush'] } },
  ...[
    'https://hook.example?token=hush',
    'https://hook.example#hush',
    'https://me:hush@hook.example/x',
    'https://me:h/u?hush@hook.example/x',
    'https:\\\\hook.example\\hush',
    ' https://hook.example/hush',
    'hook.example/hush',
  ].map((http) => ({ triggers: [{ name: 'A', on: 'paused', do: [{ http }] }] })),
  {
    triggers: [{ name: 'A', on: 'paused', do: [{ http: 'https://x.example', headers: ['hush'] }] }],
  },
  {
    triggers: { do: { http: 'x', body: { pwd: 'hush', credentials: 'hush', PASSPHRASE: 'hush' } } },
  },
])('no secret of a file that somebody wrote by hand is shown: %j', async (config) => {
  const { relay, file } = await start({});
  writeFileSync(file, JSON.stringify(config));
  const { status, text } = await relay.request('/api/config');
  expect(status).toBe(200);
  expect(text).not.toContain('hush');
  const { problem } = JSON.parse(text) as ConfigAnswer;
  if (problem === null) return;
  const restart = await relay.request('/api/restart', { method: 'POST' });
  expect(restart.text).not.toContain('hush');
});

test('a broken file is left as it is until a new one is asked for', async () => {
  const { relay, file } = await start({});
  writeFileSync(file, '{ "hz": 60, }');
  expect((await relay.request('/api/config')).json).toMatchObject({ isBroken: true });
  const refused = await put(relay, { changes: { hz: 30 } });
  expect(refused.status).toBe(409);
  expect(refused.json).toMatchObject({ error: { code: 'bad-config' } });
  expect(readFileSync(file, 'utf8')).toBe('{ "hz": 60, }');
  await put(relay, { changes: { hz: 30 }, replaceBroken: true });
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ hz: 30 });
  expect(readFileSync(`${file}.old`, 'utf8')).toBe('{ "hz": 60, }');
});

test('a restart is refused while the file has a mistake, and tells a new address', async () => {
  let restarts = 0;
  const restart = () => {
    restarts++;
  };
  const { relay, file } = await start({}, { restart });
  writeFileSync(file, '{ "htz": 60 }');
  const refused = await relay.request('/api/restart', { method: 'POST' });
  expect(refused.json).toMatchObject({ error: { code: 'bad-config' } });
  expect(restarts).toBe(0);
  const port = await freePort();
  writeFileSync(file, JSON.stringify({ port }));
  const answer = await relay.request('/api/restart', { method: 'POST' });
  expect(answer.json).toEqual({ address: `http://127.0.0.1:${port}` });
  await expect.poll(() => restarts).toBe(1);
});

test('rules are shown without their secrets, which stay when the rules are saved', async () => {
  const hook = {
    http: 'https://hook.example/api/hush-path',
    headers: { 'X-Any': 'hush-header' },
    body: { content: '{driver}', apiKey: 'hush-key' },
  };
  const config = { triggers: [{ name: 'A', on: 'paused', do: [hook] }] };
  const { relay, file } = await start(config);
  const { inFile } = (await settingsOf(relay)).get('triggers')!;
  expect(inFile).toContain('https://hook.example/(kept ');
  expect(inFile).toContain('{driver}');
  expect(inFile).not.toContain('hush');
  const text = String(inFile).replace('"A"', '"B"');
  expect((await put(relay, { changes: { triggers: text } })).json).toMatchObject({ isSaved: true });
  const saved = JSON.parse(readFileSync(file, 'utf8')) as typeof config;
  expect(saved.triggers).toEqual([{ name: 'B', on: 'paused', do: [hook] }]);
});

test.each([
  ['[{]', 'It is not JSON at line 1, column 3'],
  [
    '[{"name":"A","on":"paused","do":[{"http":"https://x.example/(kept 00000000)"}]}]',
    'stands for nothing',
  ],
  ['[{"name":"A","on":"pause","do":[{"scene":"X"}]}]', 'Rule 1, on: Unknown event "pause"'],
  ['{}', 'Expected a list.'],
])('rules with a mistake are refused: %s', async (triggers, sentence) => {
  const { relay } = await start({});
  const saved = (await put(relay, { changes: { triggers } })).json as ConfigSaved;
  expect(saved.isSaved).toBe(false);
  expect(JSON.stringify(saved).replaceAll('\\"', '"')).toContain(sentence);
});
