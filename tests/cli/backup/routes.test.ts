/** Back-up, restore and data folder as the panel asks for them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { backupRoutes } from '../../../cli/backup/backup-routes.ts';
import { folderRoutes } from '../../../cli/backup/folder-routes.ts';
import { limits } from '../../../protocol/limits.ts';
import type { DataFolderAnswer, RestorePreview } from '../../../protocol/program-answers.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { commandContext } from '../../support/command-context.ts';
import { startTestRelay, type TestRelay } from '../../support/test-relay.ts';

async function start() {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'themes'));
  writeFileSync(join(folder, 'themes', 'mine.json'), '{}');
  writeFileSync(join(folder, 'test.json'), '{"hz":30}');
  const opened: string[] = [];
  const works: (() => Promise<void>)[] = [];
  const context = commandContext(
    folder,
    { db: 'none', hz: 30 },
    { restart: (work) => void works.push(work ?? (async () => {})) },
  );
  const relay = await startTestRelay();
  relay.relay.mount(backupRoutes(context));
  relay.relay.mount(
    folderRoutes(context, async (one) => {
      opened.push(one);
      return true;
    }),
  );
  return { relay, folder, opened, works };
}

async function backup(relay: TestRelay): Promise<Uint8Array> {
  const headers = { Authorization: `Bearer ${relay.relay.panelToken}` };
  const response = await fetch(`${relay.address}/api/backup`, { headers });
  expect(response.headers.get('content-disposition')).toMatch(/sequential-\d{4}-\d\d-\d\d\.zip/);
  return new Uint8Array(await response.arrayBuffer());
}

const upload = (relay: TestRelay, id: string, at: number, body: Uint8Array) =>
  relay.request(`/api/restore/${id}/bytes?at=${at}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/octet-stream' },
    body: body as Uint8Array<ArrayBuffer>,
  });

const begin = async (relay: TestRelay): Promise<string> =>
  ((await relay.request('/api/restore', { method: 'POST' })).json as { id: string }).id;

test('a back-up is downloaded, uploaded in parts, looked at and restored by a restart', async () => {
  const { relay, works } = await start();
  const bytes = await backup(relay);
  const id = await begin(relay);
  const half = Math.floor(bytes.length / 2);
  await upload(relay, id, 0, bytes.subarray(0, half));
  const again = await upload(relay, id, 0, bytes.subarray(0, half));
  expect(again.json).toMatchObject({ error: { code: 'bad-parameter' } });
  await upload(relay, id, half, bytes.subarray(half));
  const opened = await relay.request(`/api/restore/${id}/open`, { method: 'POST' });
  const preview = opened.json as RestorePreview;
  expect(preview.parts.map(({ name, replaced }) => [name, replaced])).toEqual([
    ['settings', 1],
    ['themes', 1],
  ]);
  const restored = await relay.send('POST', `/api/restore/${id}`, { parts: ['themes'] });
  expect(restored.status).toBe(202);
  await expect.poll(() => works.length).toBe(1);
});

test('an upload ends with the next one, and a part that is too large is refused', async () => {
  const { relay } = await start();
  const first = await begin(relay);
  const second = await begin(relay);
  const late = await upload(relay, first, 0, new Uint8Array(3));
  expect(late.json).toMatchObject({ error: { code: 'not-found' } });
  const large = await upload(relay, second, 0, new Uint8Array(limits.uploadPartBytesMax + 1));
  expect(large.json).toMatchObject({ error: { code: 'too-large' } });
  const opened = await relay.request(`/api/restore/${second}/open`, { method: 'POST' });
  expect(opened.json).toMatchObject({ error: { code: 'bad-backup' } });
});

test('the folder is told with its parts, and opens on this machine only', async () => {
  const { relay, folder, opened } = await start();
  const answer = (await relay.request('/api/data-folder')).json as DataFolderAnswer;
  expect(answer).toMatchObject({ folder, database: 'none', canOpen: true });
  expect(answer.parts.find(({ name }) => name === 'themes')).toMatchObject({ files: 1, bytes: 2 });
  await relay.request('/api/data-folder/open', { method: 'POST' });
  expect(opened).toEqual([folder]);
  const headers = {
    'X-Forwarded-For': '203.0.113.7',
    Authorization: `Bearer ${relay.relay.panelToken}`,
  };
  const away = await relay.request('/api/data-folder', { headers });
  expect(away.json).toMatchObject({ canOpen: false });
  const refused = await relay.request('/api/data-folder/open', { method: 'POST', headers });
  expect(refused.json).toMatchObject({ error: { code: 'only-here' } });
  expect(opened).toEqual([folder]);
});
