/** Tells whether the page can be seen at all: the browser's own word and that of OBS. Adapter over window events. */

interface ObsVisible extends Event {
  readonly detail?: { readonly visible?: boolean; readonly active?: boolean };
}

/**
 * Calls `onChange` with true or false when the page appears or vanishes.
 * OBS says `obsSourceVisibleChanged` (shown anywhere, preview and multiview too) and `obsSourceActiveChanged`
 * (on program); a source that is active is visible, one that is inactive may still be in a preview.
 * @returns ends it; may be called twice
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
  document.addEventListener('visibilitychange', update);
  window.addEventListener('obsSourceVisibleChanged', onVisible);
  window.addEventListener('obsSourceActiveChanged', onActive);
  update();
  return () => {
    document.removeEventListener('visibilitychange', update);
    window.removeEventListener('obsSourceVisibleChanged', onVisible);
    window.removeEventListener('obsSourceActiveChanged', onActive);
  };
}
