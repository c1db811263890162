/**
 * The whole live path with real processes: demo car → agent → relay → a plain viewer. Other work on the machine slows all
 * of them, so two bare threads do the same without the program: losses in a window are compared with theirs, and the
 * median of the windows counts.
 */
import { beforeAll, expect, test } from 'vitest';
import {
  BareSampling,
  type Losses,
  lossesOfSteps,
  lostByUs,
  perSecond,
  type Sampled,
  steps,
} from '../support/bare-sampling.ts';
import { startLive, type Viewer, watch } from '../support/live.ts';
import { needThat } from '../support/need.ts';
import { built } from '../support/programs.ts';

/** Physics steps of the game: one every 3 ms. */
const stepMs = 3;
/** Seconds of a window; twelve with SEQ_LONG=1, a minute of all. */
const seconds = process.env.SEQ_LONG ? 12 : 3;
const windows = 5;

beforeAll(built);

function received({ seen }: Viewer): Sampled[] {
  return seen.flatMap(({ batch, atMs }) =>
    batch.data.map(({ packetId, t }) => ({ packetId, t: t!, receivedMs: atMs })),
  );
}

/** Waits for so many more frames. */
async function nextOf(viewer: Viewer, count: number): Promise<readonly Sampled[]> {
  const skipped = received(viewer).length;
  await viewer.frames(skipped + count);
  return received(viewer).slice(skipped, skipped + count);
}

function neverTwiceNorBackwards(samples: readonly Sampled[]): void {
  expect(Math.min(...steps(samples.map(({ packetId }) => packetId)))).toBeGreaterThan(0);
  // Two steps that the game wrote together may be sampled within a tenth of a millisecond.
  expect(Math.min(...steps(samples.map(({ t }) => t)))).toBeGreaterThanOrEqual(0);
}

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

/** Successive windows without a doubled frame or one out of order. */
async function windowsOf(viewer: Viewer, count: number): Promise<(readonly Sampled[])[]> {
  const list: (readonly Sampled[])[] = [];
  while (list.length < windows) {
    const samples = await nextOf(viewer, count);
    neverTwiceNorBackwards(samples);
    list.push(samples);
  }
  return list;
}

needThat(
  process.platform === 'linux' || process.platform === 'win32'
    ? null
    : 'the demo car drives on Windows and Linux',
)('from memory to a viewer', () => {
  test('60 Hz: the rate is kept within 1 %, no frame is doubled or out of order, gaps are explained', {
    timeout: 240_000,
  }, async () => {
    const { url } = await startLive();
    const viewer = await watch(url);
    const bare = await BareSampling.start(60);
    await viewer.frames(120);
    const lost = lostByUs(await windowsOf(viewer, seconds * 60 + 1), bare, lossesAt60);
    expect(lost['rate of taking']).toBeLessThan(0.01);
    expect(lost['rate of coming']).toBeLessThan(0.01);
    expect(lost['unusual gaps']).toBeLessThan(0.05);
    expect(lost['unexplained gaps']).toBeLessThan(0.01);
    for (const { batch } of viewer.seen) {
      expect(batch.data.every(({ lap }) => lap === batch.lap)).toBe(true);
    }
  });

  test('333 Hz: at least 99 % of the physics steps arrive', { timeout: 240_000 }, async () => {
    const { url } = await startLive({ agentWords: ['--hz', '333'] });
    const viewer = await watch(url);
    const bare = await BareSampling.start('every');
    await viewer.frames(600);
    const lost = lostByUs(await windowsOf(viewer, seconds * 333), bare, lossesOfSteps);
    expect(lost.steps).toBeLessThanOrEqual(0.01);
  });

  test('--transport http and --batch 20 send the same frames, twenty at a time', async () => {
    const { url } = await startLive({ agentWords: ['--transport', 'http', '--batch', '20'] });
    const viewer = await watch(url);
    neverTwiceNorBackwards(await nextOf(viewer, 100));
    const full = viewer.seen.filter(({ batch }) => batch.data.length === 20);
    expect(full.length).toBeGreaterThanOrEqual(viewer.seen.length - 2);
  });
});
