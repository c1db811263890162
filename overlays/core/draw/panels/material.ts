/** The materials of panels and dials: each fills a clipped area. Never called per frame. */

import type { Theme } from '../../../../protocol/theme-schema.ts';
import { createCanvas } from '../canvas.ts';
import { darken, fade, lighten, mix } from '../colour.ts';
import { fillBox } from '../ink.ts';
import type { Box } from '../shape.ts';
import { crt, guilloche, notebook } from './material-faces.ts';

/** Fills the current path with the theme's material. @param box around the path */
export function fillMaterial(ctx: CanvasRenderingContext2D, theme: Theme, box: Box): void {
  ctx.save();
  ctx.clip();
  ctx.globalAlpha = theme.panel.opacity;
  materials[theme.panel.material](ctx, theme, box);
  ctx.restore();
}

export type Material = (ctx: CanvasRenderingContext2D, theme: Theme, box: Box) => void;

const materials: Record<Theme['panel']['material'], Material> = {
  flat: (ctx, { palette }, box) => fillBox(ctx, palette.panel, box),
  glass,
  enamel,
  carbon,
  lcd,
  guilloche,
  notebook,
  crt,
};

/** Print, ink and display segments have no gloss. */
export function isMatt({ panel }: Theme): boolean {
  return panel.material === 'flat' || panel.material === 'lcd' || panel.material === 'notebook';
}

function glass(ctx: CanvasRenderingContext2D, { palette }: Theme, box: Box): void {
  const body = ctx.createLinearGradient(0, box.y, 0, box.y + box.height);
  body.addColorStop(0, mix(palette.panel, palette.edge, 0.28));
  body.addColorStop(0.42, palette.panel);
  body.addColorStop(1, darken(palette.panel, 0.35));
  fillBox(ctx, body, box);
  const sheen = ctx.createLinearGradient(box.x, box.y, box.x + box.width * 0.6, box.y + box.height);
  sheen.addColorStop(0, fade('#ffffff', 0.055));
  sheen.addColorStop(0.34, fade('#ffffff', 0.018));
  sheen.addColorStop(0.345, fade('#ffffff', 0));
  fillBox(ctx, sheen, box);
}

function enamel(ctx: CanvasRenderingContext2D, { palette }: Theme, box: Box): void {
  const x = box.x + box.width / 2;
  const y = box.y + box.height * 0.42;
  const reach = Math.hypot(box.width, box.height) / 2;
  const body = ctx.createRadialGradient(x, y, 0, x, y, reach);
  body.addColorStop(0, lighten(palette.panel, 0.075));
  body.addColorStop(0.7, palette.panel);
  body.addColorStop(1, darken(palette.panel, 0.45));
  fillBox(ctx, body, box);
}

/** Twill weave: two diagonal steps of light and dark threads. */
function carbon(ctx: CanvasRenderingContext2D, { palette }: Theme, box: Box): void {
  const thread = 6;
  const scale = ctx.getTransform().a;
  const cell = Math.max(2, Math.round(thread * scale));
  const tile = createCanvas(cell * 4, cell * 4);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const over = (column + row) % 4 < 2;
      const shade = tile.ctx.createLinearGradient(
        0,
        row * cell,
        over ? cell : 0,
        (row + (over ? 0 : 1)) * cell,
      );
      const base = lighten(palette.panel, over ? 0.07 : 0.015);
      shade.addColorStop(0, darken(base, 0.3));
      shade.addColorStop(0.5, base);
      shade.addColorStop(1, darken(base, 0.3));
      tile.ctx.fillStyle = shade;
      tile.ctx.fillRect(column * cell, row * cell, cell, cell);
    }
  }
  const pattern = ctx.createPattern(tile.canvas, 'repeat')!;
  pattern.setTransform(new DOMMatrix([1 / scale, 0, 0, 1 / scale, 0, 0]));
  fillBox(ctx, pattern, box);
  const light = ctx.createLinearGradient(0, box.y, 0, box.y + box.height);
  light.addColorStop(0, fade('#ffffff', 0.1));
  light.addColorStop(0.5, fade('#ffffff', 0));
  light.addColorStop(1, fade('#000000', 0.35));
  fillBox(ctx, light, box);
}

/** A reflective display: an uneven tint like a backlight's, and the shadow of the frame. */
function lcd(ctx: CanvasRenderingContext2D, { palette }: Theme, box: Box): void {
  const body = ctx.createLinearGradient(box.x, box.y, box.x + box.width * 0.4, box.y + box.height);
  body.addColorStop(0, lighten(palette.panel, 0.1));
  body.addColorStop(0.55, palette.panel);
  body.addColorStop(1, darken(palette.panel, 0.12));
  fillBox(ctx, body, box);
  const shade = ctx.createLinearGradient(0, box.y, 0, box.y + 14);
  shade.addColorStop(0, fade('#000000', 0.34));
  shade.addColorStop(1, fade('#000000', 0));
  fillBox(ctx, shade, box);
  const side = ctx.createLinearGradient(box.x, 0, box.x + 10, 0);
  side.addColorStop(0, fade('#000000', 0.22));
  side.addColorStop(1, fade('#000000', 0));
  fillBox(ctx, side, box);
}
