/** Draws the track, coloured, and the cars on it, onto canvases. Decides nothing about what is shown. */
import type { ChartLook } from './chart.ts';
import type { TrackCorner } from './corners.ts';
import { fitOf, type TrackFit, type TrackOutline } from './track-shape.ts';

export interface TrackDrawing {
  /** The ground: points around the track, evenly spread from line to line. */
  readonly ground: TrackOutline;
  /** What each lap drove; the first is coloured. */
  readonly lines: readonly { readonly line: TrackOutline; readonly lap: number }[];
  /** Colour of each point of the ground; null: none. */
  readonly colourAt: (point: number) => string;
  readonly first: number;
  readonly last: number;
  readonly corners: readonly TrackCorner[];
  readonly sectors: readonly number[];
  readonly look: ChartLook;
}

/** Seen so near, the laps' own lines are drawn beside each other, pixels a metre. */
const nearScale = 2.2;
/** About the width of a track, metres. */
const roadM = 11;
const marginPixels = 22;

/** @returns where the track lies in the picture; null: nothing is known of it */
export function drawTrack(canvas: HTMLCanvasElement, picture: TrackDrawing): TrackFit | null {
  const { context, width, height } = prepare(canvas);
  const { ground, first, last, look } = picture;
  const fit = fitOf(ground, first, last, width, height, marginPixels);
  if (fit === null) return null;
  const steps = ground.x.length - 1;
  const wide = Math.max(6, fit.scale * roadM);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  stroke(context, ground, fit, 0, steps, look.strongLine, wide);
  const isNear = fit.scale >= nearScale && picture.lines.length > 0;
  const coloured = Math.max(4, Math.min(wide * 0.7, 9));
  colourTrack(context, picture, fit, isNear ? wide * 0.9 : coloured);
  if (isNear) {
    // A veil, so that the laps' own lines stand out from the colours.
    context.globalAlpha = 0.55;
    stroke(context, ground, fit, 0, steps, look.ground, wide * 0.9 + 1);
    context.globalAlpha = 1;
    for (const { line, lap } of picture.lines) {
      const { colour, dash } = look.laps[lap]!;
      context.setLineDash([...dash]);
      stroke(context, line, fit, 0, steps, colour, 2.2);
    }
    context.setLineDash([]);
  }
  const { ink, muted } = picture.look;
  drawMark(context, picture, fit, 0, { half: wide / 2 + 5, width: 3, colour: ink });
  const tick = { half: wide / 2 + 3, width: 2, colour: muted };
  for (const sector of picture.sectors) drawMark(context, picture, fit, sector, tick);
  drawCorners(context, picture, fit, wide);
  return fit;
}

/** @param places of the laps, by lap; null: not there */
export function drawCars(
  canvas: HTMLCanvasElement,
  fit: TrackFit | null,
  lines: readonly TrackOutline[],
  places: readonly (number | null)[],
  look: ChartLook,
): void {
  const { context } = prepare(canvas);
  if (fit === null) return;
  // The reference last, on top of the others.
  for (let n = places.length - 1; n >= 0; n--) {
    const place = places[n];
    const line = lines[n];
    if (place === null || place === undefined || line === undefined) continue;
    const at = pointAt(line, place);
    if (at === null) continue;
    context.beginPath();
    context.arc(at.x * fit.scale + fit.left, at.z * fit.scale + fit.top, n === 0 ? 7 : 6, 0, 7);
    context.fillStyle = look.laps[n]!.colour;
    context.strokeStyle = look.ground;
    context.lineWidth = 2.5;
    context.fill();
    context.stroke();
  }
}

function pointAt({ x, z }: TrackOutline, place: number): { x: number; z: number } | null {
  const at = Math.min(Math.max(place, 0), 1) * (x.length - 1);
  const i = Math.min(Math.floor(at), x.length - 2);
  const point = {
    x: x[i]! + (x[i + 1]! - x[i]!) * (at - i),
    z: z[i]! + (z[i + 1]! - z[i]!) * (at - i),
  };
  return Number.isNaN(point.x) || Number.isNaN(point.z) ? null : point;
}

