/** Addresses of overlays: for a browser source, for the preview, and for dragging into OBS. Pure. */

/** What `GET /api/overlays` tells of one overlay, as far as the panel uses it. */
export interface OverlayFacts {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly size: { readonly width: number; readonly height: number };
}

export interface Choices {
  /** '' = the default theme. */
  readonly theme: string;
  readonly units: 'kmh' | 'mph';
}

function parameters(pairs: readonly (readonly [string, string])[]): string {
  if (pairs.length === 0) return '';
  // OBS turns %20 but not + back into a space, so this is not URLSearchParams (source: OBSBasic_Dropfiles.cpp).
  return `?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')}`;
}

function chosen({ theme, units }: Choices): [string, string][] {
  const pairs: [string, string][] = [];
  if (theme !== '') pairs.push(['theme', theme]);
  if (units !== 'kmh') pairs.push(['units', units]);
  return pairs;
}

/** The address to paste into a browser source. What is the default stays out of it. */
export function overlayUrl(origin: string, name: string, choices: Choices): string {
  return `${origin}/overlays/${name}${parameters(chosen(choices))}`;
}

/** As above, but always visible: a preview has to show something while nobody drives. And cheap, as there are many. */
export function previewUrl(origin: string, name: string, choices: Choices): string {
  const more: [string, string][] = [
    ['show', 'always'],
    ['fps', '30'],
  ];
  return `${origin}/overlays/${name}${parameters([...chosen(choices), ...more])}`;
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

/** OBS reads name and size of the new source from the `layer-…` parameters and takes them out again. */
export function dragUrl(origin: string, overlay: OverlayFacts, choices: Choices): string {
  const { name, title, size } = overlay;
  return `${origin}/overlays/${name}${parameters([
    ...chosen(choices),
    ['layer-name', title],
    ['layer-width', String(size.width)],
    ['layer-height', String(size.height)],
  ])}`;
}
