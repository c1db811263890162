/** Judges JSON before it is parsed: deep nesting and very many small parts cost much more than their bytes. Pure. */

export interface JsonBounds {
  /** Arrays and objects within one another. */
  readonly levelsMax: number;
  /** Arrays and objects in all; absent: any number. */
  readonly partsMax?: number;
}

/** @param json text, or its bytes as Latin-1 text: everything that counts is ASCII. Invalid JSON may get either answer. */
export function isWithinBounds(json: string, { levelsMax, partsMax }: JsonBounds): boolean {
  const most = partsMax ?? Number.POSITIVE_INFINITY;
  let levels = 0;
  let parts = 0;
  let isText = false;
  for (let i = 0; i < json.length; i++) {
    const letter = json.charCodeAt(i);
    if (isText) {
      if (letter === 0x5c) i++;
      else if (letter === 0x22) isText = false;
    } else if (letter === 0x22) isText = true;
    else if (letter === 0x5b || letter === 0x7b) {
      if (++levels > levelsMax || ++parts > most) return false;
    } else if (letter === 0x5d || letter === 0x7d) levels--;
  }
  return true;
}
