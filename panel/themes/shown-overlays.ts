/** Which overlays the theme editor shows, and how large. Pure. */
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import { inOrder } from '../core/overlay-links.ts';

/** `most`: those that show most of a theme in little space. Else the name of one overlay. */
export type ShownChoice = 'most' | 'all' | (string & {});

export interface ShownOverlay {
  readonly overlay: OverlayMetadata;
  /** CSS pixels */
  readonly height: number;
  /** It takes a row of its own. */
  readonly isWide: boolean;
}

const most: readonly {
  readonly name: string;
  readonly height: number;
  readonly isWide: boolean;
}[] = [
  { name: 'tachometer', height: 200, isWide: true },
  { name: 'pedals', height: 126, isWide: false },
  { name: 'gear', height: 126, isWide: false },
  { name: 'delta', height: 76, isWide: true },
  { name: 'shift-lights', height: 44, isWide: true },
];

/** A picture wider than this, in relation to its height, takes a row of its own. */
const wideFrom = 2.6;
/** Largest pictures in a row of their own, in half a row, and alone, CSS pixels. */
const wideMax = { width: 520, height: 150 };
const halfMax = { width: 240, height: 150 };
const aloneMax = { width: 520, height: 400 };

function heightIn(max: typeof wideMax, { width, height }: OverlayMetadata['size']): number {
  return Math.round(Math.min(max.height, (max.width / width) * height));
}

export function shownOverlays(
  overlays: readonly OverlayMetadata[],
  choice: ShownChoice,
): ShownOverlay[] {
  if (choice === 'most') {
    return most.flatMap(({ name, height, isWide }) => {
      const overlay = overlays.find((one) => one.name === name);
      return overlay === undefined ? [] : [{ overlay, height, isWide }];
    });
  }
  if (choice !== 'all') {
    return overlays
      .filter(({ name }) => name === choice)
      .map((overlay) => ({ overlay, height: heightIn(aloneMax, overlay.size), isWide: true }));
  }
  const all = inOrder(overlays).map((overlay) => {
    const isWide = overlay.size.width / overlay.size.height >= wideFrom;
    return { overlay, isWide, height: heightIn(isWide ? wideMax : halfMax, overlay.size) };
  });
  // Pairs first, so that no half row stays empty between two wide ones.
  return [...all.filter(({ isWide }) => !isWide), ...all.filter(({ isWide }) => isWide)];
}
