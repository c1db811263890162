/** OBS control as the relay has it, with rules as a user writes them, and a fake OBS for it. */
import { silentLog } from '../../protocol/log.ts';
import { ObsControl, type ObsControlOptions } from '../../relay/obs/obs-control.ts';
import { readRules } from '../../relay/obs/rules/rule-schema.ts';
import { type AtEnd, withTest } from './clean-up.ts';
import { FakeObs } from './fake-obs.ts';

/** @param obs address and password; null: OBS is not set up */
export function obsControl(
  obs: { url: string; password?: string } | null,
  triggers: readonly object[] = [],
  more: Partial<ObsControlOptions> = {},
): ObsControl {
  const read = readRules({ ...(obs === null ? {} : { obs }), triggers });
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return new ObsControl({
    obs: obs === null ? null : read.obs,
    rules: read.rules,
    file: null,
    log: silentLog,
    origins: () => [],
    overlays: async () => [],
    pages: null,
    ...more,
  });
}

/** A fake OBS that listens. @param password null: it asks for none */
export async function startFakeObs(
  password: string | null = null,
  atEnd: AtEnd = withTest,
): Promise<FakeObs> {
  const fake = new FakeObs();
  fake.password = password;
  await fake.start();
  atEnd(() => fake.stop(1006));
  return fake;
}
