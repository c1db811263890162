/** OBS control as the relay has it, with rules as a user writes them. */
import { silentLog } from '../../protocol/log.ts';
import { ObsControl, type ObsControlOptions } from '../../relay/obs/obs-control.ts';
import { readRules } from '../../relay/obs/rules/rule-schema.ts';

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