/** Brings the canvas to the screen's pixels and wipes it. Coordinates are CSS pixels. */
function prepare(canvas: HTMLCanvasElement) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const pixel = devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * pixel), Math.round(height * pixel)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  const context = canvas.getContext('2d')!;
  context.setTransform(pixel, 0, 0, pixel, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height };
}

function stroke(
  context: CanvasRenderingContext2D,
  { x, z }: TrackOutline,
  fit: TrackFit,
  first: number,
  last: number,
  colour: string,
  width: number,
): void {
  context.beginPath();
  let isDown = false;
  for (let i = first; i <= last; i++) {
    const px = x[i]! * fit.scale + fit.left;
    const py = z[i]! * fit.scale + fit.top;
    if (Number.isNaN(px) || Number.isNaN(py)) isDown = false;
    else if (isDown) context.lineTo(px, py);
    else {
      context.moveTo(px, py);
      isDown = true;
    }
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** In pieces of one colour; so many that they are not seen as pieces. */
function colourTrack(
  context: CanvasRenderingContext2D,
  { ground, colourAt, first, last }: TrackDrawing,
  fit: TrackFit,
  width: number,
): void {
  const piece = Math.max(1, Math.round((last - first) / 400));
  context.lineCap = 'butt';
  for (let i = first; i < last; i += piece) {
    const end = Math.min(i + piece, last);
    // One point further, under the next piece: ends that only touch would leave a seam.
    const under = Math.min(end + 1, last);
    stroke(context, ground, fit, i, under, colourAt(Math.round((i + end) / 2)), width);
  }
  context.lineCap = 'round';
}

/** Direction across the track at a place, as a unit vector in pixels; null where nothing is known. */
function across(ground: TrackOutline, fit: TrackFit, place: number) {
  const steps = ground.x.length - 1;
  const i = Math.min(Math.max(Math.round(place * steps), 3), steps - 3);
  const at = pointAt(ground, place);
  const dx = ground.x[i + 3]! - ground.x[i - 3]!;
  const dz = ground.z[i + 3]! - ground.z[i - 3]!;
  const length = Math.hypot(dx, dz);
  if (at === null || !(length > 0)) return null;
  return {
    x: at.x * fit.scale + fit.left,
    y: at.z * fit.scale + fit.top,
    nx: -dz / length,
    ny: dx / length,
  };
}

interface MarkStyle {
  /** From the middle of the track to an end, px. */
  readonly half: number;
  readonly width: number;
  readonly colour: string;
}

/** A line across the track: start and finish, or where a sector begins. */
function drawMark(
  context: CanvasRenderingContext2D,
  { ground }: TrackDrawing,
  fit: TrackFit,
  place: number,
  { half, width, colour }: MarkStyle,
): void {
  const at = across(ground, fit, place);
  if (at === null) return;
  context.beginPath();
  context.moveTo(at.x - at.nx * half, at.y - at.ny * half);
  context.lineTo(at.x + at.nx * half, at.y + at.ny * half);
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.stroke();
}

/** Numbers stand outside: away from the middle of the track. */
function drawCorners(
  context: CanvasRenderingContext2D,
  { ground, corners, look }: TrackDrawing,
  fit: TrackFit,
  wide: number,
): void {
  context.font = `600 12px ${look.face}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = look.muted;
  for (const { apex, number } of corners) {
    const at = across(ground, fit, apex);
    if (at === null) continue;
    const side = insideOf(ground, fit, apex, at) ? -1 : 1;
    const far = wide / 2 + 10;
    context.fillText(String(number), at.x + at.nx * far * side, at.y + at.ny * far * side);
  }
}

/** Whether the bend's inside lies in the direction of `nx`, `ny`. */
function insideOf(
  ground: TrackOutline,
  fit: TrackFit,
  apex: number,
  at: { x: number; y: number; nx: number; ny: number },
): boolean {
  const reach = 0.012;
  const before = pointAt(ground, Math.max(0, apex - reach));
  const after = pointAt(ground, Math.min(1, apex + reach));
  if (before === null || after === null) return false;
  const mx = ((before.x + after.x) / 2) * fit.scale + fit.left - at.x;
  const my = ((before.z + after.z) / 2) * fit.scale + fit.top - at.y;
  return mx * at.nx + my * at.ny > 0;
}
