/** Panels, dials' plates and the small housings of digits, in the theme's form. Never called per frame. */

import type { Theme } from '../../../../protocol/theme-schema.ts';
import { darken, fade, lighten } from '../colour.ts';
import { fillWith, strokeWith } from '../ink.ts';
import {
  type Box,
  boxPath,
  type Circle,
  circlePath,
  inset,
  lean,
  type Outline,
  polygon,
} from '../shape.ts';
import { type Metal, paintChromeFrame, paintChromeRing } from './chrome.ts';
import { fillMaterial } from './material.ts';

/** Room for a panel's shadow and glow, design pixels: panels are inset by it. */
export const panelBleed = 8;
/** Width of the coloured edge of some panels. */
export const edgeMarkWidth = 8;

export function outlineOf(theme: Theme): Outline {
  const { form, corner, slantDeg } = theme.panel;
  return { form, corner, slantDeg };
}

function isMetal(border: Theme['panel']['border']): border is Metal {
  return border === 'chrome' || border === 'brass';
}

/** The part of a panel's box for contents, inside frame and bleed. */
export function contentBox(theme: Theme, box: Box): Box {
  const { form, border, borderWidth } = theme.panel;
  const framed = form !== 'none' && (isMetal(border) || border === 'bezel' || border === 'inlay');
  return inset(box, panelBleed + (framed ? borderWidth : 0));
}

/** The part of a content box between slanted edges, at its middle height. */
export function middleOf(theme: Theme, area: Box): Box {
  const { form, slantDeg, mark } = theme.panel;
  const by = form === 'slanted' ? lean(area.height, slantDeg) / 2 : 0;
  const marked = mark === 'edge' ? edgeMarkWidth : 0;
  return {
    x: area.x + by + marked,
    y: area.y,
    width: area.width - 2 * by - marked,
    height: area.height,
  };
}

/** Paints a panel that fills `box` up to the bleed; nothing if the theme has no panels. */
export function paintPanel(ctx: CanvasRenderingContext2D, theme: Theme, box: Box): void {
  if (theme.panel.form === 'none') {
    paintScrim(ctx, theme, box);
    return;
  }
  const body = inset(box, panelBleed);
  const outline = outlineOf(theme);
  castShadow(ctx, theme, () => boxPath(ctx, body, outline));
  if (theme.panel.border === 'bezel') {
    paintBezel(ctx, theme, body, outline);
  } else {
    boxPath(ctx, body, outline);
    fillMaterial(ctx, theme, body);
    const { border, borderWidth } = theme.panel;
    if (isMetal(border)) {
      paintChromeFrame(ctx, body, outline, borderWidth, border);
    } else if (border === 'inlay') {
      paintScreen(ctx, theme, inset(body, borderWidth));
    } else {
      const half = theme.panel.borderWidth / 2;
      const edge = { ...outline, corner: Math.max(outline.corner - half, 0) };
      boxPath(ctx, inset(body, half), edge);
      strokeBorder(ctx, theme, body);
    }
  }
  paintMark(ctx, theme, body);
}

/** Darkens the picture behind a box without a panel; the edges are soft, so that no panel is seen. */
function paintScrim(ctx: CanvasRenderingContext2D, theme: Theme, box: Box): void {
  // Texts begin close to the edge, so the soft part is narrow.
  const soft = Math.min(Math.min(box.width, box.height) * 0.1, 16);
  const inner = inset(box, soft);
  castScrim(ctx, theme, soft, () => {
    ctx.beginPath();
    ctx.roundRect(inner.x, inner.y, inner.width, inner.height, soft);
  });
}

/** The same behind a dial without a plate. */
export function paintRoundScrim(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { cx, cy, radius }: Circle,
): void {
  const soft = radius * 0.07;
  castScrim(ctx, theme, soft, () => circlePath(ctx, cx, cy, radius - soft));
}

function castScrim(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  soft: number,
  path: () => void,
): void {
  const { scrim } = theme.panel;
  if (scrim <= 0) return;
  const scale = ctx.getTransform().a;
  ctx.save();
  ctx.fillStyle = fade(theme.palette.panel, scrim);
  ctx.filter = `blur(${(soft * scale) / 2}px)`;
  path();
  ctx.fill();
  ctx.restore();
}

