/** The progress in the panel's three steps: kept over restarts and by key. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../support/clean-up.ts';
import { startTestRelay, type TestRelay } from '../../support/test-relay.ts';

let folder: string;

beforeEach(() => {
  folder = temporaryFolder();
});

const start = (): Promise<TestRelay> => startTestRelay({ userFolder: folder });

const put = (relay: TestRelay, body: unknown) => relay.send('PUT', '/api/first-run', body);

const fresh = { isOver: false, skipsObs: false, overlay: null, theme: null, isChosen: false };

test('begins with the first step', async () => {
  const relay = await start();
  expect((await relay.request('/api/first-run')).json).toEqual(fresh);
});

test('keeps what a change does not name, over a restart too', async () => {
  const relay = await start();
  await put(relay, { skipsObs: true });
  expect((await put(relay, { overlay: 'gear', theme: 'apex' })).json).toEqual({
    ...fresh,
    skipsObs: true,
    overlay: 'gear',
    theme: 'apex',
  });
  await relay.relay.stop();
  expect((await (await start()).request('/api/first-run')).json).toMatchObject({
    skipsObs: true,
    overlay: 'gear',
  });
});

test.each([{ isOver: 'yes' }, { overlay: '../gear' }, { step: 2 }, []])(
  'refuses %j and changes nothing',
  async (body) => {
    const relay = await start();
    const { status, json } = await put(relay, body);
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { code: 'bad-parameter' } });
    expect((await relay.request('/api/first-run')).json).toEqual(fresh);
  },
);

test('begins again with a file that cannot be read', async () => {
  writeFileSync(join(folder, 'first-run.json'), '{"isOver": 3');
  expect((await (await start()).request('/api/first-run')).json).toEqual(fresh);
});
