/** Addresses of pages that play a stored lap in a loop. Pure. */
import { dragLink, overlayUrl } from '../../protocol/overlay-address.ts';
import type { PageForObs } from '../core/overlay-links.ts';
import type { ChosenLap } from './selection.ts';

/** An overlay, or a layout of several. */
export interface Playable {
  readonly kind: 'overlay' | 'layout';
  readonly name: string;
  readonly title: string;
  readonly size: { readonly width: number; readonly height: number };
}

export interface Play {
  readonly page: PageForObs;
  /** Like the page, but always visible. */
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
  // Layouts are one folder deeper than overlays.
  const base = kind === 'layout' ? `${origin}/overlays/layout` : `${origin}/overlays`;
  const page = (address: string): string => address.replace(`${origin}/overlays`, base);
  const overlay = { origin, overlay: name, parameters };
  const source = `${title}, lap ${lap}`;
  return {
    page: {
      title: source,
      size,
      url: page(overlayUrl(overlay)),
      dragUrl: page(dragLink(overlay, { name: source, ...size })),
      source: { overlay: name, parameters },
    },
    previewUrl: page(
      overlayUrl({ ...overlay, parameters: { ...parameters, show: 'always', fps: 30 } }),
    ),
  };
}
