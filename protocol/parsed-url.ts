/** An address, parsed. Pure. */

/**
 * `URL.canParse` is missing in Chromium 103, which OBS 28 to 30 embed. In Node 20 it errs about letters such as é once it
 * has been called often, in both directions.
 * @param base of an address without a host of its own
 * @returns null: it is not an address
 */
export function parsedUrl(text: string, base?: string): URL | null {
  try {
    return new URL(text, base);
  } catch {
    return null;
  }
}
