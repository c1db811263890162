/** The delay that OBS adds to the stream, as its profile says. */
import { expect, test } from 'vitest';
import { obsStreamDelayMs, watchObsDelay } from '../../../../relay/obs/inventory/obs-delay.ts';
import { until } from '../../../support/until.ts';
import { eachObs } from '../connected-obs.ts';

const tried = eachObs();

test('an OBS that is not connected says nothing', async () => {
  expect(await obsStreamDelayMs(tried.obs)).toBeNull();
});

test('counts when it is switched on', async () => {
  await tried.connect();
  expect(await obsStreamDelayMs(tried.obs)).toBe(0);
  tried.fake.profile['Output/DelaySec'] = '20';
  expect(await obsStreamDelayMs(tried.obs)).toBe(0);
  tried.fake.profile['Output/DelayEnable'] = 'true';
  expect(await obsStreamDelayMs(tried.obs)).toBe(20_000);
});

test('is read when OBS connects, and when it changes', async () => {
  tried.fake.profile['Output/DelaySec'] = '20';
  tried.fake.profile['Output/DelayEnable'] = 'true';
  const reported: (number | null)[] = [];
  const stop = watchObsDelay(tried.obs, (delayMs) => reported.push(delayMs), 20);
  await tried.connect();
  await until('the delay is reported', () => reported.at(-1) === 20_000);
  tried.fake.profile['Output/DelaySec'] = '30';
  await until('the new delay is reported', () => reported.at(-1) === 30_000);
  stop();
});
