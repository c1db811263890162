/**
 * The name of the file that holds a track's map: safe on every system for any name, and never the same for two tracks.
 *
 * `monza~gp~5793.json`: name, layout (`-`: none) and length in metres (`-`: not known), with `~cut` behind them where
 * the game may have cut a name. Letters and digits stay as they are; everything else is percent-encoded, the point
 * too, so that no name is one of Windows' devices. A name that would be too long for a disk is a hash.
 */
import { createHash } from 'node:crypto';
import { limits } from '../../protocol/limits.ts';
import { type TrackKey, trackKeyOf, trackKeyText } from '../../protocol/track-key.ts';

export function fileOfTrack(key: TrackKey): string {
  const { name, layout, lengthM, isCut } = key;
  const dashed = /^-*$/.test(layout) ? `${layout}-` : layout;
  const parts = [encoded(name), encoded(dashed), lengthM ?? '-', ...(isCut ? ['cut'] : [])];
  const file = `${parts.join('~')}.json`;
  if (Buffer.byteLength(file) <= limits.mapFileBytesMax) return file;
  return `~${createHash('sha256').update(trackKeyText(key)).digest('hex')}.json`;
}

/** @returns null for a file of another kind, and for one whose name is a hash */
export function trackOfFile(file: string): TrackKey | null {
  // Files of older versions say no length.
  const match = /^([^~]+)~([^~]+)(?:~(\d+|-)(~cut)?)?\.json$/.exec(file.normalize('NFC'));
  if (match === null) return null;
  try {
    const [name, dashed] = [decodeURIComponent(match[1]!), decodeURIComponent(match[2]!)];
    const layout = /^-+$/.test(dashed) ? dashed.slice(1) : dashed;
    const key = trackKeyOf({ track: name, trackConfiguration: layout })!;
    const lengthM = Number(match[3]);
    return {
      ...key,
      lengthM: lengthM > 0 ? lengthM : null,
      isCut: match[4] !== undefined || key.isCut,
    };
  } catch {
    return null;
  }
}

/** Keys are lower case; a letter that a file system may take for another one is encoded too. */
function encoded(text: string): string {
  return text.replace(/[^a-z0-9_-]/gu, (character) => {
    const isPlain =
      /^[\p{Ll}\p{Lo}\p{Nd}]$/u.test(character) &&
      character.toUpperCase().toLowerCase() === character &&
      character.normalize('NFKC') === character;
    return isPlain ? character : percent(character);
  });
}

function percent(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('');
}
