/** Loads a page that is older than its relay again, once for each build of the relay. Adapter over the page. */

const reloadedKey = 'sequential.reloaded-for';

/** @param relayBuild empty: the relay does not know */
export function isOutdated(relayBuild: string, ownBuild: string): boolean {
  return relayBuild !== '' && relayBuild !== ownBuild;
}

/** @returns false when this page was already loaded again for that build, or cannot remember that it was. */
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
