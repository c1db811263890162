/**
 * Whether the viewer asks for less motion. In OBS this follows the animation effects of the system. Adapter over a media
 * query.
 */

const query = '(prefers-reduced-motion: reduce)';

export function prefersReducedMotion(): boolean {
  return matchMedia(query).matches;
}

/** @returns stops watching; may be called twice */
export function watchReducedMotion(onChange: () => void): () => void {
  const list = matchMedia(query);
  list.addEventListener('change', onChange);
  return () => list.removeEventListener('change', onChange);
}
