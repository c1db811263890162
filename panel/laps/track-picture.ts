/** Draws the coloured track and the cars onto canvases. */
import type { ChartColours } from './chart-spec.ts';
import type { TrackCorner } from './corners.ts';
import type { MomentMark } from './moment-marks.ts';
import { fitOf, type TrackFit, type TrackOutline } from './track-shape.ts';

export interface TrackDrawing {
  /** Points around the track, evenly spaced from line to line. */
  readonly ground: TrackOutline;
  /** The driven line of each lap. */
  readonly lines: readonly { readonly line: TrackOutline; readonly lap: number }[];
  /** Colour of a point of the track. */
  readonly colourAt: (point: number) => string;
  readonly first: number;
  readonly last: number;
  readonly corners: readonly TrackCorner[];
  readonly sectors: readonly number[];
  readonly moments: readonly MomentMark[];
  readonly colours: ChartColours;
}

/** From this scale on, the driven lines are drawn, pixels a metre. */
const nearScale = 2.2;
/** About the width of a track, metres. */
const roadM = 11;
const marginPixels = 22;

/** @returns the position of the track in the picture; null: the track is not known */
export function drawTrack(canvas: HTMLCanvasElement, picture: TrackDrawing): TrackFit | null {
  const { context, width, height } = prepare(canvas);
  const { ground, first, last, colours } = picture;
  const fit = fitOf(ground, first, last, width, height, marginPixels);
  if (fit === null) return null;
  const steps = ground.x.length - 1;
  const wide = Math.max(6, fit.scale * roadM);
  context.lineCap = 'round';
  context.lineJoin = 'round';
  stroke(context, ground, fit, 0, steps, colours.strongLine, wide);
  const isNear = fit.scale >= nearScale && picture.lines.length > 0;
  const coloured = Math.max(4, Math.min(wide * 0.7, 9));
  colourTrack(context, picture, fit, isNear ? wide * 0.9 : coloured);
  if (isNear) {
    // Fade the colours, so that the driven lines stand out.
    context.globalAlpha = 0.55;
    stroke(context, ground, fit, 0, steps, colours.ground, wide * 0.9 + 1);
    context.globalAlpha = 1;
    for (const { line, lap } of picture.lines) {
      const { colour, dash } = colours.laps[lap]!;
      context.setLineDash([...dash]);
      stroke(context, line, fit, 0, steps, colour, 2.2);
    }
    context.setLineDash([]);
  }
  const { ink, muted } = picture.colours;
  drawMark(context, picture, fit, 0, { half: wide / 2 + 5, width: 3, colour: ink });
  const tick = { half: wide / 2 + 3, width: 2, colour: muted };
  for (const sector of picture.sectors) drawMark(context, picture, fit, sector, tick);
  drawCorners(context, picture, fit, wide);
  drawMoments(context, picture, fit, wide);
  return fit;
}

/** @param places of the cars, by lap; null: not known */
export function drawCars(
  canvas: HTMLCanvasElement,
  fit: TrackFit | null,
  lines: readonly TrackOutline[],
  places: readonly (number | null)[],
  colours: ChartColours,
): void {
  const { context } = prepare(canvas);
  if (fit === null) return;
  // The reference is drawn last, on top.
  for (let n = places.length - 1; n >= 0; n--) {
    const place = places[n];
    const line = lines[n];
    if (place === null || place === undefined || line === undefined) continue;
    const at = pointAt(line, place);
    if (at === null) continue;
    context.beginPath();
    context.arc(at.x * fit.scale + fit.left, at.z * fit.scale + fit.top, n === 0 ? 7 : 6, 0, 7);
    context.fillStyle = colours.laps[n]!.colour;
    context.strokeStyle = colours.ground;
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

/** Resizes the canvas to device pixels and clears it. Coordinates are CSS pixels. */
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

/** Draws the track in many short parts, each in one colour. */
function colourTrack(
  context: CanvasRenderingContext2D,
  { ground, colourAt, first, last }: TrackDrawing,
  fit: TrackFit,
  width: number,
): void {
  const partPoints = Math.max(1, Math.round((last - first) / 400));
  context.lineCap = 'butt';
  for (let i = first; i < last; i += partPoints) {
    const end = Math.min(i + partPoints, last);
    // Parts overlap by one point, because ends that only touch leave a visible seam.
    const overlap = Math.min(end + 1, last);
    stroke(context, ground, fit, i, overlap, colourAt(Math.round((i + end) / 2)), width);
  }
  context.lineCap = 'round';
}

/** Direction across the track at a place, as a unit vector in pixels; null: not known. */
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

/** Draws corner numbers on the outside of the corner. */
function drawCorners(
  context: CanvasRenderingContext2D,
  { ground, corners, colours }: TrackDrawing,
  fit: TrackFit,
  wide: number,
): void {
  context.font = `600 12px ${colours.face}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillStyle = colours.muted;
  for (const { apex, number } of corners) {
    const at = across(ground, fit, apex);
    if (at === null) continue;
    const side = insideOf(ground, fit, apex, at) ? -1 : 1;
    const far = wide / 2 + 10;
    context.fillText(String(number), at.x + at.nx * far * side, at.y + at.ny * far * side);
  }
}

/** Draws a flag beside the track for each marked moment, in the colour of its lap. */
function drawMoments(
  context: CanvasRenderingContext2D,
  { ground, moments, colours }: TrackDrawing,
  fit: TrackFit,
  wide: number,
): void {
  for (const { place, lap } of moments) {
    const at = across(ground, fit, place);
    if (at === null) continue;
    const { colour } = colours.laps[lap]!;
    const far = wide / 2 + 16;
    const [x, y] = [at.x + at.nx * far, at.y + at.ny * far];
    context.beginPath();
    context.moveTo(at.x, at.y);
    context.lineTo(x, y);
    context.strokeStyle = colour;
    context.lineWidth = 2;
    context.stroke();
    context.beginPath();
    context.moveTo(x, y - 5);
    context.lineTo(x + 10, y);
    context.lineTo(x, y + 5);
    context.closePath();
    context.fillStyle = colour;
    context.strokeStyle = colours.ground;
    context.fill();
    context.stroke();
  }
}

/** Whether the inside of the corner is in the direction of `nx`, `ny`. */
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
