/** Decodes a session's metadata (driver, track, car, …) from a snapshot. Empty fields are omitted. Pure. */
import { limits } from '../../../protocol/limits.ts';
import type { SessionInfo } from '../../../protocol/session.ts';
import { at, type MemorySample, pageOffsets } from '../../sampling/snapshot.ts';
import { graphicsPage, staticPage } from './layout.ts';

const utf16 = new TextDecoder('utf-16le');
const staticFields = staticPage.fields;

function text(bytes: Uint8Array, offset: number, chars: number): string | undefined {
  let end = offset;
  while (end < offset + chars * 2 && (bytes[end] !== 0 || bytes[end + 1] !== 0)) end += 2;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: removing control characters is the point.
  const clean = utf16.decode(bytes.subarray(offset, end)).replace(/[\u0000-\u001f\u007f]/g, '');
  return clean.trim().slice(0, limits.factCharsMax) || undefined;
}

function staticText(
  bytes: Uint8Array,
  name:
    | 'carModel'
    | 'track'
    | 'playerName'
    | 'playerSurname'
    | 'playerNick'
    | 'trackConfiguration'
    | 'carSkin',
): string | undefined {
  return text(bytes, at.static[name], staticFields[name].count);
}

/** Omits undefined entries. */
function known<T extends object>(entries: { [K in keyof T]: T[K] | undefined }): T {
  const result: Partial<T> = {};
  for (const key of Object.keys(entries) as (keyof T)[]) {
    const value = entries[key];
    if (value !== undefined) result[key] = value;
  }
  return result as T;
}

function positive(value: number, decimals = 0): number | undefined {
  if (!Number.isFinite(value) || value <= 0) return undefined;
  return Math.round(value * 10 ** decimals) / 10 ** decimals;
}

/** @returns null while the game has not written car and track */
export function decodeSessionInfo({ bytes, view }: MemorySample): SessionInfo | null {
  const track = staticText(bytes, 'track');
  const car = staticText(bytes, 'carModel');
  if (track === undefined || car === undefined) return null;
  const names = [staticText(bytes, 'playerName'), staticText(bytes, 'playerSurname')];
  const fullName = names.filter((name) => name !== undefined).join(' ');
  const int = (offset: number): number => view.getInt32(offset, true);
  const float = (offset: number): number => view.getFloat32(offset, true);
  return known<SessionInfo>({
    driverName: fullName || staticText(bytes, 'playerNick'),
    track,
    trackConfiguration: staticText(bytes, 'trackConfiguration'),
    car,
    carSkin: staticText(bytes, 'carSkin'),
    maxRpm: positive(int(at.static.maxRpm)),
    maxFuel: positive(float(at.static.maxFuel), 2),
    trackLengthM: positive(float(at.static.trackSplineLength), 1),
    sectorCount: positive(int(at.static.sectorCount)),
    sessionType: int(at.graphics.session),
    numberOfLaps: Math.max(0, int(at.graphics.numberOfLaps)),
    tyreCompound: text(bytes, at.graphics.tyreCompound, graphicsPage.fields.tyreCompound.count),
    game: 'Assetto Corsa',
  });
}

/** The bytes of the static page, for comparison. */
export function staticBytes(sample: MemorySample): Uint8Array {
  return sample.bytes.subarray(pageOffsets.static);
}
