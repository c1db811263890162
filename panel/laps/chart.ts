/**
 * One chart over the track, drawn by uPlot; no other file uses this library. It shows the given section and cursor, and
 * reports what the pointer does.
 */
import uPlot from 'uplot';
import type { TrackSection } from './selection.ts';

/** The content of a chart. Places are 0…1; the axis shows them times `scale`. */
export interface ChartSpec {
  readonly width: number;
  readonly height: number;
  /** Metres of the lap, or 100 for percent. */
  readonly scale: number;
  readonly unit: 'm' | '%';
  /** Columns of equal length, from line to line; NaN: not known. */
  readonly curves: readonly { readonly values: Float64Array; readonly lap: number }[];
  readonly isStepped: boolean;
  /** null: from the values. A function gives the range of the visible section; values beyond it are marked at its edge. */
  readonly range: ChartRange;
  /** Text of a value beside the axis. */
  readonly text: (value: number) => string;
  /** It shows the horizontal axis. */
  readonly hasPlaces: boolean;
  /** It shows a horizontal line at 0. */
  readonly hasZero: boolean;
  /** Vertical lines. */
  readonly marks: readonly ChartMark[];
  readonly colours: ChartColours;
}

export type ChartRange =
  | readonly [number, number]
  | ((section: TrackSection) => readonly [number, number])
  | null;

/** Corners have their number above the chart, sectors their name inside it, and marked moments a flag with their note. */
export interface ChartMark {
  readonly place: number;
  readonly text: string;
  readonly kind: 'corner' | 'sector' | 'moment';
  /** Of a moment: the lap on which it was marked. */
  readonly lap?: number;
}

export interface ChartColours {
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly strongLine: string;
  /** Behind everything. */
  readonly ground: string;
  readonly face: string;
  /** By lap. */
  readonly laps: readonly { readonly colour: string; readonly dash: readonly number[] }[];
}

export interface ChartEvents {
  /** The pointer has moved to a place. */
  onCursor(place: number): void;
  /** The user has dragged across a section. */
  onSection(from: number, to: number): void;
  /** A double click. */
  onWhole(): void;
  /** @param factor below 1: zoom in @param place stays where it is on the screen */
  onZoom(factor: number, place: number): void;
}

export interface OpenChart {
  setSection(section: TrackSection): void;
  /** @param place null: no cursor */
  setCursor(place: number | null): void;
  setWidth(width: number): void;
  /** May be called twice. */
  close(): void;
}

/** Width of the vertical axis: equal for all charts, so that equal places are below each other. */
const axisWidth = 46;
/** A shorter drag selects no section, CSS pixels. */
const dragPixels = 6;

export function openChart(host: HTMLElement, spec: ChartSpec, events: ChartEvents): OpenChart {
  let section: TrackSection = { from: 0, to: 1 };
  const chart = new uPlot(
    optionsOf(spec, events, () => section),
    dataOf(spec),
    host,
  );
  const stopTouch = followTouch(chart, spec.scale, events);
  let isOpen = true;
  return {
    setSection(next) {
      section = next;
      chart.setScale('x', { min: next.from * spec.scale, max: next.to * spec.scale });
    },
    setCursor(place) {
      const isSeen = place !== null && place >= section.from && place <= section.to;
      const left = isSeen ? chart.valToPos(place * spec.scale, 'x') : -10;
      chart.setCursor({ left, top: isSeen ? 1 : -10 }, false);
    },
    setWidth(width) {
      if (width !== chart.width) chart.setSize({ width, height: spec.height });
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      stopTouch();
      chart.destroy();
    },
  };
}

function dataOf({ curves, scale }: ChartSpec): uPlot.AlignedData {
  const steps = (curves[0]?.values.length ?? 1) - 1;
  const places = Array.from({ length: steps + 1 }, (_, i) => (i / steps) * scale);
  const columns = curves.map(({ values }) =>
    Array.from(values, (value) => (Number.isNaN(value) ? null : value)),
  );
  return [places, ...columns] as uPlot.AlignedData;
}

