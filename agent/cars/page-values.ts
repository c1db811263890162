/** Texts and numbers as they lie in the pages of other cars, made safe. Pure. */
import { carText } from '../../protocol/cars.ts';

/** UTF-8, ended by a NUL or its length. */
export function textOf(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return carText(bytes.toString('utf8', 0, end < 0 ? bytes.length : end));
}

export function finiteAt(bytes: Buffer, at: number): number {
  const value = bytes.readFloatLE(at);
  return Number.isFinite(value) ? value : 0;
}

/** Three numbers one behind the other. */
export function vectorAt(bytes: Buffer, at: number): readonly [number, number, number] {
  return [finiteAt(bytes, at), finiteAt(bytes, at + 4), finiteAt(bytes, at + 8)];
}

/** The game's “no lap” is 0, and rubbish of a car that has just come is negative. */
export function lapMsAt(bytes: Buffer, at: number): number | null {
  const value = bytes.readInt32LE(at);
  return value > 0 ? value : null;
}
