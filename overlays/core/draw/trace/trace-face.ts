/** The background of a trace (grid, paper, dark cells), and the pens at its newest values. */

import { darken, fade } from '../colour.ts';
import { fillBox, fillWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { Pointer } from '../pointer.ts';
import { type Box, boxPath, circlePath, inset, polygon } from '../shape.ts';
import { labelText, paintText } from '../text/lettering.ts';
import type { Strip, TraceChannel } from './trace-ink.ts';

export interface Background extends Strip {
  readonly box: Box;
  readonly leftPx: number;
  readonly widthPx: number;
  readonly padPx: number;
}

export function paintBackground(kit: Kit, background: Background): void {
  const { kind } = kit.theme.trace;
  const { box } = background;
  kit.picture(inset(box, -10), (ctx) => {
    if (kind === 'paper') paintPaper(ctx, kit, box);
    else if (kind === 'lcd') paintCells(ctx, kit, background);
    else if (kind === 'line') paintLines(ctx, kit, box);
    else if (kind === 'scope') paintGraticule(ctx, kit, background);
    else if (kind === 'notes') paintAxes(ctx, kit, background);
    else paintGrid(ctx, kit, background);
  });
}

function paintGrid(
  ctx: CanvasRenderingContext2D,
  kit: Kit,
  { box, lanes, padPx }: Background,
): void {
  const { palette, trace } = kit.theme;
  for (const lane of new Set(lanes.map((one) => one.topPx))) {
    const height = lanes.find((one) => one.topPx === lane)!.heightPx / kit.ratio;
    const top = box.y + (lane - padPx) / kit.ratio;
    ctx.fillStyle = fade(trace.kind === 'flat' ? palette.faint : darken(palette.panel, 0.45), 0.9);
    ctx.fillRect(box.x, top, box.width, height);
    ctx.fillStyle = fade(palette.muted, 0.2);
    for (const share of [0, 0.5, 1]) {
      const y = Math.round((top + height * share) * kit.ratio) / kit.ratio;
      ctx.fillRect(box.x, y, box.width, 1);
    }
  }
}

/** Without a panel: lines at 0 and 1 only. */
function paintLines(ctx: CanvasRenderingContext2D, kit: Kit, box: Box): void {
  const { palette } = kit;
  for (const y of [box.y, box.y + box.height]) {
    ctx.fillStyle = fade(palette.outline, 0.55);
    ctx.fillRect(box.x - 1, y - 1.75, box.width + 2, 3.5);
    ctx.fillStyle = fade(palette.ink, 0.75);
    ctx.fillRect(box.x, y - 0.75, box.width, 1.5);
  }
}

/** An oscilloscope's screen: dotted lines, and a scale on the middle ones. */
function paintGraticule(
  ctx: CanvasRenderingContext2D,
  kit: Kit,
  { box, lanes, padPx, leftPx, widthPx }: Background,
): void {
  const { palette } = kit;
  const dot = Math.max(1, Math.round(kit.ratio)) / kit.ratio;
  const left = leftPx / kit.ratio;
  const width = widthPx / kit.ratio;
  for (const lane of new Set(lanes.map((one) => one.topPx))) {
    const height = lanes.find((one) => one.topPx === lane)!.heightPx / kit.ratio;
    const top = box.y + (lane - padPx) / kit.ratio;
    ctx.fillStyle = fade(palette.accent, 0.06);
    ctx.fillRect(left, top, width, height);
    ctx.fillStyle = fade(palette.accent, 0.5);
    for (const share of [0, 0.5, 1]) {
      const y = top + (height - dot) * share;
      for (let x = left; x < left + width; x += 5 * dot) ctx.fillRect(x, y, dot, dot);
    }
    for (let i = 0; i <= 8; i++) {
      const x = left + ((width - dot) * i) / 8;
      for (let y = top; y < top + height; y += 5 * dot) ctx.fillRect(x, y, dot, dot);
    }
  }
}

/** Two axes and a line at one half, drawn by hand. */
function paintAxes(
  ctx: CanvasRenderingContext2D,
  kit: Kit,
  { box, lanes, padPx }: Background,
): void {
  const { palette } = kit;
  ctx.lineCap = 'round';
  for (const lane of new Set(lanes.map((one) => one.topPx))) {
    const height = lanes.find((one) => one.topPx === lane)!.heightPx / kit.ratio;
    const top = box.y + (lane - padPx) / kit.ratio;
    const bottom = top + height;
    ctx.setLineDash([5, 6]);
    ctx.strokeStyle = fade(palette.ink, 0.35);
    ctx.lineWidth = 1.4;
    ctx.beginPath();
    ctx.moveTo(box.x + 4, top + height / 2);
    ctx.lineTo(box.x + box.width, top + height / 2 - 1.2);
    ctx.stroke();
    ctx.setLineDash([]);
    ctx.strokeStyle = fade(palette.ink, 0.8);
    ctx.lineWidth = 2;
    ctx.beginPath();
    ctx.moveTo(box.x - 0.5, top - 5);
    ctx.quadraticCurveTo(box.x + 1.2, top + height / 2, box.x - 0.6, bottom + 6);
    ctx.moveTo(box.x - 6, bottom + 1.6);
    ctx.quadraticCurveTo(box.x + box.width / 2, bottom - 0.2, box.x + box.width + 3, bottom + 1.4);
    ctx.stroke();
  }
}

/** A chart recorder: its sheet with printed lines, between two dark rollers. */
function paintPaper(ctx: CanvasRenderingContext2D, kit: Kit, box: Box): void {
  const { palette } = kit;
  const sheet = inset(box, -3, -5);
  boxPath(ctx, inset(sheet, -3), { form: 'rounded', corner: 5, slantDeg: 0 });
  const lip = ctx.createLinearGradient(0, sheet.y - 3, 0, sheet.y + sheet.height + 3);
  lip.addColorStop(0, '#08090a');
  lip.addColorStop(0.5, '#5a5e62');
  lip.addColorStop(1, '#d5d7d7');
  fillWith(ctx, lip);
  fillBox(ctx, palette.plate, sheet);
  for (let i = 0; i <= 10; i++) {
    ctx.fillStyle = fade(palette.accent, i % 5 === 0 ? 0.55 : 0.22);
    ctx.fillRect(sheet.x, box.y + (box.height * i) / 10 - 0.5, sheet.width, 1);
  }
  const shade = ctx.createLinearGradient(sheet.x, 0, sheet.x + sheet.width, 0);
  shade.addColorStop(0, fade('#000000', 0.4));
  shade.addColorStop(0.06, fade('#000000', 0));
  shade.addColorStop(0.95, fade('#000000', 0));
  shade.addColorStop(1, fade('#000000', 0.28));
  fillBox(ctx, shade, sheet);
  const top = ctx.createLinearGradient(0, sheet.y, 0, sheet.y + 12);
  top.addColorStop(0, fade('#000000', 0.4));
  top.addColorStop(1, fade('#000000', 0));
  ctx.fillStyle = top;
  ctx.fillRect(sheet.x, sheet.y, sheet.width, 12);
}

function paintCells(ctx: CanvasRenderingContext2D, kit: Kit, background: Background): void {
  const { channels, lanes, cellPx, leftPx, widthPx, box, padPx } = background;
  const gap = Math.max(1, Math.round(kit.ratio));
  const { ratio } = kit;
  lanes.forEach((lane, c) => {
    ctx.fillStyle = fade(channels[c]!.colour, kit.theme.digits.ghost * 0.75);
    const rows = Math.floor(lane.heightPx / cellPx);
    const bottom = kit.px(box.y) - padPx + lane.topPx + lane.heightPx;
    for (let x = leftPx; x < leftPx + widthPx; x += cellPx) {
      for (let row = 0; row < rows; row++) {
        const y = bottom - (row + 1) * cellPx;
        ctx.fillRect(x / ratio, y / ratio, (cellPx - gap) / ratio, (cellPx - gap) / ratio);
      }
    }
  });
}

/** Room left of split lanes for their names, in design pixels. */
export const laneNameWidth = 24;

/** The first letter of each channel beside its lane. */
export function paintLaneNames(kit: Kit, background: Background): void {
  const { channels, lanes, box, padPx, leftPx } = background;
  const { theme, ratio } = kit;
  const x = leftPx / ratio - laneNameWidth + 2;
  kit.picture(
    { x: x - 4, y: box.y - 8, width: laneNameWidth + 8, height: box.height + 16 },
    (ctx) => {
      lanes.forEach((lane, c) => {
        const y = box.y + (lane.topPx - padPx + lane.heightPx / 2) / ratio;
        paintText(ctx, theme, labelText(theme, channels[c]!.label.slice(0, 1)), x, y, {
          face: theme.fonts.labels,
          cap: Math.max(16, kit.sizes.label),
          colour: theme.palette.muted,
          align: 'left',
        });
      });
    },
  );
}

export function createPens(
  kit: Kit,
  channels: readonly TraceChannel[],
  box: Box,
): readonly Pointer[] {
  const { kind } = kit.theme.trace;
  if (kind === 'lcd' || kind === 'flat') return [];
  const around = { x: -12, y: -12, width: 36, height: 24 };
  // The first channel's pen lies on top.
  const pens = [...channels].reverse().map((channel) => {
    const pen = new Pointer(kit, box.x + box.width, box.y + box.height, around, (ctx) => {
      if (kind === 'paper') paintPen(ctx, channel.colour);
      else paintDot(ctx, channel.colour, kind === 'line' ? kit.palette.outline : null);
    });
    pen.show(0);
    return pen;
  });
  return pens.reverse();
}

function paintPen(ctx: CanvasRenderingContext2D, colour: string): void {
  ctx.save();
  ctx.shadowColor = 'rgba(0, 0, 0, 0.6)';
  ctx.shadowBlur = 3 * ctx.getTransform().a;
  ctx.shadowOffsetY = 2 * ctx.getTransform().a;
  ctx.fillStyle = colour;
  ctx.beginPath();
  polygon(ctx, [
    [-2, 0],
    [12, -4.5],
    [12, 4.5],
  ]);
  ctx.fill();
  ctx.restore();
}

function paintDot(ctx: CanvasRenderingContext2D, colour: string, outline: string | null): void {
  if (outline !== null) {
    circlePath(ctx, 0, 0, 6);
    fillWith(ctx, fade(outline, 0.9));
  }
  circlePath(ctx, 0, 0, 4);
  fillWith(ctx, colour);
}
