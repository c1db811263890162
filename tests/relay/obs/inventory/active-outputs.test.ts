/** Whether OBS streams or records, as an update needs to know. */
import { expect, test } from 'vitest';
import { activeOutputs } from '../../../../relay/obs/inventory/active-outputs.ts';
import { eachObs } from '../connected-obs.ts';

const tried = eachObs();

test('an OBS that is not connected is not known', async () => {
  expect(await activeOutputs(tried.obs)).toBeNull();
});

test('streaming and recording are read from OBS each time', async () => {
  await tried.connect();
  expect(await activeOutputs(tried.obs)).toEqual({ streaming: false, recording: false });
  tried.fake.isStreaming = true;
  expect(await activeOutputs(tried.obs)).toEqual({ streaming: true, recording: false });
  tried.fake.isStreaming = false;
  tried.fake.recording = 'mkv';
  expect(await activeOutputs(tried.obs)).toEqual({ streaming: false, recording: true });
});
