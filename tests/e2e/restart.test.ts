/** A relay is killed and started again: agent and page reconnect, and frames from the outage are stored. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Frame } from '../../protocol/frame.ts';
import { openPage } from '../support/browser.ts';
import { temporaryFolder } from '../support/clean-up.ts';
import { startLive, watch } from '../support/live.ts';
import { need } from '../support/need.ts';
import { built, run } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

interface Stats {
  connected: boolean;
  framesReceived: number;
}

async function getJson<T>(url: string): Promise<T> {
  const response = await fetch(url);
  expect(response.status).toBe(200);
  return (await response.json()) as T;
}

/** All stored frames of a session, by packet id. */
async function storedFrames(url: string, session: string): Promise<Frame[]> {
  const { laps } = await getJson<{ laps: { lap: number }[] }>(
    `${url}/api/sessions/${session}/laps`,
  );
  const frames: Frame[] = [];
  for (const { lap } of laps) {
    const { data } = await getJson<{ data: Frame[] }>(`${url}/api/sessions/${session}/laps/${lap}`);
    frames.push(...data);
  }
  return frames.sort((a, b) => a.packetId - b.packetId);
}

need('chromium')('a relay that is killed', () => {
  test('finds agent and page again, and the outage is stored without a missing frame', async () => {
    const folder = temporaryFolder();
    const relayWords = ['--db', `sqlite:${join(folder, 'laps.db')}`];
    const { relay, agent, url } = await startLive({
      folder,
      relayWords,
      agentWords: ['--log', 'json'],
    });
    const viewer = await watch(url);
    await viewer.frames(120);
    const session = viewer.seen[0]!.batch.sessionID;
    const lastBefore = viewer.seen.at(-1)!.batch.data.at(-1)!.packetId;

    const opened = await openPage(`${url}/overlays/gear`);
    const { page } = opened;
    const stats = (): Promise<Stats> =>
      page.evaluate(() =>
        (window as unknown as { sequential: { stats(): Stats } }).sequential.stats(),
      );
    await until('the page receives', async () => (await stats()).framesReceived > 30);
    await page.evaluate(() => document.body.setAttribute('data-still-the-same', 'yes'));

    relay.signal('SIGKILL');
    await relay.ended;
    await until('the page notices', async () => !(await stats()).connected);
    await agent.printed(/frames are kept/);
    // During the outage only the agent has the frames: three seconds of driving.
    await new Promise((resolve) => setTimeout(resolve, 3_000));

    const port = new URL(url).port;
    const again = run(['relay', '--port', port, ...relayWords], { folder });
    await again.url();
    const receivedBefore = (await stats()).framesReceived;
    await until('the page receives again', async () => {
      const now = await stats();
      return now.connected && now.framesReceived > receivedBefore + 30;
    });
    expect(await page.getAttribute('body', 'data-still-the-same')).toBe('yes');
    expect(opened.errors).toEqual([]);

    const after = await watch(url);
    await after.frames(30);
    expect(after.seen[0]!.batch.sessionID).toBe(session);
    const lastAfter = after.seen.at(-1)!.batch.data.at(-1)!.packetId;
    expect(lastAfter).toBeGreaterThan(lastBefore + 600);

    await agent.stop();
    // How far apart samples are is the machine's doing; that each of them is stored is ours.
    const [, taken] = await agent.printed(/"frames":(\d+),"msg":"The agent was stopped\."/);
    const count = Number(taken);
    await until(
      'all frames are stored',
      async () => (await storedFrames(url, session)).length >= count,
    );
    const ids = (await storedFrames(url, session)).map(({ packetId }) => packetId);
    expect(ids).toHaveLength(count);
    expect(new Set(ids).size).toBe(count);
    expect(ids[0]).toBeLessThan(lastBefore);
    expect(ids.at(-1)).toBeGreaterThanOrEqual(lastAfter);
  });
});
