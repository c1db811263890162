/** A fake OBS and a real connection to it, for each test of a file. */
import { afterEach, beforeEach } from 'vitest';
import { silentLog } from '../../../protocol/log.ts';
import { ObsConnection } from '../../../relay/obs/connection/obs-connection.ts';
import { FakeObs } from '../../support/fake-obs.ts';
import { until } from '../../support/until.ts';

export interface ConnectedObs {
  fake: FakeObs;
  obs: ObsConnection;
}

export function eachConnectedObs(): ConnectedObs {
  const current = {} as ConnectedObs;
  beforeEach(async () => {
    const fake = new FakeObs();
    const obs = new ObsConnection({ log: silentLog });
    Object.assign(current, { fake, obs });
    await fake.start();
    obs.configure({ url: fake.url });
    await until('OBS is connected', () => obs.state.name === 'connected');
  });
  afterEach(async () => {
    await current.obs.close();
    await current.fake.stop(1006);
  });
  return current;
}

/** The relay's address and the overlays that it lists. */
export const origin = 'http://127.0.0.1:5000';
export const overlays = [
  { name: 'tachometer', title: 'Tachometer', size: { width: 400, height: 300 } },
  { name: 'pedals', title: 'Pedals', size: { width: 3840, height: 540 } },
  { name: 'layout/wide', title: 'Wide', size: { width: 1920, height: 1080 } },
  { name: 'layout/upright', title: 'Upright', size: { width: 1080, height: 1920 } },
];
