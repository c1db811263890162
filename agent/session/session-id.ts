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

/** @param random 0…1 @returns letters and digits */
function chance(random: () => number, chars: number): string {
  return Math.floor(random() * 36 ** chars)
    .toString(36)
    .padStart(chars, '0');
}

/**
 * The drivers of a race in one kind of car begin in the same second, and may publish to one relay: the last letters tell
 * their sessions apart.
 * @param wallMs when the session began, ms since 1970.
 * @param random 0…1
 * @returns for instance `monza-ks_ferrari_488_gt3-20261122T133240-7k2p`.
 */
export function sessionIdOf(
  track: string | undefined,
  car: string | undefined,
  wallMs: number,
  random: () => number,
): string {
  const end = `${stamp(wallMs)}-${chance(random, 4)}`;
  const each = Math.floor((limits.sessionIdCharsMax - end.length - 2) / 2);
  const names = [cleanTrack(track ?? ''), car].map(
    (name) => allowed(name ?? '', each) || 'unknown',
  );
  return [...names, end].join('-');
}

/**
 * A unique name for one run of the game, independent of the session id.
 * @param random 0…1
 */
export function runOf(wallMs: number, random: () => number): string {
  return `${Math.floor(wallMs).toString(36)}-${chance(random, 6)}`;
}
