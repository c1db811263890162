/** `/api/rules` on a real relay, with a real config file and a fake OBS. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { ruleRoutes } from '../../../cli/parts/rule-routes.ts';
import type { RuleSaved, RulesInFile } from '../../../protocol/program-answers.ts';
import type { Firing } from '../../../protocol/relay-answers.ts';
import type { ObsControl } from '../../../relay/obs/obs-control.ts';
import { obsRoutes } from '../../../relay/obs/obs-routes.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import type { FakeObs } from '../../support/fake-obs.ts';
import { obsControl, startFakeObs } from '../../support/obs-control.ts';
import { startTestRelay, type TestRelay } from '../../support/test-relay.ts';
import { until } from '../../support/until.ts';

const hook = { http: 'https://example.org/secret-hook' };
const pits = { name: 'pits', on: 'pit-entered', do: [{ scene: 'Pits' }, hook] };

let fake: FakeObs;
let relay: TestRelay;
let control: ObsControl;
let file: string;

beforeEach(async () => {
  fake = await startFakeObs();
  file = join(temporaryFolder(), 'sequential.config.json');
  relay = await startTestRelay();
  control = obsControl({ url: fake.url }, [], { file, timing: { filePollMs: 60_000 } });
  onTestFinished(() => control.stop());
  relay.relay.mount(obsRoutes(control));
  relay.relay.mount(ruleRoutes(file, control));
  await until('OBS is connected', () => control.dispatcher.scene !== null);
});

const fileNow = () => JSON.parse(readFileSync(file, 'utf8')) as { triggers: unknown[] };
const names = () => control.dispatcher.rules.map(({ name }) => name);
const rules = async () => (await relay.request('/api/rules')).json as RulesInFile;

function send(method: 'PUT' | 'POST' | 'DELETE', path: string, body: unknown = {}) {
  return relay.send(method, `/api/rules/${path}`, body);
}

test('a rule is saved in a new file and in use at once', async () => {
  expect(await rules()).toEqual({ file, problem: null, rules: [] });
  const rule = { name: 'laps', on: 'lap-completed', do: [{ scene: 'Race' }] };
  expect((await send('PUT', 'laps', rule)).json).toEqual({ problems: [] });
  expect(names()).toEqual(['laps']);
  expect(fileNow()).toEqual({ triggers: [rule] });
});

test('a change keeps the rest of the file, and what the panel was not shown', async () => {
  writeFileSync(file, JSON.stringify({ mine: 1, triggers: [pits] }));
  const shown = (await rules()).rules[0]!;
  expect(JSON.stringify(shown)).not.toContain('secret');
  await send('PUT', 'pits', { ...shown, name: 'box', cooldownSeconds: 3 });
  expect(fileNow()).toEqual({
    mine: 1,
    triggers: [{ ...pits, name: 'box', cooldownSeconds: 3 }],
  });
  expect(names()).toEqual(['box']);
});

test('a rule with a mistake is not saved, and the mistake is named', async () => {
  writeFileSync(file, JSON.stringify({ triggers: [pits] }));
  const { json } = await send('PUT', 'laps', { name: 'laps', on: 'lap', do: [] });
  expect((json as RuleSaved).problems.join(' ')).toContain('Unknown event "lap"');
  const double = await send('PUT', 'laps', { ...pits, do: [{ scene: 'Race' }] });
  expect((double.json as RuleSaved).problems.join(' ')).toContain('Two rules are called "pits"');
  expect(fileNow()).toEqual({ triggers: [pits] });
});

test('a rule is deleted; one that is not there is an error', async () => {
  writeFileSync(file, JSON.stringify({ triggers: [pits] }));
  expect((await send('DELETE', 'pits')).json).toEqual({ problems: [] });
  expect(fileNow()).toEqual({ triggers: [] });
  expect((await send('DELETE', 'pits')).status).toBe(404);
});

test('a draft is tried in OBS without being saved', async () => {
  const draft = { name: 'draft', on: 'pit-entered', do: [{ scene: 'Pits' }] };
  const firing = (await send('POST', 'draft/try', draft)).json as Firing;
  expect(firing).toMatchObject({ rule: 'draft', outcome: 'done', test: true });
  expect(fake.program).toBe('Pits');
  expect(names()).toEqual([]);
  const bad = await send('POST', 'draft/try', { ...draft, do: [{ scenes: 'Pits' }] });
  expect(bad.status).toBe(400);
});

test('a file that is not JSON is left alone', async () => {
  writeFileSync(file, '{ "triggers": [');
  expect((await rules()).problem).not.toBeNull();
  const { status, json } = await send('PUT', 'pits', pits);
  expect(status).toBeGreaterThanOrEqual(400);
  expect(json).toMatchObject({ error: { code: 'bad-config' } });
  expect(readFileSync(file, 'utf8')).toBe('{ "triggers": [');
});

test('the names to choose from come from OBS, and are unknown while it is away', async () => {
  fake.addItem('Race', 'Banner');
  const { json } = await relay.request('/api/obs/names');
  expect(json).toMatchObject({
    places: [
      { name: 'Race', isGroup: false },
      { name: 'Pits', isGroup: false },
    ],
  });
  await fake.stop(1001);
  await until('OBS is gone', () => control.obs.state.name !== 'connected');
  expect((await relay.request('/api/obs/names')).json).toBeNull();
});

test('the filters of a source come from OBS, and there are none while it is away', async () => {
  fake.inputs.set('Camera', {
    kind: 'dshow_input',
    settings: {},
    filters: { Blur: { enabled: true, kind: 'blur', settings: {} } },
  });
  const filters = async (of: string) =>
    (await relay.request(`/api/obs/filters?of=${encodeURIComponent(of)}`)).json;
  expect(await filters('Camera')).toEqual(['Blur']);
  expect(await filters('No such source')).toEqual([]);
  expect(await filters('')).toMatchObject({ error: { code: 'bad-parameter' } });
  await fake.stop(1001);
  await until('OBS is gone', () => control.obs.state.name !== 'connected');
  expect(await filters('Camera')).toEqual([]);
});
