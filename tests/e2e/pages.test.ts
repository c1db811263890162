/** Every overlay page in a real browser, with the demo car, the real agent and the real relay. */
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import type { LiveChunkOpening } from '../../protocol/live-chunk.ts';
import { findOverlays } from '../../scripts/build/overlays.ts';
import { type OpenedPage, openPage } from '../support/browser.ts';
import { endsOfFile } from '../support/clean-up.ts';
import { startLive, watch } from '../support/live.ts';
import { need } from '../support/need.ts';
import { sendAsUser } from '../support/panel-tokens.ts';
import { built } from '../support/programs.ts';
import { until } from '../support/until.ts';

interface Stats {
  connected: boolean;
  sessionID: string | null;
  framesReceived: number;
  framesDrawn: number;
  ageMs: { p50: number | null; p95: number | null; p99: number | null };
  droppedFrames: number;
  renderer: string;
}

interface Shown {
  stats(): { via: string };
  playing(): { t: number | null };
}

function statsOf({ page }: OpenedPage): Promise<Stats> {
  return page.evaluate(() =>
    (window as unknown as { sequential: { stats(): Stats } }).sequential.stats(),
  );
}

/** Overlays that do not move for most of a lap. */
const calm = ['delta', 'fuel', 'lap-list', 'lower-third', 'session', 'shift-lights', 'tyres'];

/** Overlays of the other cars: empty while nobody is near, nobody fights or nothing happens. */
const ofCars = [
  'battle',
  'driver-card',
  'race-control',
  'radar',
  'relative',
  'results',
  'standings',
];

/** All overlays that the build finds. */
const names = (await findOverlays()).map(({ about }) => about.name);

need('chromium')('pages in a browser', () => {
  const atEnd = endsOfFile();
  let url: string;
  let sessionID: string;
  let overlays: { name: string; size: { width: number; height: number } }[];

  beforeAll(async () => {
    await built();
    ({ url } = await startLive({ atEnd }));
    const viewer = await watch(url, 'live', atEnd);
    await viewer.frames(60);
    sessionID = viewer.seen[0]!.batch.sessionID;
    viewer.close();
    overlays = await (await fetch(`${url}/api/overlays`)).json();
  });

  test('the relay lists every overlay', () => {
    expect(overlays.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(names).toEqual(expect.arrayContaining(['tachometer', 'pedals', 'gear']));
  });

  test.each(names)(
    '%s draws what the demo car drives, without an error or a request elsewhere',
    async (name) => {
      const { size } = overlays.find((overlay) => overlay.name === name)!;
      const opened = await openPage(`${url}/overlays/${name}`, { viewport: size });
      // Overlays of laps have little to draw on the first lap.
      const isCalm = calm.includes(name) || ofCars.includes(name);
      const pictures = isCalm ? 0 : 20;
      // Frames of laps and of other cars are few.
      const frames = isCalm ? 2 : 20;
      await until(`${name} draws`, async () => {
        const { framesDrawn, framesReceived } = await statsOf(opened);
        return framesDrawn > pictures && framesReceived > frames;
      });
      const shot = () => opened.page.screenshot({ omitBackground: true });
      const before = await shot();
      if (!isCalm) {
        await until(`${name} moves`, async () => !(await shot()).equals(before));
      }
      const stats = await statsOf(opened);
      expect(stats).toMatchObject({
        connected: true,
        sessionID,
        renderer: expect.stringMatching(/\w/),
      });
      if (!isCalm) {
        expect(stats.ageMs.p50).toBeGreaterThan(0);
        expect(stats.ageMs.p50).toBeLessThanOrEqual(stats.ageMs.p99!);
      }
      expect(opened.errors).toEqual([]);
      expect(opened.foreign).toEqual([]);
    },
  );

  test('a page in step with the stream draws what the stream shows, and follows its delay', async () => {
    const setDelay = (ownMs: number | null) =>
      sendAsUser(url, 'PUT', '/api/stream-delay', { ownMs });
    onTestFinished(async () => void (await setDelay(null)));
    await setDelay(4_000);
    const opened = await openPage(`${url}/overlays/pedals?delay=stream`);
    const newest = async () => (await (await fetch(`${url}/live/live/latest`)).json()).newest;
    await until('a second is over', async () => (await newest()) !== null);
    const opening = await fetch(`${url}/live/${sessionID}/${await newest()}.json`);
    const { session } = (await opening.json()) as LiveChunkOpening;
    const drawn = () =>
      opened.page.evaluate(() => {
        const page = (window as unknown as { sequential: Shown }).sequential;
        return { via: page.stats().via, t: page.playing().t, atMs: Date.now() };
      });
    const inStep = async (via: string, delayMs: number): Promise<boolean> => {
      const { via: now, t, atMs } = await drawn();
      const lateMs = t === null ? Number.NaN : atMs - session.originMs! - t;
      return now === via && Math.abs(lateMs - delayMs) < 100;
    };
    await until('it is four seconds late', () => inStep('chunks', 4_000));
    await setDelay(1_500);
    await until('it is less late', () => inStep('socket', 1_500));
  });
});
