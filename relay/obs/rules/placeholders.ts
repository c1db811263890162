/**
 * Fills the placeholders in texts of rules: `Lap {lap}  {lapTime}`. Other braces stay as they are, so a body can be plain
 * JSON. Pure.
 */
import type { RaceEvent } from '../../../protocol/events.ts';
import { limits } from '../../../protocol/limits.ts';
import { type Placeholder, placeholders } from '../../../protocol/rule-words.ts';
import { lapTimeText, twoDigits } from '../../../protocol/units.ts';
import { flagName } from './flag-names.ts';

const pattern = /\{([A-Za-z][A-Za-z0-9]*)\}/g;

/** Names in braces that are not placeholders. */
export function unknownPlaceholders(text: string): string[] {
  return [...text.matchAll(pattern)]
    .map((match) => match[1]!)
    .filter((name) => !Object.hasOwn(placeholders, name));
}

/** `+0.123`, `-1.250`; `-.---` when there is no lap to compare with. */
export function deltaText(deltaMs: number | undefined): string {
  if (deltaMs === undefined || !Number.isFinite(deltaMs)) return '-.---';
  const whole = Math.round(deltaMs);
  return `${whole < 0 ? '-' : '+'}${(Math.abs(whole) / 1000).toFixed(3)}`;
}

/** An invalid lap never becomes the best one; a lap of unknown validity may. */
function bestMs(event: RaceEvent): number | undefined {
  const counts = event.lapTimeMs !== undefined && event.valid !== false;
  if (!counts) return event.bestMs;
  return Math.min(event.lapTimeMs!, event.bestMs ?? Number.POSITIVE_INFINITY);
}

function clockText(at: number): string {
  const date = new Date(at);
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(twoDigits).join(':');
}

/** Values at one event. Unknown ones are empty, unknown times are dashes. */
export type PlaceholderValues = Readonly<Record<Placeholder, string>>;

export function placeholderValues(event: RaceEvent): PlaceholderValues {
  return {
    lap: event.lap === undefined ? '' : String(event.lap),
    lapTime: lapTimeText(event.lapTimeMs),
    delta: deltaText(event.deltaMs),
    best: lapTimeText(bestMs(event)),
    driver: event.driver ?? '',
    car: event.car ?? '',
    track: event.track ?? '',
    session: event.sessionID,
    flag: flagName(event.flag),
    event: event.name,
    gap: event.gapMs === undefined ? '' : (event.gapMs / 1000).toFixed(3),
    position: event.position === undefined ? '' : String(event.position),
    number: event.number ?? '',
    other: event.otherDriver ?? '',
    place: event.place === undefined ? '' : `${Math.round(event.place * 100)} %`,
    note: event.note ?? '',
    time: clockText(event.at),
    replay: '',
  };
}

/** Removes control characters, which break text sources and chapter names. */
function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the point
  return text.replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
}

/**
 * @param encode escapes a value, for instance `encodeURIComponent` for an address
 * @returns at most `limits.triggerTextCharsMax` characters, unless `encode` is given: an address is not cut
 */
export function fill(
  text: string,
  values: PlaceholderValues,
  encode?: (value: string) => string,
): string {
  const filled = text.replace(pattern, (whole, name: string) => {
    if (!Object.hasOwn(placeholders, name)) return whole;
    const value = plain(values[name as Placeholder]);
    return encode ? encode(value) : value;
  });
  return encode ? filled : [...filled].slice(0, limits.triggerTextCharsMax).join('');
}

/** Fills every text inside a JSON value. */
export function fillAll(value: unknown, values: PlaceholderValues): unknown {
  if (typeof value === 'string') return fill(value, values);
  if (Array.isArray(value)) return value.map((one) => fillAll(one, values));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, one]) => [key, fillAll(one, values)]),
    );
  }
  return value;
}
