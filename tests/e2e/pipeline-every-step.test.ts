/** The whole live path with real processes at the highest rate, compared with bare threads as in pipeline.test.ts. */
import { beforeAll, expect, test } from 'vitest';
import { BareSampling, lossesOfSteps, lostByUs } from '../support/bare-sampling.ts';
import { startLive, watch } from '../support/live.ts';
import { windowSeconds, windowsOf } from '../support/live-windows.ts';
import { needDemoCar } from '../support/need.ts';
import { built } from '../support/programs.ts';

beforeAll(built);

needDemoCar('from memory to a viewer', () => {
  test('333 Hz: at least 99 % of the physics steps arrive', { timeout: 240_000 }, async () => {
    const { url } = await startLive({ agentWords: ['--hz', '333'] });
    const viewer = await watch(url);
    const bare = await BareSampling.start('every');
    await viewer.frames(600);
    const lost = lostByUs(await windowsOf(viewer, windowSeconds * 333), bare, lossesOfSteps);
    expect(lost.steps).toBeLessThanOrEqual(0.01);
  });
});
