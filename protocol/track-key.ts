/**
 * Which track a session is driven on: what has a map and personal bests of its own. Pure.
 *
 * A server may put a path before the name to force a version of a patch (`csp/2144/../E/../monza_2023`); the track is
 * what follows the last `..`. The game's ids are lower case, and so are keys. The game cuts names at 32 characters,
 * so two tracks may share such a name: their lengths tell them apart.
 */
import type { SessionInfo } from './session.ts';

export type TrackInfo = Pick<SessionInfo, 'track' | 'trackConfiguration' | 'trackLengthM'>;

export interface TrackKey {
  /** The track's own id, in lower case. */
  readonly name: string;
  /** Empty: it has no layouts. */
  readonly layout: string;
  /** Whole metres; null: not known. */
  readonly lengthM: number | null;
  /** A name is as long as the game's longest, so its end may be missing. */
  readonly isCut: boolean;
}

/** The game keeps this many characters of a name. */
const nameChars = 32;
/** Lengths of one track differ by less: publishers round, and authors move a line. Share of the longer one. */
const lengthShare = 0.005;

/** The track's id without the path that a server puts before it. */
export function cleanTrack(track: string): string {
  const clean = track.replace(/^(?:.*[\\/])?\.\.[\\/]+/s, '');
  return clean === '' ? track : clean;
}

/** @returns null where the track is not known */
export function trackKeyOf({
  track,
  trackConfiguration,
  trackLengthM,
}: TrackInfo): TrackKey | null {
  if (!track) return null;
  const layout = trackConfiguration ?? '';
  const lengthM = Math.round(trackLengthM ?? 0);
  return {
    name: plain(cleanTrack(track)),
    layout: plain(layout),
    lengthM: lengthM > 0 ? lengthM : null,
    isCut: track.length >= nameChars || layout.length >= nameChars,
  };
}

/** Letters that look alike are one letter, however they were typed. */
function plain(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\p{Cs}/gu, '\ufffd');
}

/** Laps on the two may be compared, and they share a map. */
export function isSameTrack(a: TrackKey, b: TrackKey): boolean {
  if (a.layout !== b.layout) return false;
  if (!a.isCut && !b.isCut) return a.name === b.name;
  if (a.lengthM === null || b.lengthM === null) {
    // Without lengths only equal names are left; of two cut ones neither says which track it is.
    return a.name === b.name && (!a.isCut || !b.isCut || a.lengthM === b.lengthM);
  }
  if (Math.abs(a.lengthM - b.lengthM) > Math.max(a.lengthM, b.lengthM) * lengthShare) return false;
  // A path before the name takes room from it: less is left of it than of the same name alone.
  return (a.isCut && b.name.startsWith(a.name)) || (b.isCut && a.name.startsWith(b.name));
}

/** As one text, for a column of a database; equal keys have equal texts. */
export function trackKeyText({ name, layout, lengthM, isCut }: TrackKey): string {
  return JSON.stringify([name, layout, lengthM, isCut]);
}

/** @returns null for a text that is no key */
export function readTrackKey(text: string): TrackKey | null {
  try {
    const [name, layout, lengthM, isCut] = JSON.parse(text) as unknown[];
    const isKey =
      typeof name === 'string' &&
      typeof layout === 'string' &&
      (lengthM === null || typeof lengthM === 'number') &&
      typeof isCut === 'boolean';
    return isKey ? { name, layout, lengthM, isCut } : null;
  } catch {
    return null;
  }
}

/** The track's map on the relay. A layout stands behind a dash where it is empty or dashes itself. */
export function trackMapPath({ name, layout, lengthM, isCut }: TrackKey): string {
  const dashed = /^-*$/.test(layout) ? `${layout}-` : layout;
  const path = `/api/tracks/${encodeURIComponent(name)}/${encodeURIComponent(dashed)}`;
  return isCut ? `${path}?cut=${lengthM ?? ''}` : path;
}

/**
 * The key that a path was made of.
 * @param track decoded, as `layout` is
 * @param cut of the query; undefined: it has none
 */
export function trackOfPath(track: string, layout: string, cut: string | undefined): TrackKey {
  const lengthM = /^\d{1,7}$/.test(cut ?? '') ? Number(cut) : null;
  const name = /^-+$/.test(layout) ? layout.slice(1) : layout;
  const key = trackKeyOf({ track, trackConfiguration: name })!;
  return { ...key, lengthM, isCut: cut !== undefined || key.isCut };
}
