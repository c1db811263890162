/** An address, parsed. Pure. */

/** @returns null: it is not an address. `URL.canParse` is missing in Chromium 103, which OBS 28 to 30 embed. */
export function parsedUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}
