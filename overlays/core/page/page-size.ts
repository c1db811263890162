/** Watches the page's size and device pixel ratio. Adapter over window events. */

/**
 * Calls `onChange` inside an animation frame, at most once per frame, so that the rebuilt picture is drawn before the
 * empty canvas would show.
 * @returns stops watching; may be called twice
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
