/** Thin flat bars below figures: a share of a tank, revs, a delta to both sides. The same in every theme but its colours. */

import { fade } from './colour.ts';
import { fillBox } from './ink.ts';
import type { Kit } from './kit.ts';
import { Crop } from './reveal.ts';
import type { Box } from './shape.ts';

export interface ThinBar {
  /** @param share 0…1 */
  set(share: number): void;
}

type Ink = string | ((ctx: CanvasRenderingContext2D) => CanvasGradient);

/** @param ink colour of the filled part */
export function createThinBar(
  kit: Kit,
  box: Box,
  ink: Ink,
  from: 'left' | 'right' = 'left',
): ThinBar {
  paintTrack(kit, box);
  return new Crop(kit, {
    box,
    track: box,
    from,
    paint: (ctx) => {
      fillBox(ctx, typeof ink === 'string' ? ink : ink(ctx), box);
    },
  });
}

function paintTrack(kit: Kit, box: Box): void {
  const { palette, panel, digits } = kit.theme;
  const isPrint = panel.form !== 'none' && digits.kind !== 'seven-segment';
  kit.picture(box, (ctx) => {
    fillBox(ctx, isPrint ? palette.faint : fade(palette.ink, 0.2), box);
  });
}
