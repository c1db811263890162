/** The inks of a trace: each paints a range of columns from the points around it. The same range always gives the same pixels. */

import type { Theme } from '../../../../protocol/theme-schema.ts';
import { darken, fade, lighten, mix } from '../colour.ts';
import { hatchFill, hatchOf } from '../hatch.ts';
import { strokeWith } from '../ink.ts';
import type { Kit } from '../kit.ts';

export interface TraceChannel {
  readonly label: string;
  readonly colour: string;
  /** Filled below the line, if the kind of trace fills. */
  readonly filled: boolean;
  /** Zero is the middle of the lane: steering. */
  readonly centred?: boolean;
}

/** The lanes, device pixels of the strip. */
export interface Lane {
  readonly topPx: number;
  readonly heightPx: number;
}

export interface StripPoint {
  readonly t: number;
  /** Distance from the strip's start, device pixels. */
  readonly xPx: number;
  /** Begins a new line. */
  readonly broken: boolean;
  readonly values: readonly (number | null)[];
}

export interface Strip {
  readonly channels: readonly TraceChannel[];
  readonly lanes: readonly Lane[];
  readonly cellPx: number;
  readonly pxPerMs: number;
}

export interface Ink {
  /** Horizontal reach of a point's paint. */
  readonly reachPx: number;
  /** The strip moves in steps of this. */
  readonly cellPx: number;
  /** Paints between two columns; the clip is set. @param first index of the first relevant point */
  paint(
    ctx: CanvasRenderingContext2D,
    points: readonly StripPoint[],
    first: number,
    fromPx: number,
    toPx: number,
  ): void;
}

type CreateInk = (kit: Kit, strip: Strip) => Ink;

export const inks: Record<Theme['trace']['kind'], CreateInk> = {
  area: (kit, strip) =>
    lines(kit, strip, { width: 2.6, area: 0.34, seconds: fade(kit.palette.muted, 0.14) }),
  line: (kit, strip) => lines(kit, strip, { width: 2.6, outline: 2.2, seconds: null }),
  glow: (kit, strip) =>
    lines(kit, strip, { width: 2.4, halo: true, seconds: fade(kit.palette.edge, 0.22) }),
  paper: (kit, strip) => lines(kit, strip, { width: 2.2, seconds: fade(kit.palette.accent, 0.4) }),
  flat: (kit, strip) =>
    lines(kit, strip, { width: 3, area: 1, seconds: fade(kit.palette.muted, 0.2) }),
  hatched: (kit, strip) =>
    lines(kit, strip, { width: 3.4, hatched: true, outline: 1.6, seconds: null }),
  scope: (kit, strip) => lines(kit, strip, { width: 2.2, halo: true, seconds: null }),
  notes: (kit, strip) => lines(kit, strip, { width: 3, area: 0.2, seconds: null }),
  lcd: cells,
};

interface LineStyle {
  /** Design pixels. */
  readonly width: number;
  /** Opacity of the filling at the top. */
  readonly area?: number;
  /** Width of a dark edge. */
  readonly outline?: number;
  readonly halo?: boolean;
  /** Filled with the pattern of the colour's role. */
  readonly hatched?: boolean;
  /** Colour of the marks at full seconds; they move with the strip. */
  readonly seconds: string | null;
}

