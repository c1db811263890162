/**
 * Addresses of overlay pages, as a browser source takes them and as a link that OBS turns into a source when it is
 * dropped on its window. Pure.
 */

export interface OverlayAddress {
  /** Of the relay, for instance `http://127.0.0.1:5000`. */
  origin: string;
  /** The overlay's name, for instance `tachometer`; of a layout `layout/broadcast`. */
  overlay: string;
  /** Query parameters in the order they shall have; `undefined` ones are left out. */
  parameters?: Readonly<Record<string, string | number | boolean | undefined>>;
}

export interface SourceLayer {
  /** Name of the source in OBS. */
  name: string;
  /** Size of the page in OBS, pixels. */
  width: number;
  height: number;
}

/** OBS decodes percent signs but not `+`, so spaces must not become one (`URLSearchParams` writes `+`). */
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
 * The link to drag: OBS 25 and newer take `layer-…` off and make a browser source of that name and size (a name
 * that is taken gets « (2)»).
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
