/** Addresses of layouts, for OBS and for the panel's own previews. Pure. */
import { type LayoutMetadata, layoutPageName, layoutPreviewName } from '../../protocol/layout.ts';
import { dragLink, overlayUrl } from '../../protocol/overlay-address.ts';
import type { PageForObs, PreviewOf } from '../core/overlay-links.ts';

/** Frame rates of previews: in the list of layouts, and in the editor. */
const galleryFps = 15;
const editorFps = 30;

function pageName(layout: string): string {
  return `${layoutPageName}/${layout}`;
}

export function pageForObs(
  origin: string,
  { name, title, width, height }: Pick<LayoutMetadata, 'name' | 'title' | 'width' | 'height'>,
): PageForObs {
  const overlay = pageName(name);
  return {
    title,
    size: { width, height },
    url: overlayUrl({ origin, overlay }),
    dragUrl: dragLink({ origin, overlay }, { name: title, width, height }),
    source: { overlay },
  };
}

function previewUrl(origin: string, layout: string, of: PreviewOf, fps: number): string {
  const whom = of === 'demo' ? { lap: 'demo' } : {};
  return overlayUrl({ origin, overlay: pageName(layout), parameters: { fps, ...whom } });
}

export function galleryUrl(origin: string, layout: string, of: PreviewOf): string {
  return previewUrl(origin, layout, of, galleryFps);
}

/** A page that starts empty and shows the layouts that the editor sends. */
export function editorUrl(origin: string, of: PreviewOf): string {
  return previewUrl(origin, layoutPreviewName, of, editorFps);
}
