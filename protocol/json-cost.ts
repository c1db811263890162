/**
 * Judges JSON before it is parsed: deep nesting, very many small values, and very many different names cost much more than
 * their bytes. Pure.
 */

export interface JsonBounds {
  /** Arrays and objects within one another. */
  readonly levelsMax: number;
  /** Arrays, objects and commas in all, about as many as values; absent: any number. */
  readonly valuesMax?: number;
  /**
   * Names and texts that differ; absent: any number. Engines look up each in a table of all texts. Texts are told apart by
   * a short hash, so a few may count as one.
   */
  readonly textsMax?: number;
}

/** A hash stays below this, so that an engine keeps it as a small integer. */
const hashMask = 0x3fff_ffff;

/** @param json text, or its bytes as Latin-1 text: everything that counts is ASCII. Invalid JSON may get either answer. */
export function isWithinBounds(json: string, bounds: JsonBounds): boolean {
  const { levelsMax, valuesMax = Number.POSITIVE_INFINITY, textsMax } = bounds;
  const texts = textsMax === undefined ? null : new Set<number>();
  let levels = 0;
  let values = 0;
  let isText = false;
  let hash = 0;
  for (let i = 0; i < json.length; i++) {
    const letter = json.charCodeAt(i);
    if (isText) {
      hash = (Math.imul(hash, 31) + letter) & hashMask;
      if (letter === 0x5c) hash = (Math.imul(hash, 31) + json.charCodeAt(++i)) & hashMask;
      else if (letter === 0x22) {
        isText = false;
        if (texts !== null && texts.add(hash).size > textsMax!) return false;
      }
    } else if (letter === 0x22) {
      isText = true;
      hash = 0;
    } else if (letter === 0x5b || letter === 0x7b) {
      if (++levels > levelsMax || ++values > valuesMax) return false;
    } else if (letter === 0x5d || letter === 0x7d) levels--;
    else if (letter === 0x2c && ++values > valuesMax) return false;
  }
  return true;
}
