/** Addresses of pages that play a stored lap in a loop. Pure. */
import { dragLink, overlayUrl } from '../../protocol/overlay-address.ts';
import type { ChosenLap } from './selection.ts';

/** An overlay, or a layout of several. */
export interface Playable {
  readonly kind: 'overlay' | 'layout';
  readonly name: string;
  readonly title: string;
  readonly size: { readonly width: number; readonly height: number };
}

export interface Play {
  readonly page: {
    readonly title: string;
    readonly url: string;
    readonly dragUrl: string;
    readonly source: Readonly<Record<string, unknown>>;
  };
  /** As the page, but seen whatever the game does. */
  readonly previewUrl: string;
}

/** @param speed 1: as driven */
export function playOf(
  origin: string,
  { kind, name, title, size }: Playable,
  { sessionID, lap }: ChosenLap,
  speed: number,
): Play {
  const parameters = { session: sessionID, lap, ...(speed === 1 ? {} : { speed }) };
  // A layout's page lies one folder deeper than those of overlays.
  const base = kind === 'layout' ? `${origin}/overlays/layout` : `${origin}/overlays`;
  const page = (address: string): string => address.replace(`${origin}/overlays`, base);
  const overlay = { origin, overlay: name, parameters };
  const source = `${title}, lap ${lap}`;
  return {
    page: {
      title: source,
      url: page(overlayUrl(overlay)),
      dragUrl: page(dragLink(overlay, { name: source, ...size })),
      source: { overlay: name, parameters },
    },
    previewUrl: page(
      overlayUrl({ ...overlay, parameters: { ...parameters, show: 'always', fps: 30 } }),
    ),
  };
}
