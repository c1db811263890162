/**
 * A tyre seen from above, in the colour of its temperature, readable without colours: a cold tyre is hollow with an arrow
 * down, a hot one has an arrow up, an overheated one has two.
 */

import type { Sprite } from 'pixi.js';
import type { Theme } from '../../protocol/theme-schema.ts';
import { bandColour } from '../core/draw/band-colour.ts';
import { darken, fade, lighten, mix, readColour } from '../core/draw/colour.ts';
import { fillWith, strokeWith } from '../core/draw/ink.ts';
import type { Kit } from '../core/draw/kit.ts';
import { isMatt } from '../core/draw/panels/material.ts';
import { type Box, boxPath, inset } from '../core/draw/shape.ts';
import { type Band, bands } from '../core/reading/tyres.ts';

export interface Tyre {
  /** null: not known */
  set(band: Band | null): void;
}

export function createTyre(kit: Kit, box: Box): Tyre {
  const { theme } = kit;
  const around = inset(box, -10);
  kit.picture(around, (ctx) => paintBare(ctx, theme, box));
  const lit = kit.pictures(
    bands.map(() => around),
    (ctx, i) => paintLit(ctx, theme, box, bands[i]!),
  );
  for (const sprite of lit) sprite.alpha = 0;
  return {
    set(band) {
      lit.forEach((sprite: Sprite, i) => {
        kit.show(sprite, bands[i] === band ? 1 : 0);
      });
    },
  };
}

function outlineOf({ panel }: Theme, { width }: Box) {
  const square = panel.material === 'flat' && panel.form !== 'none';
  const corner = panel.material === 'lcd' ? 5 : square ? 6 : width * 0.3;
  return { form: 'rounded', corner, slantDeg: 0 } as const;
}

function paintBare(ctx: CanvasRenderingContext2D, theme: Theme, box: Box): void {
  const { palette, panel, digits } = theme;
  const outline = outlineOf(theme, box);
  boxPath(ctx, box, outline);
  if (panel.form === 'none') {
    fillWith(ctx, fade(palette.outline, 0.6));
    boxPath(ctx, inset(box, 1), outline);
    strokeWith(ctx, fade(palette.muted, 0.7), 2);
    return;
  }
  fillWith(ctx, digits.ghost > 0 ? fade(palette.ink, digits.ghost) : palette.faint);
}

function paintLit(ctx: CanvasRenderingContext2D, theme: Theme, box: Box, band: Band): void {
  const { palette, panel, text } = theme;
  const colour = bandColour(theme, band);
  const outline = outlineOf(theme, box);
  const hollow = band === 'cold';
  if (text.outline > 0) {
    boxPath(ctx, inset(box, -2), { ...outline, corner: outline.corner + 2 });
    fillWith(ctx, fade(palette.outline, 0.9));
  }
  ctx.save();
  if (text.glow > 0) {
    ctx.shadowColor = fade(colour, 0.85);
    ctx.shadowBlur = 9 * ctx.getTransform().a;
  }
  const flat = isMatt(theme);
  if (hollow) {
    boxPath(ctx, inset(box, 2), { ...outline, corner: outline.corner - 1.5 });
    strokeWith(ctx, colour, 4);
  } else {
    boxPath(ctx, box, outline);
    const across = ctx.createLinearGradient(box.x, 0, box.x + box.width, 0);
    across.addColorStop(0, darken(colour, 0.38));
    across.addColorStop(0.35, lighten(colour, 0.08));
    across.addColorStop(1, darken(colour, 0.42));
    fillWith(ctx, flat ? colour : across);
  }
  ctx.restore();
  if (!hollow) paintGrooves(ctx, box, panel.material === 'lcd' ? palette.panel : null);
  const onTyre = hollow ? colour : inkOn(colour);
  paintArrows(ctx, box, band, panel.material === 'lcd' && !hollow ? palette.panel : onTyre);
}

/** Tread: two lines around the tyre. */
function paintGrooves(ctx: CanvasRenderingContext2D, box: Box, colour: string | null): void {
  ctx.fillStyle = colour ?? fade('#000000', 0.28);
  for (const share of [0.28, 0.72]) {
    ctx.fillRect(box.x + box.width * share - 1, box.y + 7, 2, box.height - 14);
  }
}

/** Dark or light, whichever is more readable on a colour. */
function inkOn(colour: string): string {
  const { r, g, b } = readColour(colour);
  return r * 0.299 + g * 0.587 + b * 0.114 > 140 ? mix(colour, '#05070a', 0.88) : '#ffffff';
}

function paintArrows(ctx: CanvasRenderingContext2D, box: Box, band: Band, colour: string): void {
  if (band === 'good') return;
  const x = box.x + box.width / 2;
  const middle = box.y + box.height / 2;
  const down = band === 'cold' ? -1 : 1;
  const places = band === 'over' ? [-8, 8] : [0];
  ctx.save();
  ctx.lineWidth = 4.5;
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = colour;
  for (const by of places) {
    ctx.beginPath();
    ctx.moveTo(x - 8, middle + by + 4 * down);
    ctx.lineTo(x, middle + by - 4 * down);
    ctx.lineTo(x + 8, middle + by + 4 * down);
    ctx.stroke();
  }
  ctx.restore();
}
