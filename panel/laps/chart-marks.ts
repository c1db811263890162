/** What is drawn onto a chart besides its curves: corners, sectors, moments, and where a curve leaves the range. */
import type uPlot from 'uplot';
import type { ChartColours, ChartMark, ChartSpec } from './chart-spec.ts';

/** Where a curve leaves the range, a line along the edge goes on with its farthest value. */
export function drawCut(chart: uPlot, { curves, range, colours, text }: ChartSpec): void {
  if (typeof range !== 'function') return;
  const { ctx, bbox } = chart;
  const pixel = devicePixelRatio || 1;
  const { min = 0, max = 1 } = chart.scales.y!;
  const [first, last] = chart.series[0]!.idxs ?? [0, 0];
  ctx.save();
  ctx.font = `600 ${12 * pixel}px ${colours.face}`;
  ctx.textBaseline = 'middle';
  curves.forEach(({ values, lap }, row) => {
    const { colour } = colours.laps[lap]!;
    ctx.strokeStyle = colour;
    ctx.fillStyle = colour;
    for (const run of runsBeyond(values, first, last, min!, max!)) {
      const x = (i: number) => chart.valToPos(chart.data[0][i]!, 'x', true);
      const isAbove = run.farthest > max!;
      const inward = isAbove ? 1 : -1;
      const edge = (isAbove ? bbox.top : bbox.top + bbox.height) + 3 * inward * pixel;
      ctx.lineWidth = 3 * pixel;
      ctx.setLineDash([pixel, 4 * pixel]);
      line(ctx, x(run.first), edge, x(run.last), edge);
      const y = edge + (10 + 14 * row) * inward * pixel;
      const words = `${isAbove ? '▲' : '▼'} ${text(run.farthest)}`;
      const left = Math.max(x(run.first), bbox.left) + 4 * pixel;
      const right = bbox.left + bbox.width - 4 * pixel;
      const isRoom = left + ctx.measureText(words).width < right;
      ctx.textAlign = isRoom ? 'left' : 'right';
      ctx.fillText(words, isRoom ? left : right, y);
    }
  });
  ctx.restore();
}

interface RunBeyond {
  readonly first: number;
  last: number;
  farthest: number;
}

function runsBeyond(
  values: Float64Array,
  first: number,
  last: number,
  min: number,
  max: number,
): RunBeyond[] {
  const runs: RunBeyond[] = [];
  let open: RunBeyond | null = null;
  for (let i = first; i <= last; i++) {
    const value = values[i]!;
    const isBeyond = value > max || value < min;
    if (!isBeyond || (open !== null && value > max !== open.farthest > max)) open = null;
    if (!isBeyond) continue;
    if (open === null) {
      open = { first: i, last: i, farthest: value };
      runs.push(open);
    }
    open.last = i;
    open.farthest = value > max ? Math.max(value, open.farthest) : Math.min(value, open.farthest);
  }
  return runs;
}

export function drawMarks(chart: uPlot, { marks, scale, colours, hasZero }: ChartSpec): void {
  const { ctx, bbox } = chart;
  const pixel = devicePixelRatio || 1;
  ctx.save();
  ctx.lineWidth = pixel;
  ctx.font = `600 ${12 * pixel}px ${colours.face}`;
  ctx.textBaseline = 'bottom';
  let freeFrom = Number.NEGATIVE_INFINITY;
  for (const mark of marks) {
    const { place, text, kind } = mark;
    const x = Math.round(chart.valToPos(place * scale, 'x', true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    if (kind === 'moment') {
      drawMoment(chart, x, mark, colours);
      continue;
    }
    const isSector = kind === 'sector';
    ctx.strokeStyle = isSector ? colours.muted : colours.strongLine;
    ctx.setLineDash(isSector ? [] : [2 * pixel, 4 * pixel]);
    line(ctx, x, bbox.top, x, bbox.top + bbox.height);
    ctx.fillStyle = colours.muted;
    ctx.textAlign = isSector ? 'left' : 'center';
    if (isSector) ctx.fillText(text, x + 4 * pixel, bbox.top + bbox.height - 2 * pixel);
    else if (x - freeFrom >= 14 * pixel) {
      // Overlapping numbers are left out; zooming in shows them.
      ctx.fillText(text, x, bbox.top - 3 * pixel);
      freeFrom = x;
    }
  }
  const zero = chart.valToPos(0, 'y', true);
  if (hasZero && zero >= bbox.top && zero <= bbox.top + bbox.height) {
    const y = Math.round(zero) + 0.5;
    ctx.strokeStyle = colours.muted;
    ctx.setLineDash([]);
    line(ctx, bbox.left, y, bbox.left + bbox.width, y);
  }
  ctx.restore();
}

/** Characters of a note on a chart. The list of moments has all of it. */
const noteLength = 28;

/** A line in the colour of its lap with a flag at the top. */
function drawMoment(chart: uPlot, x: number, { text, lap = 0 }: ChartMark, colours: ChartColours) {
  const { ctx, bbox } = chart;
  const pixel = devicePixelRatio || 1;
  const { colour } = colours.laps[lap]!;
  ctx.strokeStyle = colour;
  ctx.fillStyle = colour;
  ctx.setLineDash([]);
  line(ctx, x, bbox.top, x, bbox.top + bbox.height);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x + 9 * pixel, bbox.top + 4 * pixel);
  ctx.lineTo(x, bbox.top + 8 * pixel);
  ctx.fill();
  if (text === '') return;
  const note = text.length > noteLength ? `${text.slice(0, noteLength - 1)}…` : text;
  const isLeft = x + 14 * pixel + ctx.measureText(note).width < bbox.left + bbox.width;
  ctx.textAlign = isLeft ? 'left' : 'right';
  ctx.fillText(note, isLeft ? x + 13 * pixel : x - 5 * pixel, bbox.top + 12 * pixel);
}

function line(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}
