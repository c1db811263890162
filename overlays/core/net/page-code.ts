/**
 * Code that a page loads when it needs it. The browsers of OBS never ask again for code that once did not come (Chromium 103 and
 * 127; later ones do), so the page itself loads again as soon as the relay, which was away, answers. Adapter over the page.
 */

/** Of one source. Code that never comes, because something on the way keeps it, must not keep the page loading. */
const mostReloads = 10;
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
 * @returns false: all code is there, or the page has loaded for it too often or cannot store how often
 */
export function reloadForCode(): boolean {
  try {
    const times = Number(sessionStorage.getItem(reloadedKey));
    if (!isMissing || times >= mostReloads) return false;
    sessionStorage.setItem(reloadedKey, String(times + 1));
    location.reload();
    return true;
  } catch {
    return false;
  }
}
