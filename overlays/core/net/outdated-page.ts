/** Reloads a page whose build differs from the relay's, once for each build of the relay. Adapter over the page. */

const reloadedKey = 'sequential.reloaded-for';

/** @param relayBuild empty: unknown */
export function isOutdated(relayBuild: string, ownBuild: string): boolean {
  return relayBuild !== '' && relayBuild !== ownBuild;
}

/** @returns false if this page has already reloaded for that build, or cannot store that it did. */
export function reloadOnce(relayBuild: string): boolean {
  try {
    if (sessionStorage.getItem(reloadedKey) === relayBuild) return false;
    sessionStorage.setItem(reloadedKey, relayBuild);
  } catch {
    return false;
  }
  location.reload();
  return true;
}
