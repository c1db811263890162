/** Addresses of overlays: for browser sources, for previews, and for dragging into OBS. Pure. */
import { dragLink, overlayUrl } from '../../protocol/overlay-address.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';

/** Parameters that differ from their defaults, by name. */
export type OverlayValues = Readonly<Record<string, string | number | boolean>>;

/** A page that can be added to OBS. */
export interface PageForObs {
  readonly title: string;
  readonly url: string;
  /** With the name and size of the source, see `sourceDragUrl`. */
  readonly dragUrl: string;
  /** Of the source, CSS pixels. */
  readonly size: OverlayMetadata['size'];
  /** Body of `POST /api/obs/sources` without scene and name. */
  readonly source: Readonly<Record<string, unknown>>;
}

/** The address to paste into a browser source. */
export function sourceUrl(origin: string, overlay: string, values: OverlayValues): string {
  return overlayUrl({ origin, overlay, parameters: values });
}

/** OBS reads the name and size of the new source from this address and removes them from it. */
export function sourceDragUrl(
  origin: string,
  overlay: OverlayMetadata,
  values: OverlayValues,
): string {
  const { name, title, size } = overlay;
  return dragLink({ origin, overlay: name, parameters: values }, { name: title, ...size });
}

/** As the fields of a browser source are called in OBS: `width 400, height 236`. */
export function sizeText({ width, height }: OverlayMetadata['size']): string {
  return `width ${width}, height ${height}`;
}

/** What a preview plays: the live session, or the built-in lap. */
export type PreviewOf = 'live' | 'demo';

/**
 * The address for a preview: always visible, even while nobody drives, and at a low rate, as there are many previews.
 * @param theme shown until the page is connected and gets the relay's choice
 */
export function previewUrl(
  origin: string,
  overlay: string,
  values: OverlayValues,
  { of, theme }: { readonly of: PreviewOf; readonly theme: string | null },
): string {
  const { session, driver, delay, lap, ...rest } = values;
  // A preview is no page of a viewer: it does not wait for the stream.
  const waits = delay === 'stream' ? undefined : delay;
  const live = of === 'demo' ? { lap: 'demo' } : { session, driver, delay: waits };
  const whom = lap === undefined ? live : { session, driver, lap };
  const parameters = { fps: 30, ...rest, ...whom, show: 'always', ...(theme ? { theme } : {}) };
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return overlayUrl({ origin, overlay, parameters: Object.fromEntries(given) as OverlayValues });
}

/** Popular overlays come first, the others in the relay's order. */
const firstNames = ['tachometer', 'pedals', 'gear', 'speed', 'lap-timer', 'delta'];

export function inOrder<O extends { readonly name: string }>(overlays: readonly O[]): O[] {
  const rank = ({ name }: O): number => {
    const at = firstNames.indexOf(name);
    return at < 0 ? firstNames.length : at;
  };
  return [...overlays].sort((a, b) => rank(a) - rank(b));
}
