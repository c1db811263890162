/** Watches whether the page is visible, according to the browser and to OBS. Adapter over window events. */

interface ObsVisible extends Event {
  readonly detail?: { readonly visible?: boolean; readonly active?: boolean };
}

/**
 * Calls `onChange` at once and on each change.
 * OBS sends `obsSourceVisibleChanged` (shown anywhere, previews and multiview included) and `obsSourceActiveChanged`
 * (on program). An active source is visible; an inactive one may still be in a preview.
 * @returns stops watching; may be called twice
 */
export function watchShown(onChange: (shown: boolean) => void): () => void {
  let obsVisible = true;
  let last: boolean | null = null;
  const update = () => {
    const shown = document.visibilityState === 'visible' && obsVisible;
    if (shown === last) return;
    last = shown;
    onChange(shown);
  };
  const onVisible = (event: ObsVisible) => {
    if (typeof event.detail?.visible === 'boolean') obsVisible = event.detail.visible;
    update();
  };
  const onActive = (event: ObsVisible) => {
    if (event.detail?.active === true) obsVisible = true;
    update();
  };
  const end = new AbortController();
  const { signal } = end;
  document.addEventListener('visibilitychange', update, { signal });
  window.addEventListener('obsSourceVisibleChanged', onVisible, { signal });
  window.addEventListener('obsSourceActiveChanged', onActive, { signal });
  update();
  return () => end.abort();
}
