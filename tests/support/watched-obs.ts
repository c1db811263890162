/** A real OBS and eyes on it, for all tests of a suite. */
import { afterAll, beforeAll } from 'vitest';
import { ObsEyes } from './obs-eyes.ts';
import { built } from './programs.ts';
import { RealObs } from './real-obs.ts';

export function watchedObs() {
  const rig = new RealObs();
  const eyes = new ObsEyes();
  beforeAll(async () => {
    await built();
    await rig.open();
    await eyes.open(rig);
  });
  afterAll(async () => {
    await eyes.close();
    await rig.close();
  });
  return { rig, eyes };
}
