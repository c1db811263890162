/**
 * The whole live path with real processes: demo car → agent → relay → a plain viewer. Other work on the machine slows all
 * of them, so two bare threads do the same without the program: losses in a window are compared with theirs, and the
 * median of the windows counts.
 */
import { beforeAll, expect, test } from 'vitest';
import {
  BareSampling,
  type Losses,
  lostByUs,
  perSecond,
  type Sampled,
  steps,
} from '../support/bare-sampling.ts';
import { startLive, watch } from '../support/live.ts';
import {
  neverTwiceNorBackwards,
  nextOf,
  stepMs,
  windowSeconds,
  windowsOf,
} from '../support/live-windows.ts';
import { needDemoCar } from '../support/need.ts';
import { built } from '../support/programs.ts';

beforeAll(built);

function lossesAt60(samples: readonly Sampled[]): Losses {
  const times = samples.map(({ t }) => t);
  const off = (hz: number) => Math.abs(hz / 60 - 1);
  // 60 samples of 333.33 steps are 5 or 6 steps apart. Where the distance differs and the time agrees with it, the
  // sample came late and nothing was lost.
  const gaps = steps(samples.map(({ packetId }) => packetId));
  const elapsed = steps(times);
  const unusual = gaps.filter((gap) => gap !== 5 && gap !== 6);
  const unexplained = gaps.filter((gap, i) => Math.abs(gap * stepMs - elapsed[i]!) > 2 * stepMs);
  return {
    'rate of taking': off(perSecond(times)),
    'rate of coming': off(perSecond(samples.map(({ receivedMs }) => receivedMs))),
    'unusual gaps': unusual.length / gaps.length,
    'unexplained gaps': unexplained.length / gaps.length,
  };
}

needDemoCar('from memory to a viewer', () => {
  test('60 Hz: the rate is kept within 1 %, no frame is doubled or out of order, gaps are explained', {
    timeout: 240_000,
  }, async () => {
    const { url } = await startLive();
    const viewer = await watch(url);
    const bare = await BareSampling.start(60);
    await viewer.frames(120);
    const lost = lostByUs(await windowsOf(viewer, windowSeconds * 60 + 1), bare, lossesAt60);
    expect(lost['rate of taking']).toBeLessThan(0.01);
    expect(lost['rate of coming']).toBeLessThan(0.01);
    expect(lost['unusual gaps']).toBeLessThan(0.05);
    expect(lost['unexplained gaps']).toBeLessThan(0.01);
    for (const { batch } of viewer.seen) {
      expect(batch.data.every(({ lap }) => lap === batch.lap)).toBe(true);
    }
  });

  test('--transport http and --batch 20 send the same frames, twenty at a time', async () => {
    const { url } = await startLive({ agentWords: ['--transport', 'http', '--batch', '20'] });
    const viewer = await watch(url);
    neverTwiceNorBackwards(await nextOf(viewer, 100));
    const full = viewer.seen.filter(({ batch }) => batch.data.length === 20);
    expect(full.length).toBeGreaterThanOrEqual(viewer.seen.length - 2);
  });
});