/** Paints a panel's material and marks only, for instruments that place their screen themselves. */
export function paintPanelBack(ctx: CanvasRenderingContext2D, theme: Theme, box: Box): void {
  const body = inset(box, panelBleed);
  const outline = outlineOf(theme);
  castShadow(ctx, theme, () => boxPath(ctx, body, outline));
  boxPath(ctx, body, outline);
  fillMaterial(ctx, theme, body);
  paintMark(ctx, theme, body);
}

/** The plate of a round instrument. */
export function paintDisc(ctx: CanvasRenderingContext2D, theme: Theme, circle: Circle): void {
  const { cx, cy, radius } = circle;
  const box = { x: cx - radius, y: cy - radius, width: 2 * radius, height: 2 * radius };
  castShadow(ctx, theme, () => circlePath(ctx, cx, cy, radius));
  circlePath(ctx, cx, cy, radius);
  fillMaterial(ctx, theme, box);
  circlePath(ctx, cx, cy, radius - theme.panel.borderWidth / 2);
  const { border, borderWidth } = theme.panel;
  if (isMetal(border)) {
    paintChromeRing(ctx, circle, borderWidth, border);
  } else strokeBorder(ctx, theme, box);
}

function castShadow(ctx: CanvasRenderingContext2D, theme: Theme, path: () => void): void {
  ctx.save();
  ctx.shadowColor = 'rgba(0, 0, 0, 0.55)';
  ctx.shadowBlur = panelBleed * 0.9 * ctx.getTransform().a;
  ctx.fillStyle = theme.palette.panel;
  ctx.globalAlpha = theme.panel.opacity;
  path();
  ctx.fill();
  ctx.globalCompositeOperation = 'destination-out';
  ctx.shadowColor = 'transparent';
  ctx.globalAlpha = 1;
  ctx.fill();
  ctx.restore();
}

/** Strokes the current path, the middle line of the border. */
function strokeBorder(ctx: CanvasRenderingContext2D, theme: Theme, box: Box): void {
  const { border, borderWidth } = theme.panel;
  if (border === 'none' || border === 'inlay' || borderWidth <= 0) return;
  ctx.save();
  ctx.lineWidth = borderWidth;
  if (border === 'glow') {
    const scale = ctx.getTransform().a;
    ctx.strokeStyle = theme.palette.edge;
    ctx.shadowColor = fade(theme.palette.edge, 0.95);
    for (const blur of [7, 3]) {
      ctx.shadowBlur = blur * scale;
      ctx.stroke();
    }
    ctx.shadowColor = 'transparent';
    ctx.lineWidth = borderWidth * 0.4;
    ctx.strokeStyle = lighten(theme.palette.edge, 0.75);
  } else {
    const line = ctx.createLinearGradient(0, box.y, 0, box.y + box.height);
    line.addColorStop(0, lighten(theme.palette.edge, 0.28));
    line.addColorStop(1, theme.palette.edge);
    ctx.strokeStyle = line;
  }
  ctx.stroke();
  ctx.restore();
}

/** A dark screen let into the panel's material. @param screen its glass */
export function paintScreen(ctx: CanvasRenderingContext2D, theme: Theme, screen: Box): void {
  const { edge, panel } = theme.palette;
  const outline = { form: 'rounded', corner: Math.max(theme.panel.corner * 0.6, 4) } as const;
  const lip = ctx.createLinearGradient(0, screen.y - 2, 0, screen.y + screen.height + 2);
  lip.addColorStop(0, darken(panel, 0.85));
  lip.addColorStop(1, lighten(edge, 0.15));
  boxPath(ctx, inset(screen, -1.5), { ...outline, slantDeg: 0 });
  fillWith(ctx, lip);
  boxPath(ctx, screen, { ...outline, slantDeg: 0 });
  const glass = ctx.createLinearGradient(0, screen.y, 0, screen.y + screen.height);
  glass.addColorStop(0, '#0b0d11');
  glass.addColorStop(0.5, '#050608');
  glass.addColorStop(1, '#030304');
  fillWith(ctx, glass);
}

