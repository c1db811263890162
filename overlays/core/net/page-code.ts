/**
 * Code that a page loads when it needs it. The browsers of OBS never ask again for code that once did not come (Chromium 103 and
 * 127; later ones do), so the page itself loads again as soon as the relay, which was away, answers. Adapter over the page.
 */

/** Code that never comes, because something between keeps it, must not keep the page loading. */
const reloadEveryMs = 60_000;
const reloadedKey = 'sequential.reloaded-for-code';

let isMissing = false;

/** @returns the same, and remembers that it failed */
export async function loadCode<Code>(loading: Promise<Code>): Promise<Code> {
  try {
    return await loading;
  } catch (error) {
    isMissing = true;
    throw error;
  }
}

/**
 * To be called when the relay answers.
 * @returns false: all code is there, or the page has loaded for it within a minute or cannot store that it did
 */
export function reloadForCode(): boolean {
  try {
    const now = Date.now();
    const before = Number(sessionStorage.getItem(reloadedKey));
    if (!isMissing || Math.abs(now - before) < reloadEveryMs) return false;
    sessionStorage.setItem(reloadedKey, String(now));
    location.reload();
    return true;
  } catch {
    return false;
  }
}
