/** A fake OBS and a real connection to it, for each test of a file. */
import { afterEach, beforeEach } from 'vitest';
import { silentLog } from '../../../protocol/log.ts';
import { ObsConnection } from '../../../relay/obs/connection/obs-connection.ts';
import { FakeObs } from '../../support/fake-obs.ts';
import { until } from '../../support/until.ts';

export interface TriedObs {
  fake: FakeObs;
  obs: ObsConnection;
  /** Resolves when it is connected. */
  connect(): Promise<void>;
}

/** @param prepare fills OBS before it starts */
export function eachObs(prepare: (fake: FakeObs) => void = () => {}): TriedObs {
  const current = {} as TriedObs;
  beforeEach(async () => {
    const fake = new FakeObs();
    prepare(fake);
    await fake.start();
    const obs = new ObsConnection({ log: silentLog });
    const connect = async (): Promise<void> => {
      obs.configure({ url: fake.url });
      await until('OBS is connected', () => obs.state.name === 'connected');
    };
    Object.assign(current, { fake, obs, connect });
  });
  afterEach(async () => {
    await current.obs.close();
    await current.fake.stop(1006);
  });
  return current;
}

export function eachConnectedObs(): TriedObs {
  const current = eachObs();
  beforeEach(() => current.connect());
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
