/** Tells when the page's size or its pixels per CSS pixel change. Adapter over window events. */

/**
 * Calls `onChange` inside an animation frame, once a frame at most: what is built anew there is drawn before the
 * emptied canvas could be seen.
 * @returns ends it; may be called twice
 */
export function watchSize(onChange: (nowMs: number) => void): () => void {
  let request: number | null = null;
  let resolution: MediaQueryList;
  const ask = () => {
    request ??= requestAnimationFrame((nowMs) => {
      request = null;
      watchResolution();
      onChange(nowMs);
    });
  };
  const watchResolution = () => {
    resolution?.removeEventListener('change', ask);
    resolution = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    resolution.addEventListener('change', ask);
  };
  window.addEventListener('resize', ask);
  watchResolution();
  return () => {
    window.removeEventListener('resize', ask);
    resolution.removeEventListener('change', ask);
    if (request !== null) cancelAnimationFrame(request);
    request = null;
  };
}
