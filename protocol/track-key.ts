/**
 * The key of a track with its layout. Each key has its own map and personal bests. Pure.
 *
 * A server may put a path before the name to require a version of a patch (`csp/2144/../E/../monza_2023`). The track's
 * id follows the last `..`. The game's ids are lower case, and so are keys. The game cuts names at 32 characters, so two
 * tracks may share such a name. Their lengths distinguish them.
 */
import type { SessionInfo } from './session.ts';

export type TrackInfo = Pick<SessionInfo, 'track' | 'trackConfiguration' | 'trackLengthM'>;

export interface TrackKey {
  /** The track's own id, in lower case. */
  readonly name: string;
  /** Empty: the track has no layouts. */
  readonly layout: string;
  /** Whole metres; null: not known. */
  readonly lengthM: number | null;
  /** The name has the game's greatest length, so its end may be missing. */
  readonly isCut: boolean;
}

/** The game cuts names at this many characters. */
const nameChars = 32;
/** Reported lengths of one track differ by less than this: publishers round, and authors move lines. Share of the longer. */
const lengthShare = 0.005;

/** The track's id without the path that a server puts before it. */
export function cleanTrack(track: string): string {
  const clean = track.replace(/^(?:.*[\\/])?\.\.[\\/]+/s, '');
  return clean === '' ? track : clean;
}

/** @returns null: the track is not known */
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

/** Unicode has several encodings of one letter; this gives one of them, in lower case. */
function plain(name: string): string {
  return name
    .normalize('NFC')
    .toLowerCase()
    .replace(/\p{Cs}/gu, '\ufffd');
}

/** Whether laps on the two can be compared. The same tracks share a map. */
export function isSameTrack(a: TrackKey, b: TrackKey): boolean {
  if (a.layout !== b.layout) return false;
  if (!a.isCut && !b.isCut) return a.name === b.name;
  if (a.lengthM === null || b.lengthM === null) {
    // Without lengths the names must be equal. Two cut names do not identify a track.
    return a.name === b.name && (!a.isCut || !b.isCut || a.lengthM === b.lengthM);
  }
  if (Math.abs(a.lengthM - b.lengthM) > Math.max(a.lengthM, b.lengthM) * lengthShare) return false;
  // A path before the name makes the game cut it earlier, so one name may be the beginning of the other.
  return (a.isCut && b.name.startsWith(a.name)) || (b.isCut && a.name.startsWith(b.name));
}

/** The key as text, for a database column. Equal keys have equal texts. */
export function trackKeyText({ name, layout, lengthM, isCut }: TrackKey): string {
  return JSON.stringify([name, layout, lengthM, isCut]);
}

/** @returns null: the text is not a key */
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

/** The path of the track's map on the relay. An empty layout, or one of dashes only, gets one more dash. */
export function trackMapPath({ name, layout, lengthM, isCut }: TrackKey): string {
  const dashed = /^-*$/.test(layout) ? `${layout}-` : layout;
  const path = `/api/tracks/${encodeURIComponent(name)}/${encodeURIComponent(dashed)}`;
  return isCut ? `${path}?cut=${lengthM ?? ''}` : path;
}

/**
 * The key of a path that `trackMapPath` made.
 * @param track decoded, like `layout`
 * @param cut query parameter; undefined: absent
 */
export function trackOfPath(track: string, layout: string, cut: string | undefined): TrackKey {
  const lengthM = /^\d{1,7}$/.test(cut ?? '') ? Number(cut) : null;
  const name = /^-+$/.test(layout) ? layout.slice(1) : layout;
  const key = trackKeyOf({ track, trackConfiguration: name })!;
  return { ...key, lengthM, isCut: cut !== undefined || key.isCut };
}
