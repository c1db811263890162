/** A stored lap that real overlay pages play, from a real relay and database. */
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import type { Frame } from '../../protocol/frame.ts';
import { silentLog } from '../../protocol/log.ts';
import { openRecorder } from '../../relay/storage/open-database.ts';
import { openPage } from '../support/browser.ts';
import { temporaryFolder, withFile } from '../support/clean-up.ts';
import { lightShare, type PageWindow } from '../support/light-share.ts';
import { need } from '../support/need.ts';
import { built, builtPages } from '../support/programs.ts';
import { startTestRelay } from '../support/test-relay.ts';
import { until } from '../support/until.ts';

const folder = temporaryFolder(withFile);

beforeAll(built);

need('chromium')('a stored lap', () => {
  test('plays on an overlay in real time and follows the best lap of the live session', async () => {
    const db = `sqlite:${join(folder, 'laps.db')}`;
    const recorder = await openRecorder({ db, log: silentLog });
    const { address, post } = await startTestRelay(
      { pagesFolder: builtPages, themesFolder: join(import.meta.dirname, '../../themes') },
      { recorder },
    );
    let lap: Frame[] = [];
    const send = async (): Promise<void> => {
      for (let i = 0; i < lap.length; i += 500) {
        const { status } = await post('STORED', lap[0]!.lap!, lap.slice(i, i + 500));
        expect(status).toBe(200);
      }
      lap = [];
    };
    for (const { frame } of timeLapse({ seed: 4, pitEveryLaps: 0, spoiltLap: 0 }, 1_000)) {
      if (lap.length > 0 && lap[0]!.lap !== frame.lap) await send();
      if (frame.lap === 4) break;
      lap.push(frame);
    }

    for (const query of ['session=STORED&lap=2', 'lap=best', 'lap=last&speed=2&start=20']) {
      const viewport = { width: 480, height: 480 };
      const opened = await openPage(`${address}/overlays/tachometer?${query}`, { viewport });
      const { page } = opened;
      const stats = () => page.evaluate(() => (window as unknown as PageWindow).sequential.stats());
      await until(`${query} draws`, async () => (await stats()).framesDrawn > 30);
      const first = { ...(await stats()), atMs: performance.now() };
      await until(
        `${query} goes on`,
        async () => (await stats()).framesReceived > first.framesReceived + 120,
      );
      const second = { ...(await stats()), atMs: performance.now() };
      const seconds = (second.atMs - first.atMs) / 1000;
      const rate = (second.framesReceived - first.framesReceived) / seconds;
      const speed = query.includes('speed=2') ? 2 : 1;
      expect(rate / 60).toBeGreaterThan(speed * 0.75);
      expect(rate / 60).toBeLessThan(speed * 1.35);
      expect(second.sessionID).toBe('STORED');
      expect(opened.errors).toEqual([]);
      await opened.close();
    }

    // The list has the laps of that moment: none on the first lap, two on the third.
    const list = (lap: number) =>
      lightShare(
        `${address}/overlays/lap-list?session=STORED&lap=${lap}&start=5`,
        ({ framesReceived, framesDrawn }) => framesReceived > 60 && framesDrawn > 0,
      );
    expect(await list(3)).toBeGreaterThan((await list(1)) * 1.15);
  });
});
