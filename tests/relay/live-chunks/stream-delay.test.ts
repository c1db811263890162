/** How late the stream is: what the streamer sets, what OBS adds, and that it lasts. */
import { expect, test } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import type { LatestLiveChunk } from '../../../protocol/live-chunk.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { startTestRelay, type TestRelay } from '../../support/test-relay.ts';

const put = (relay: TestRelay, body: unknown) => relay.send('PUT', '/api/stream-delay', body);

const delayOf = async (relay: TestRelay) =>
  ((await relay.ask('/live/live/latest')).json as LatestLiveChunk).streamDelayMs;

test('is not known until the streamer sets it, whatever OBS adds', async () => {
  const relay = await startTestRelay();
  relay.relay.streamDelay.reportObs(20_000);
  expect((await relay.request('/api/stream-delay')).json).toEqual({
    ownMs: null,
    obsMs: 20_000,
    delayMs: null,
  });
  expect(await delayOf(relay)).toBeNull();
});

test('is the way to the viewers and what OBS adds', async () => {
  const relay = await startTestRelay();
  expect((await put(relay, { ownMs: 8_000 })).json).toMatchObject({ delayMs: 8_000 });
  relay.relay.streamDelay.reportObs(20_000);
  expect(await delayOf(relay)).toBe(28_000);
  // An OBS that has gone may come back as it was.
  relay.relay.streamDelay.reportObs(null);
  expect(await delayOf(relay)).toBe(28_000);
  relay.relay.streamDelay.reportObs(0);
  expect(await delayOf(relay)).toBe(8_000);
  await put(relay, { ownMs: null });
  expect(await delayOf(relay)).toBeNull();
});

test('is still set when the relay starts again', async () => {
  const folder = temporaryFolder();
  const first = await startTestRelay({ userFolder: folder });
  await put(first, { ownMs: 8_000 });
  await first.relay.stop();
  expect(await delayOf(await startTestRelay({ userFolder: folder }))).toBe(8_000);
});

test.each([{ ownMs: -1 }, { ownMs: limits.streamDelayMsMax + 1 }, { ownMs: '8' }, {}, []])(
  'is refused as %j',
  async (body) => {
    const relay = await startTestRelay();
    const answer = await put(relay, body);
    expect(answer.status).toBe(400);
    expect(answer.json).toMatchObject({ error: { code: 'bad-parameter' } });
  },
);

test('the pages in OBS flash when the streamer measures it, and no other page', async () => {
  const relay = await startTestRelay();
  const obs = await relay.page('live', {}, { headers: { 'User-Agent': 'Chrome/127 OBS/31.0' } });
  const viewer = await relay.page('live');
  await relay.request('/api/stream-delay/flash', { method: 'POST' });
  await obs.next('flash');
  await viewer.answered();
  expect(viewer.texts.some((text) => text.includes('flash'))).toBe(false);
});
