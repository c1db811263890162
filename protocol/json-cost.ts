/** Judges JSON before it is parsed: deep nesting and very many small values cost much more than their bytes. Pure. */

export interface JsonBounds {
  /** Arrays and objects within one another. */
  readonly levelsMax: number;
  /** Arrays, objects and commas in all, about as many as values; absent: any number. */
  readonly valuesMax?: number;
}

/** @param json text, or its bytes as Latin-1 text: everything that counts is ASCII. Invalid JSON may get either answer. */
export function isWithinBounds(json: string, { levelsMax, valuesMax }: JsonBounds): boolean {
  const most = valuesMax ?? Number.POSITIVE_INFINITY;
  let levels = 0;
  let values = 0;
  let isText = false;
  for (let i = 0; i < json.length; i++) {
    const letter = json.charCodeAt(i);
    if (isText) {
      if (letter === 0x5c) i++;
      else if (letter === 0x22) isText = false;
    } else if (letter === 0x22) isText = true;
    else if (letter === 0x5b || letter === 0x7b) {
      if (++levels > levelsMax || ++values > most) return false;
    } else if (letter === 0x5d || letter === 0x7d) levels--;
    else if (letter === 0x2c && ++values > most) return false;
  }
  return true;
}
