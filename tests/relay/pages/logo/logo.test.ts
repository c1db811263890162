/** The streamer's logo through the API: served, announced, kept, and refused when it is not a picture. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { limits } from '../../../../protocol/limits.ts';
import { temporaryFolder } from '../../../support/clean-up.ts';
import { LogBook } from '../../../support/log-book.ts';
import { madePng } from '../../../support/made-png.ts';
import { type Answer, startTestRelay, type TestRelay } from '../../../support/test-relay.ts';

let folder: string;
let log: LogBook;

beforeEach(() => {
  folder = temporaryFolder();
  log = new LogBook();
});

function start(): Promise<TestRelay> {
  return startTestRelay({ userFolder: folder }, { log });
}

function put(relay: TestRelay, bytes: Buffer, type = 'image/png') {
  const headers = { 'Content-Type': type };
  return relay.request('/api/logo', { method: 'PUT', headers, body: new Uint8Array(bytes) });
}

describe('The logo', () => {
  test('is served as the picture that was sent, announced to pages, and kept over a restart', async () => {
    const first = await start();
    const page = await first.page('live', { overlay: 'strip' });
    const saved = await put(first, madePng(8, 4));
    const { address } = saved.json as { address: string };
    expect(address).toMatch(/^\/logo\.png\?[0-9a-f]{16}$/);
    expect(await page.next('settings')).toEqual({ type: 'settings', theme: null, logo: address });
    await first.relay.stop();
    const relay = await start();
    const later = await relay.page('live', { overlay: 'strip' });
    expect(await later.next('settings')).toMatchObject({ logo: address });
    const served = await relay.request(address);
    expect(served.headers.get('content-type')).toBe('image/png');
    expect(served.headers.get('x-content-type-options')).toBe('nosniff');
    expect(served.text).toBe(madePng(8, 4).toString('utf8'));
  });

  test('gets another address with another picture, and none when it is removed', async () => {
    const relay = await start();
    const addressOf = ({ json }: Answer) => (json as { address: string | null }).address;
    const one = addressOf(await put(relay, madePng(8, 4)));
    const other = addressOf(await put(relay, madePng(4, 8)));
    expect(other).not.toBe(one);
    const page = await relay.page('live', { overlay: 'strip' });
    expect(await page.next('settings')).toMatchObject({ logo: other });
    expect(addressOf(await relay.request('/api/logo', { method: 'DELETE' }))).toBeNull();
    expect(await page.next('settings')).toEqual({ type: 'settings', theme: null });
    expect((await relay.request('/logo.png')).status).toBe(404);
  });

  test.each([
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'],
    ['an SVG that calls itself a PNG', Buffer.from('<svg onload="x()"/>'), 'image/png'],
    ['JSON', Buffer.from('{"logo":1}'), 'application/json'],
  ])('is not %s, and the one before stays', async (_what, bytes, type) => {
    const relay = await start();
    await put(relay, madePng());
    const refused = await put(relay, bytes, type);
    expect(refused.status).toBe(400);
    expect(refused.json).toMatchObject({ error: { code: 'bad-logo' } });
    expect(readFileSync(join(folder, 'logo.png'))).toEqual(madePng());
  });

  test('has a size at most, which the answer names', async () => {
    const relay = await start();
    const refused = await put(relay, Buffer.alloc(limits.logoBytesMax + 1));
    expect(refused.status).toBe(413);
    expect(refused.text).toContain(String(limits.logoBytesMax));
  });

  test('in the folder that cannot be used is reported, and the relay starts', async () => {
    writeFileSync(join(folder, 'logo.png'), 'no picture');
    const relay = await start();
    expect((await relay.request('/logo.png')).status).toBe(404);
    expect(log.complaints.join('\n')).toContain('The logo cannot be used');
  });
});
