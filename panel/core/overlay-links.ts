/**
 * Addresses of overlays as the panel hands them out: for a browser source, for its own previews, and to drag into OBS.
 * What is the default stays out of an address. Pure.
 */
import { dragLink, overlayUrl } from '../../protocol/overlay-address.ts';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';

/** Parameters of an address that differ from their defaults, by name. */
export type OverlayValues = Readonly<Record<string, string | number | boolean>>;

/** What is brought into OBS. */
export interface ForObs {
  readonly title: string;
  readonly url: string;
  /** With name and size in it, see `sourceDragUrl`. */
  readonly dragUrl: string;
  /** Body of `POST /api/obs/sources` without scene and name. */
  readonly source: Readonly<Record<string, unknown>>;
}

/** The address to paste into a browser source. */
export function sourceUrl(origin: string, overlay: string, values: OverlayValues): string {
  return overlayUrl({ origin, overlay, parameters: values });
}

/** OBS reads name and size of the new source from it and takes them out again. */
export function sourceDragUrl(
  origin: string,
  overlay: OverlayMetadata,
  values: OverlayValues,
): string {
  const { name, title, size } = overlay;
  return dragLink({ origin, overlay: name, parameters: values }, { name: title, ...size });
}

/** What a preview plays: what is driven now, or the lap that is built in. */
export type PreviewOf = 'live' | 'demo';

/**
 * As the source, but always visible: a preview has to show something while nobody drives. And cheap, as there are many.
 * @param theme drawn first; the relay's own choice may replace it once the page is connected
 */
export function previewUrl(
  origin: string,
  overlay: string,
  values: OverlayValues,
  { of, theme }: { readonly of: PreviewOf; readonly theme: string | null },
): string {
  const { session, driver, delay, ...rest } = values;
  const whom = of === 'demo' ? { lap: 'demo' } : { session, driver, delay };
  const parameters = { fps: 30, ...rest, ...whom, show: 'always', ...(theme ? { theme } : {}) };
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return overlayUrl({ origin, overlay, parameters: Object.fromEntries(given) as OverlayValues });
}

/** What most people add comes first; the others as the relay lists them. */
const firstNames = ['tachometer', 'pedals', 'gear', 'speed', 'lap-timer', 'delta'];

export function inOrder<O extends { readonly name: string }>(overlays: readonly O[]): O[] {
  const rank = ({ name }: O): number => {
    const at = firstNames.indexOf(name);
    return at < 0 ? firstNames.length : at;
  };
  return [...overlays].sort((a, b) => rank(a) - rank(b));
}