function lines(kit: Kit, { channels, lanes, pxPerMs }: Strip, style: LineStyle): Ink {
  const { ratio } = kit;
  const { palette } = kit;
  const edge = (style.outline ?? 0) * ratio;
  // Fillings first, then lines; the first channel is painted last.
  const indices = channels.map((_, i) => i).reverse();
  const order = [
    ...indices.filter((i) => channels[i]!.filled),
    ...indices.filter((i) => !channels[i]!.filled),
  ];
  const fills = new Map<TraceChannel, CanvasGradient | CanvasPattern | string>();
  const filled =
    style.area !== undefined || style.hatched ? order.filter((c) => channels[c]!.filled) : [];
  const overlapping = overlapOf(channels, lanes);
  const overlapColour = fade(palette.caution, 0.62);
  const strokes = channels.map((channel) => strokesOf(kit, channel, style));
  return {
    reachPx: Math.ceil((style.halo ? 9 : style.width + edge) * ratio) + 1,
    cellPx: 1,
    paint(ctx, points, first, fromPx, toPx) {
      if (style.seconds !== null) {
        paintSeconds(ctx, points, lanes, pxPerMs, fromPx, toPx, style.seconds, ratio);
      }
      ctx.lineJoin = 'round';
      ctx.lineCap = 'round';
      // Values near zero have no filling.
      const { topPx: lowest, heightPx } = lanes.at(-1)!;
      ctx.beginPath();
      ctx.rect(fromPx, 0, toPx - fromPx, lowest + heightPx + 1);
      ctx.clip();
      for (const c of filled) {
        const channel = channels[c]!;
        const lane = lanes[c]!;
        let fill = fills.get(channel);
        if (fill === undefined) {
          fill = style.hatched
            ? hatchFill(ctx, kit.theme, mutedHatch(kit.theme, channel.colour), ratio)
            : areaFill(ctx, channel.colour, lane, style.area ?? 0);
          fills.set(channel, fill);
        }
        ctx.fillStyle = fill;
        areaPath(ctx, points, first, ({ values }) => values[c] ?? null, lane);
        ctx.fill();
      }
      if (overlapping !== null) {
        ctx.fillStyle = overlapColour;
        if (areaPath(ctx, points, first, overlapping, lanes[0]!)) ctx.fill();
      }
      for (const c of order) {
        linePath(ctx, points, first, c, lanes[c]!);
        for (const [colour, width] of strokes[c]!) strokeWith(ctx, colour, width);
      }
    },
  };
}

/** Opacity and width (design pixels) of each step of a halo. */
const haloSteps = [
  [0.05, 15],
  [0.09, 10.5],
  [0.18, 6.5],
] as const;

/** Colours and widths (device pixels) of a line, from the lowest stroke to the highest. */
function strokesOf(
  { ratio, theme }: Kit,
  { colour }: TraceChannel,
  { width, outline, halo }: LineStyle,
): readonly (readonly [string, number])[] {
  const strokes: (readonly [string, number])[] = [];
  if (outline !== undefined) {
    strokes.push([fade(theme.palette.outline, 0.9), (width + 2 * outline) * ratio]);
  }
  // Three steps, the outermost faint: with fewer, a level line seems cut off.
  for (const [opacity, reach] of halo ? haloSteps : []) {
    strokes.push([fade(colour, opacity), reach * ratio]);
  }
  strokes.push([colour, width * ratio]);
  if (halo) strokes.push([lighten(colour, 0.7), width * 0.45 * ratio]);
  return strokes;
}

/**
 * What throttle and brake have in common where they share a lane: the left foot on the brake, or the heel on the throttle.
 * @returns null: they do not share one
 */
function overlapOf(
  channels: readonly TraceChannel[],
  lanes: readonly Lane[],
): ((point: StripPoint) => number | null) | null {
  const filled = channels.flatMap(({ filled }, i) => (filled ? [i] : []));
  const [a, b] = filled;
  if (a === undefined || b === undefined || lanes[a]!.topPx !== lanes[b]!.topPx) return null;
  return ({ values }) => {
    const least = Math.min(values[a] ?? 0, values[b] ?? 0);
    return least < restBelow ? null : least;
  };
}

/** A plain filling is dimmed, so that earlier ones stay visible through it; patterns are not. */
function mutedHatch(theme: Theme, colour: string): string {
  return hatchOf(theme, colour) === 'plain' ? mix(theme.palette.panel, colour, 0.36) : colour;
}

function areaFill(
  ctx: CanvasRenderingContext2D,
  colour: string,
  { topPx, heightPx }: Lane,
  opacity: number,
): CanvasGradient | string {
  if (opacity >= 1) return darken(colour, 0.42);
  const fill = ctx.createLinearGradient(0, topPx, 0, topPx + heightPx);
  fill.addColorStop(0, fade(colour, opacity));
  fill.addColorStop(1, fade(colour, opacity * 0.25));
  return fill;
}

function yOf(lane: Lane, value: number): number {
  return lane.topPx + (1 - value) * lane.heightPx;
}

/** A smaller value counts as zero. */
export const restBelow = 0.004;

