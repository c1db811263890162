/** Every overlay page in a real browser, moved by the demo car through the real agent and relay. */
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { type OpenedPage, openBrowser } from '../support/browser.ts';
import { startLive, watch } from '../support/live.ts';
import { need } from '../support/need.ts';
import { built } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

interface Stats {
  connected: boolean;
  sessionID: string | null;
  framesReceived: number;
  framesDrawn: number;
  ageMs: { p50: number | null; p95: number | null; p99: number | null };
  droppedFrames: number;
  renderer: string;
}

function statsOf({ page }: OpenedPage): Promise<Stats> {
  return page.evaluate(() =>
    (window as unknown as { sequential: { stats(): Stats } }).sequential.stats(),
  );
}

/** Overlays that stand still for most of a lap. */
const calm = ['delta', 'fuel', 'lap-list', 'session', 'shift-lights', 'tyres'];

need('chromium')('pages in a browser', () => {
  test('every overlay draws what the demo car drives, without an error or a request elsewhere', {
    timeout: 180_000,
  }, async () => {
    const { url } = await startLive();
    const viewer = await watch(url);
    await viewer.frames(60);
    const browser = await openBrowser();
    onTestFinished(() => browser.close());
    const overlays = (await (await fetch(`${url}/api/overlays`)).json()) as {
      name: string;
      size: { width: number; height: number };
    }[];
    expect(overlays.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['tachometer', 'pedals', 'gear']),
    );
    for (const { name, size } of overlays) {
      const opened = await browser.open(`${url}/overlays/${name}`, { viewport: size });
      // What shows laps has little to draw on the first one.
      const isCalm = calm.includes(name);
      const pictures = isCalm ? 0 : 60;
      await until(
        `${name} draws`,
        async () => {
          const { framesDrawn, framesReceived } = await statsOf(opened);
          return framesDrawn > pictures && framesReceived > 30;
        },
        30_000,
      );
      const shot = () => opened.page.screenshot({ omitBackground: true });
      const before = await shot();
      if (!isCalm) {
        await until(`${name} moves`, async () => !(await shot()).equals(before), 20_000);
      }
      const stats = await statsOf(opened);
      expect(stats, name).toMatchObject({
        connected: true,
        sessionID: viewer.seen[0]!.batch.sessionID,
        renderer: expect.stringMatching(/\w/),
      });
      if (!isCalm) {
        expect(stats.ageMs.p50).toBeGreaterThan(0);
        expect(stats.ageMs.p50).toBeLessThanOrEqual(stats.ageMs.p99!);
      }
      expect(opened.errors, name).toEqual([]);
      expect(opened.foreign, name).toEqual([]);
      await opened.close();
    }
  });
});
