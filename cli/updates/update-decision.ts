/** Decides when to check, whether a release is newer, and whether it may be installed now. Pure. */
import { limits } from '../../protocol/limits.ts';
import type { SessionStatus } from '../../protocol/session.ts';
import type {
  Distribution,
  OfferedRelease,
  UpdateHindrance,
} from '../../protocol/update-status.ts';
import type { ActiveOutputs } from '../../relay/obs/inventory/active-outputs.ts';
import type { ReleaseFile, ReleaseManifest } from './release-manifest.ts';
import { compareVersions, isPreRelease, isVersion } from './version-order.ts';

/** Times are ms since 1970; null: never. */
export interface CheckTimes {
  /** The last answer. */
  readonly answeredAt: number | null;
  /** The last try that reached nobody, so that nothing was sent. */
  readonly unreachableAt: number | null;
}

/** A time in the future was written while the clock was wrong, so it counts as long ago. */
function hasPassed(since: number | null, ms: number, now: number): boolean {
  return since === null || since > now || now - since >= ms;
}

export function isCheckDue({ answeredAt, unreachableAt }: CheckTimes, now: number): boolean {
  return (
    hasPassed(answeredAt, limits.updateCheckEveryMs, now) &&
    hasPassed(unreachableAt, limits.updateCheckRetryMs, now)
  );
}

/** Pre-releases are for those who run one. */
export function isNewer(version: string, running: string): boolean {
  if (!isVersion(running) || compareVersions(version, running) <= 0) return false;
  return !isPreRelease(version) || isPreRelease(running);
}

/** An announcement that is older than one that was seen before: somebody sends an old one again. */
export function isReplayed(version: string, newestSeen: string | null): boolean {
  return newestSeen !== null && compareVersions(version, newestSeen) < 0;
}

export function fileFor(
  { files }: ReleaseManifest,
  distribution: Distribution,
): ReleaseFile | null {
  if (distribution === 'source' || distribution === 'container') return null;
  return files[distribution] ?? null;
}

/** @returns null: nothing newer */
export function offeredRelease(
  manifest: ReleaseManifest,
  { version, distribution }: { readonly version: string; readonly distribution: Distribution },
): OfferedRelease | null {
  if (!isNewer(manifest.version, version)) return null;
  const file = fileFor(manifest, distribution);
  const { date, notes, page } = manifest;
  return {
    version: manifest.version,
    date,
    notes,
    page,
    file: file === null ? null : { url: file.url, bytes: file.size },
  };
}

/** Only what Setup installed can be replaced by Setup. */
export function canInstallItself(distribution: Distribution, platform: NodeJS.Platform): boolean {
  return distribution === 'installed' && platform === 'win32';
}

/** `silent`: OBS is connected and does not answer. null: it is not connected. */
export type ObsOutputs = ActiveOutputs | 'silent' | null;

/** @param sessions the states of all live sessions */
export function updateHindrance(
  sessions: readonly SessionStatus[],
  obs: ObsOutputs,
): UpdateHindrance | null {
  if (sessions.some((status) => status === 'driving' || status === 'paused')) return 'driving';
  if (obs === null) return null;
  if (obs === 'silent') return 'obs-silent';
  if (obs.streaming) return 'streaming';
  return obs.recording ? 'recording' : null;
}
