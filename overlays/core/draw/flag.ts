/** Flags as plates with a pattern and a word, readable without colours. Painted once each. */

import type { Theme } from '../../../protocol/theme-schema.ts';
import type { Flag } from '../reading/session.ts';
import { fillBox, strokeWith } from './ink.ts';
import { type Box, boxPath } from './shape.ts';
import { labelText } from './text/lettering.ts';
import { inkOn, paintOnPlate } from './text/tag.ts';

/** Colours of the sport, not of the theme: a flag looks the same everywhere. */
export const flagCloths: Readonly<Record<Flag, string>> = {
  blue: '#1a5ce0',
  yellow: '#ffd21f',
  black: '#0b0c0e',
  white: '#f4f6f8',
  chequered: '#f4f6f8',
  penalty: '#ff7a1a',
};

/** Share of a flag's width that its word may have; the pattern is beside it. */
export const flagWordShare = 0.66;

export function paintFlag(ctx: CanvasRenderingContext2D, theme: Theme, flag: Flag, box: Box): void {
  const { form, slantDeg, corner } = theme.panel;
  const outline = {
    form: form === 'none' ? 'rounded' : form,
    corner: Math.min(corner, box.height * 0.25),
    slantDeg,
  } as const;
  const cloth = flagCloths[flag];
  ctx.save();
  boxPath(ctx, box, outline);
  ctx.clip();
  fillBox(ctx, cloth, box);
  paintPattern(ctx, flag, box);
  ctx.restore();
  boxPath(ctx, box, outline);
  strokeWith(ctx, flag === 'black' ? '#f4f6f8' : 'rgba(0, 0, 0, 0.55)', 1.5);
  paintOnPlate(ctx, theme, labelText(theme, flag), box.x + box.width / 2, box.y + box.height / 2, {
    face: theme.fonts.labels,
    cap: Math.min(box.height * 0.64, 16),
    colour: inkOn(cloth),
    width: box.width * flagWordShare,
  });
}

/** The pattern at both ends of the plate; the word is between them. */
function paintPattern(ctx: CanvasRenderingContext2D, flag: Flag, box: Box): void {
  const ends = box.width * 0.15;
  const { height } = box;
  ctx.fillStyle = inkOn(flagCloths[flag]);
  for (const left of [box.x, box.x + box.width - ends]) {
    if (flag === 'chequered') {
      const cell = height / 4;
      for (let row = 0; row < 4; row++) {
        for (let column = row % 2; column * cell < ends; column += 2) {
          ctx.fillRect(left + column * cell, box.y + row * cell, cell, cell);
        }
      }
    } else if (flag === 'yellow' || flag === 'penalty') {
      for (let x = left - height; x < left + ends; x += height * 0.6)
        stripe(ctx, x, box, left, ends);
    }
  }
}

/** One diagonal hazard stripe, clipped to the area from `left`. */
function stripe(
  ctx: CanvasRenderingContext2D,
  x: number,
  { y, height }: Box,
  left: number,
  wide: number,
): void {
  ctx.save();
  ctx.beginPath();
  ctx.rect(left, y, wide, height);
  ctx.clip();
  ctx.beginPath();
  ctx.moveTo(x, y + height);
  ctx.lineTo(x + height, y);
  ctx.lineTo(x + height * 1.3, y);
  ctx.lineTo(x + height * 0.3, y + height);
  ctx.closePath();
  ctx.fill();
  ctx.restore();
}
