/**
 * Whether the viewer asks for less motion. In OBS this follows the animation effects of the system. Adapter over a media
 * query.
 */

const query = '(prefers-reduced-motion: reduce)';

let known: MediaQueryList | null = null;

/** One list for the page: items ask with every batch, and making a list costs more than all else they do then. */
function reducedMotion(): MediaQueryList {
  known ??= matchMedia(query);
  return known;
}

export function prefersReducedMotion(): boolean {
  return reducedMotion().matches;
}

/** @returns stops watching; may be called twice */
export function watchReducedMotion(onChange: () => void): () => void {
  const list = reducedMotion();
  list.addEventListener('change', onChange);
  return () => list.removeEventListener('change', onChange);
}
