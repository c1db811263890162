/** The delay that OBS adds to the stream, as its profile says. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../../protocol/log.ts';
import { ObsConnection } from '../../../../relay/obs/connection/obs-connection.ts';
import { obsStreamDelayMs, watchObsDelay } from '../../../../relay/obs/inventory/obs-delay.ts';
import { FakeObs } from '../../../support/fake-obs.ts';
import { until } from '../../../support/until.ts';

let fake: FakeObs;
let obs: ObsConnection;

beforeEach(async () => {
  fake = new FakeObs();
  await fake.start();
  obs = new ObsConnection({ log: silentLog });
});

afterEach(async () => {
  await obs.close();
  await fake.stop(1006);
});

async function connected(): Promise<void> {
  obs.configure({ url: fake.url });
  await until('OBS is connected', () => obs.state.name === 'connected');
}

test('an OBS that is not connected says nothing', async () => {
  expect(await obsStreamDelayMs(obs)).toBeNull();
});

test('counts when it is switched on', async () => {
  await connected();
  expect(await obsStreamDelayMs(obs)).toBe(0);
  fake.profile['Output/DelaySec'] = '20';
  expect(await obsStreamDelayMs(obs)).toBe(0);
  fake.profile['Output/DelayEnable'] = 'true';
  expect(await obsStreamDelayMs(obs)).toBe(20_000);
});

test('is read when OBS connects, and when it changes', async () => {
  fake.profile['Output/DelaySec'] = '20';
  fake.profile['Output/DelayEnable'] = 'true';
  const reported: (number | null)[] = [];
  const stop = watchObsDelay(obs, (delayMs) => reported.push(delayMs), 20);
  await connected();
  await until('the delay is reported', () => reported.at(-1) === 20_000);
  fake.profile['Output/DelaySec'] = '30';
  await until('the new delay is reported', () => reported.at(-1) === 30_000);
  stop();
});