function linePath(
  ctx: CanvasRenderingContext2D,
  points: readonly StripPoint[],
  first: number,
  channel: number,
  lane: Lane,
): void {
  ctx.beginPath();
  let open = false;
  let before = 0;
  for (let i = first; i < points.length; i++) {
    const point = points[i]!;
    const value = point.values[channel] ?? null;
    if (value === null) {
      open = false;
      continue;
    }
    // A released pedal draws no line.
    const idle = value < restBelow && before < restBelow;
    if (open && !point.broken && !idle) ctx.lineTo(point.xPx, yOf(lane, value));
    else ctx.moveTo(point.xPx, yOf(lane, value));
    open = true;
    before = value;
  }
}

/** @returns false: there is nothing to fill */
function areaPath(
  ctx: CanvasRenderingContext2D,
  points: readonly StripPoint[],
  first: number,
  heightOf: (point: StripPoint) => number | null,
  lane: Lane,
): boolean {
  const base = lane.topPx + lane.heightPx;
  ctx.beginPath();
  let lastPx: number | null = null;
  let isEmpty = true;
  for (let i = first; i < points.length; i++) {
    const point = points[i]!;
    const value = heightOf(point);
    if (lastPx !== null && (value === null || point.broken)) {
      ctx.lineTo(lastPx, base);
      ctx.closePath();
      lastPx = null;
    }
    if (value === null) continue;
    if (lastPx === null) ctx.moveTo(point.xPx, base);
    ctx.lineTo(point.xPx, yOf(lane, value));
    lastPx = point.xPx;
    isEmpty = false;
  }
  if (lastPx !== null) {
    ctx.lineTo(lastPx, base);
    ctx.closePath();
  }
  return !isEmpty;
}

function paintSeconds(
  ctx: CanvasRenderingContext2D,
  points: readonly StripPoint[],
  lanes: readonly Lane[],
  pxPerMs: number,
  fromPx: number,
  toPx: number,
  colour: string,
  ratio: number,
): void {
  const origin = points[0]!;
  const startMs = origin.t - origin.xPx / pxPerMs;
  const width = Math.max(1, Math.round(ratio));
  ctx.fillStyle = colour;
  const top = lanes[0]!.topPx;
  const bottom = lanes.at(-1)!.topPx + lanes.at(-1)!.heightPx;
  const firstSecond = Math.ceil((startMs + (fromPx - width) / pxPerMs) / 1000);
  for (let second = firstSecond; ; second++) {
    const x = Math.round((second * 1000 - startMs) * pxPerMs);
    if (x > toPx) return;
    ctx.fillRect(x, top, width, bottom - top);
  }
}

/** Cells of a dot matrix: a column shows the largest value of its time. */
function cells(kit: Kit, { channels, lanes, cellPx }: Strip): Ink {
  const gap = Math.max(1, Math.round(kit.ratio));
  return {
    reachPx: cellPx,
    cellPx,
    paint(ctx, points, first, fromPx, toPx) {
      for (let x = Math.floor(fromPx / cellPx) * cellPx; x < toPx; x += cellPx) {
        channels.forEach((channel, c) => {
          const value = largest(points, first, c, x, x + cellPx);
          if (value === null) return;
          ctx.fillStyle = channel.colour;
          const lane = lanes[c]!;
          const rows = Math.floor(lane.heightPx / cellPx);
          const [low, high] = litRows(value, rows, channel.centred ?? false);
          for (let row = low; row < high; row++) {
            const y = lane.topPx + lane.heightPx - (row + 1) * cellPx;
            ctx.fillRect(x, y, cellPx - gap, cellPx - gap);
          }
        });
      }
    },
  };
}

/** Rows of lit cells, without the upper end. */
function litRows(value: number, rows: number, centred: boolean): readonly [number, number] {
  if (centred) {
    const middle = (rows - 1) / 2;
    const row = Math.round(value * (rows - 1));
    return [Math.floor(Math.min(row, middle)), Math.ceil(Math.max(row, middle)) + 1];
  }
  return [0, value <= 0.01 ? 0 : Math.max(1, Math.round(value * rows))];
}

function largest(
  points: readonly StripPoint[],
  first: number,
  channel: number,
  fromPx: number,
  toPx: number,
): number | null {
  let most: number | null = null;
  for (let i = first; i < points.length; i++) {
    const point = points[i]!;
    if (point.xPx < fromPx) continue;
    if (point.xPx >= toPx) break;
    const value = point.values[channel] ?? null;
    if (value !== null && (most === null || value > most)) most = value;
  }
  return most;
}
