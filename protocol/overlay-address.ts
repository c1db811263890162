/**
 * Builds addresses of overlay pages: for a browser source, and as a link that OBS turns into a source when it is dropped
 * on its window. Pure.
 */

export interface OverlayAddress {
  /** Origin of the relay, for instance `http://127.0.0.1:5000`. */
  origin: string;
  /** The overlay's name, for instance `tachometer`; of a layout `layout/broadcast`. */
  overlay: string;
  /** Query parameters in order; `undefined` ones are left out. */
  parameters?: Readonly<Record<string, string | number | boolean | undefined>>;
}

export interface SourceLayer {
  /** Name of the source in OBS. */
  name: string;
  /** Size of the page in OBS, pixels. */
  width: number;
  height: number;
}

/** OBS decodes percent escapes but not `+`, and `URLSearchParams` writes spaces as `+`. */
function query(pairs: readonly (readonly [string, string])[]): string {
  if (pairs.length === 0) return '';
  return `?${pairs.map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value)}`).join('&')}`;
}

function pairsOf(parameters: OverlayAddress['parameters']): [string, string][] {
  return Object.entries(parameters ?? {}).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, String(value)]],
  );
}

function page({ origin, overlay }: OverlayAddress): string {
  return `${origin.replace(/\/+$/, '')}/overlays/${overlay.split('/').map(encodeURIComponent).join('/')}`;
}

/** The page's address. */
export function overlayUrl(address: OverlayAddress): string {
  return page(address) + query(pairsOf(address.parameters));
}

/**
 * The link to drag into OBS. OBS 25 and newer remove the `layer-…` parameters and create a browser source of that name
 * and size. They add “ (2)” to a name that exists.
 */
export function dragLink(address: OverlayAddress, layer: SourceLayer): string {
  return (
    page(address) +
    query([
      ...pairsOf(address.parameters),
      ['layer-name', layer.name],
      ['layer-width', String(layer.width)],
      ['layer-height', String(layer.height)],
    ])
  );
}
