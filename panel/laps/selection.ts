/** The compared laps and the visible section of the track, as the part of the address after `#`, for sharing. Pure. */
import { limits } from '../../protocol/limits.ts';

export interface ChosenLap {
  readonly sessionID: string;
  readonly lap: number;
}

/** The visible section of the track, as places 0…1. */
export interface TrackSection {
  readonly from: number;
  readonly to: number;
}

export interface Selection {
  /** The session whose laps are listed; null: the list of sessions. */
  readonly sessionID: string | null;
  /** The first lap is the reference. */
  readonly laps: readonly ChosenLap[];
  readonly section: TrackSection;
}

export const wholeLap: TrackSection = { from: 0, to: 1 };

/** A path of dots alone would be another path of the relay. */
const idPattern = new RegExp(`^(?!\\.+$)[A-Za-z0-9._-]{1,${limits.storedIdCharsMax}}$`);

/** @param hash for instance `#/laps/EVENING?laps=3,5,MORNING:2&part=0.2-0.4`; invalid parts are ignored */
export function selectionOf(hash: string): Selection {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const id = decoded(path.split('/')[2] ?? '');
  const sessionID = idPattern.test(id) ? id : null;
  const search = new URLSearchParams(query);
  const laps = (search.get('laps') ?? '').split(',').flatMap((word) => lapOf(word, sessionID));
  const unique = laps.filter((one, i) => laps.findIndex((other) => isSameLap(one, other)) === i);
  return {
    sessionID,
    laps: unique.slice(0, limits.lapsComparedMax),
    section: sectionOf(search.get('part') ?? ''),
  };
}

export function hashOf({ sessionID, laps, section }: Selection): string {
  if (sessionID === null) return '#/laps';
  const pairs: string[] = [];
  const words = laps.map(({ sessionID: of, lap }) =>
    of === sessionID ? `${lap}` : `${of}:${lap}`,
  );
  if (words.length > 0) pairs.push(`laps=${words.join(',')}`);
  if (isPartOfLap(section)) pairs.push(`part=${short(section.from)}-${short(section.to)}`);
  return `#/laps/${sessionID}${pairs.length > 0 ? `?${pairs.join('&')}` : ''}`;
}

export function isSameLap(a: ChosenLap, b: ChosenLap): boolean {
  return a.sessionID === b.sessionID && a.lap === b.lap;
}

export function isPartOfLap({ from, to }: TrackSection): boolean {
  return from > 0 || to < 1;
}

/** Moves the ends into the lap and enforces the least length. */
export function clampedSection(from: number, to: number): TrackSection {
  const least = limits.sectionShareMin;
  const length = Math.min(Math.max(to - from, least), 1);
  const start = Math.min(Math.max(from + (to - from - length) / 2, 0), 1 - length);
  return { from: start, to: start + length };
}

function lapOf(word: string, sessionID: string | null): ChosenLap[] {
  const match = /^(?:(.+):)?([1-9]\d{0,5})$/.exec(word);
  const id = match?.[1] ?? sessionID;
  return match && id !== null && idPattern.test(id)
    ? [{ sessionID: id, lap: Number(match[2]) }]
    : [];
}

function sectionOf(word: string): TrackSection {
  const match = /^([01](?:\.\d+)?)-([01](?:\.\d+)?)$/.exec(word);
  const from = Number(match?.[1]);
  const to = Number(match?.[2]);
  return from >= 0 && to <= 1 && to > from ? clampedSection(from, to) : wholeLap;
}

function short(place: number): string {
  return String(Number(place.toFixed(4)));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
