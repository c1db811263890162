/**
 * Makes session ids and run names. Pure: the caller gives time and random numbers.
 */
import { limits } from '../../protocol/limits.ts';
import { cleanTrack } from '../../protocol/track-key.ts';

/** Removes characters that a session id may not have. */
function allowed(text: string, charsMax: number): string {
  return text
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '')
    .slice(0, charsMax);
}

/** UTC, `20261122T133240`. */
function stamp(wallMs: number): string {
  return new Date(wallMs).toISOString().slice(0, 19).replace(/[-:]/g, '');
}

/**
 * @param wallMs when the session began, ms since 1970.
 * @returns for instance `monza-ks_ferrari_488_gt3-20261122T133240`.
 */
export function sessionIdOf(
  track: string | undefined,
  car: string | undefined,
  wallMs: number,
): string {
  const time = stamp(wallMs);
  const each = Math.floor((limits.sessionIdCharsMax - time.length - 2) / 2);
  const names = [cleanTrack(track ?? ''), car].map(
    (name) => allowed(name ?? '', each) || 'unknown',
  );
  return [...names, time].join('-');
}

/**
 * A unique name for one run of the game, independent of the session id.
 * @param random 0…1
 */
export function runOf(wallMs: number, random: () => number): string {
  const chance = Math.floor(random() * 36 ** 6).toString(36);
  return `${Math.floor(wallMs).toString(36)}-${chance.padStart(6, '0')}`;
}