/** A plastic frame around a display. */
function paintBezel(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  body: Box,
  outline: Outline,
): void {
  const { edge } = theme.palette;
  const width = theme.panel.borderWidth;
  boxPath(ctx, body, outline);
  const plastic = ctx.createLinearGradient(0, body.y, 0, body.y + body.height);
  plastic.addColorStop(0, lighten(edge, 0.16));
  plastic.addColorStop(0.08, edge);
  plastic.addColorStop(1, darken(edge, 0.4));
  fillWith(ctx, plastic);
  ctx.save();
  boxPath(ctx, inset(body, 0.75), outline);
  strokeWith(ctx, fade('#ffffff', 0.16), 1.5);
  ctx.restore();
  const screen = inset(body, width);
  const inner = { ...outline, corner: Math.max(outline.corner - width * 0.7, 3) };
  boxPath(ctx, screen, inner);
  fillMaterial(ctx, theme, screen);
  boxPath(ctx, screen, inner);
  strokeWith(ctx, fade('#000000', 0.75), 1.5);
}

function paintMark(ctx: CanvasRenderingContext2D, theme: Theme, body: Box): void {
  const { mark, form, slantDeg } = theme.panel;
  const { accent, palette } = { accent: theme.palette.accent, palette: theme.palette };
  if (mark === 'edge') {
    ctx.save();
    boxPath(ctx, body, outlineOf(theme));
    ctx.clip();
    ctx.fillStyle = accent;
    const width = edgeMarkWidth;
    const by = form === 'slanted' ? lean(body.height, slantDeg) : 0;
    ctx.beginPath();
    polygon(ctx, [
      [body.x + by - 1, body.y],
      [body.x + by + width, body.y],
      [body.x + width, body.y + body.height],
      [body.x - 1, body.y + body.height],
    ]);
    ctx.fill();
    ctx.restore();
  } else if (mark === 'corners') {
    const arm = 16;
    ctx.strokeStyle = accent;
    ctx.lineWidth = 2.5;
    for (const [sx, sy] of [
      [0, 1],
      [1, 0],
    ] as const) {
      const x = body.x + sx * body.width + (sx === 0 ? 6 : -6);
      const y = body.y + sy * body.height + (sy === 0 ? 6 : -6);
      ctx.beginPath();
      ctx.moveTo(x + (sx === 0 ? arm : -arm), y);
      ctx.lineTo(x, y);
      ctx.lineTo(x, y + (sy === 0 ? arm : -arm));
      ctx.stroke();
    }
  } else if (mark === 'tape') {
    paintTape(ctx, palette.caution, body);
  } else if (mark === 'screws') {
    const by = theme.panel.border === 'inlay' ? theme.panel.borderWidth * 0.62 : 15;
    const size = Math.min(1, by / 12);
    for (const x of [body.x + by, body.x + body.width - by]) {
      for (const y of [body.y + by, body.y + body.height - by]) {
        ctx.save();
        ctx.translate(x, y);
        ctx.scale(size, size);
        paintScrew(ctx, palette.panel, 0, 0);
        ctx.restore();
      }
    }
  }
}

/** A strip of adhesive tape over the upper edge. */
function paintTape(ctx: CanvasRenderingContext2D, colour: string, body: Box): void {
  ctx.save();
  ctx.translate(body.x + body.width * 0.5, body.y + 1);
  ctx.rotate(-0.035);
  ctx.fillStyle = fade(lighten(colour, 0.45), 0.78);
  ctx.beginPath();
  ctx.moveTo(-34, -7.5);
  for (let i = 0; i <= 4; i++) ctx.lineTo(34 - (i % 2) * 2.5, -7.5 + i * 3.75);
  for (let i = 4; i >= 0; i--) ctx.lineTo(-34 + (i % 2) * 2.5, -7.5 + i * 3.75);
  ctx.closePath();
  ctx.fill();
  ctx.fillStyle = fade('#ffffff', 0.22);
  ctx.fillRect(-32, -5.5, 64, 3);
  ctx.restore();
}

function paintScrew(ctx: CanvasRenderingContext2D, panel: string, x: number, y: number): void {
  const head = ctx.createLinearGradient(x - 4, y - 5, x + 4, y + 5);
  head.addColorStop(0, '#e9eaea');
  head.addColorStop(0.5, '#8d9195');
  head.addColorStop(1, '#3c4044');
  circlePath(ctx, x, y, 5.5);
  fillWith(ctx, darken(panel, 0.7));
  circlePath(ctx, x, y, 4.5);
  fillWith(ctx, head);
  ctx.strokeStyle = '#24272a';
  ctx.lineWidth = 1.4;
  ctx.beginPath();
  ctx.moveTo(x - 3, y - 2.2);
  ctx.lineTo(x + 3, y + 2.2);
  ctx.stroke();
}
