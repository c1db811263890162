/** Whether OBS streams or records, as an update needs to know. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../../../protocol/log.ts';
import { ObsConnection } from '../../../../relay/obs/connection/obs-connection.ts';
import { activeOutputs } from '../../../../relay/obs/inventory/active-outputs.ts';
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

test('an OBS that is not connected is not known', async () => {
  expect(await activeOutputs(obs)).toBeNull();
});

test('streaming and recording are read from OBS each time', async () => {
  obs.configure({ url: fake.url });
  await until('OBS is connected', () => obs.state.name === 'connected');
  expect(await activeOutputs(obs)).toEqual({ streaming: false, recording: false });
  fake.isStreaming = true;
  expect(await activeOutputs(obs)).toEqual({ streaming: true, recording: false });
  fake.isStreaming = false;
  fake.recording = 'mkv';
  expect(await activeOutputs(obs)).toEqual({ streaming: false, recording: true });
});