function optionsOf(
  spec: ChartSpec,
  events: ChartEvents,
  section: () => TrackSection,
): uPlot.Options {
  const { width, height, scale, colours, isStepped } = spec;
  const font = `12px ${colours.face}`;
  const axis = { stroke: colours.muted, font, grid: { stroke: colours.line, width: 1 } };
  const stepped = isStepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    width,
    height,
    padding: [spec.marks.some(({ text }) => text !== '') ? 18 : 6, 8, spec.hasPlaces ? 0 : 4, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: () => [section().from * scale, section().to * scale] },
      y: { range: (_chart, min, max) => rangeOf(spec, section(), min, max) },
    },
    axes: [
      {
        ...axis,
        show: true,
        size: spec.hasPlaces ? 26 : 0,
        gap: 4,
        space: 70,
        ticks: { show: spec.hasPlaces, stroke: colours.line, size: 4 },
        values: (_chart, values) =>
          values.map((value) => (spec.hasPlaces ? `${value} ${spec.unit}` : '')),
      },
      {
        ...axis,
        size: axisWidth,
        gap: 6,
        space: isStepped ? 18 : 26,
        ticks: { show: false },
        ...(isStepped ? { incrs: [1, 2, 4] } : {}),
        values: (_chart, values) => values.map((value) => spec.text(value)),
      },
    ],
    series: [
      {},
      ...spec.curves.map(({ lap }): uPlot.Series => {
        const { colour, dash } = colours.laps[lap]!;
        return {
          stroke: colour,
          width: lap === 0 ? 1.6 : 1.8,
          dash: [...dash],
          points: { show: false },
          spanGaps: false,
          ...(stepped === undefined ? {} : { paths: stepped }),
        };
      }),
    ],
    cursor: cursorOf(spec, events),
    hooks: {
      drawAxes: [(chart) => drawMarks(chart, spec)],
      draw: [(chart) => drawCut(chart, spec)],
      setCursor: [
        (chart) => {
          const { left = -1, event } = chart.cursor;
          if (event && left >= 0) events.onCursor(chart.posToVal(left, 'x') / scale);
        },
      ],
      setSelect: [
        (chart) => {
          const { left, width: wide } = chart.select;
          if (wide < dragPixels) return;
          const from = chart.posToVal(left, 'x') / scale;
          const to = chart.posToVal(left + wide, 'x') / scale;
          chart.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          events.onSection(from, to);
        },
      ],
    },
  };
}

function cursorOf({ curves, colours }: ChartSpec, events: ChartEvents): uPlot.Cursor {
  return {
    y: false,
    drag: { x: true, y: false, setScale: false, dist: dragPixels },
    points: {
      size: 7,
      width: 0,
      // Series 0 is the axis.
      fill: (_chart, i) => colours.laps[curves[i - 1]?.lap ?? 0]!.colour,
    },
    bind: {
      // The cursor stays when the pointer leaves the chart.
      mouseleave: () => null,
      dblclick: () => () => {
        events.onWhole();
        return null;
      },
    },
  };
}

function rangeOf(
  { range, hasZero }: ChartSpec,
  section: TrackSection,
  min: number,
  max: number,
): [number, number] {
  const given = typeof range === 'function' ? range(section) : range;
  if (given !== null) {
    const air = (given[1] - given[0]) * 0.06;
    return [given[0] - air, given[1] + air];
  }
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const least = hasZero ? Math.min(min, -0.05) : min;
  const most = hasZero ? Math.max(max, 0.05) : max;
  const air = Math.max((most - least) * 0.08, 0.01);
  return [least - air, most + air];
}

/** Where a curve leaves the range, a line along the edge goes on with its farthest value. */
function drawCut(chart: uPlot, { curves, range, colours, text }: ChartSpec): void {
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
    if (Math.abs(value) > Math.abs(open.farthest)) open.farthest = value;
  }
  return runs;
}

function drawMarks(chart: uPlot, { marks, scale, colours, hasZero }: ChartSpec): void {
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

/** One finger moves the cursor, two fingers zoom. Ctrl and the wheel zoom too. */
function followTouch(chart: uPlot, scale: number, events: ChartEvents): () => void {
  const { over } = chart;
  const life = new AbortController();
  const fingers = new Map<number, number>();
  const placeAt = (clientX: number): number =>
    chart.posToVal(clientX - over.getBoundingClientRect().left, 'x') / scale;
  const spread = (): number => {
    const [a = 0, b = 0] = fingers.values();
    return Math.abs(a - b);
  };
  const listen = { signal: life.signal };
  over.addEventListener(
    'pointerdown',
    (event) => {
      if (event.pointerType !== 'touch') return;
      fingers.set(event.pointerId, event.clientX);
      if (fingers.size === 1) events.onCursor(placeAt(event.clientX));
    },
    listen,
  );
  over.addEventListener(
    'pointermove',
    (event) => {
      if (!fingers.has(event.pointerId)) return;
      const before = spread();
      fingers.set(event.pointerId, event.clientX);
      if (fingers.size === 1) events.onCursor(placeAt(event.clientX));
      const [a = 0, b = 0] = fingers.values();
      const after = spread();
      if (fingers.size === 2 && before > 20 && after > 20) {
        events.onZoom(before / after, placeAt((a + b) / 2));
      }
    },
    listen,
  );
  for (const end of ['pointerup', 'pointercancel'] as const) {
    over.addEventListener(end, (event) => fingers.delete(event.pointerId), listen);
  }
  over.addEventListener(
    'wheel',
    (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      events.onZoom(event.deltaY > 0 ? 1.25 : 0.8, placeAt(event.clientX));
    },
    { ...listen, passive: false },
  );
  return () => life.abort();
}
