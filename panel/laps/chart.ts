/**
 * One chart over the track, drawn by uPlot: the only file that knows this library. It shows the stretch and the cursor
 * that it is told and says what the pointer does; it keeps no state of the comparison.
 */
import uPlot from 'uplot';
import type { LapStretch } from './selection.ts';

/** What a chart is made of. Places are 0…1; the axis shows them times `scale`. */
export interface ChartSpec {
  readonly width: number;
  readonly height: number;
  /** Metres of the lap, or 100 for percent. */
  readonly scale: number;
  readonly unit: 'm' | '%';
  /** Columns of the same length, from the line to the line; NaN where nothing is known. */
  readonly curves: readonly { readonly values: Float64Array; readonly lap: number }[];
  readonly isStepped: boolean;
  readonly range: readonly [number, number] | null;
  /** Text of a value beside the axis. */
  readonly text: (value: number) => string;
  /** The lowest chart carries the places. */
  readonly hasPlaces: boolean;
  /** A line across at 0. */
  readonly hasZero: boolean;
  /** Lines across the track's direction, with a text where there is one. */
  readonly marks: readonly ChartMark[];
  readonly look: ChartLook;
}

/** Corners carry their number above the chart, sectors their name inside of it. */
export interface ChartMark {
  readonly place: number;
  readonly text: string;
  readonly kind: 'corner' | 'sector';
}

export interface ChartLook {
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
  /** The pointer is at a place. */
  onCursor(place: number): void;
  /** The pointer has marked a stretch. */
  onStretch(from: number, to: number): void;
  /** A double click. */
  onWhole(): void;
  /** @param factor below 1: nearer. @param place that stays where it is */
  onZoom(factor: number, place: number): void;
}

export interface OpenChart {
  setStretch(stretch: LapStretch): void;
  /** null: none. */
  setCursor(place: number | null): void;
  setWidth(width: number): void;
  /** May be called twice. */
  close(): void;
}

/** Width of the values beside the axis: the same for all charts, so that places stand below each other. */
const axisWidth = 46;
/** Pixels that the pointer must be dragged. */
const dragPixels = 6;

export function openChart(host: HTMLElement, spec: ChartSpec, events: ChartEvents): OpenChart {
  let stretch: LapStretch = { from: 0, to: 1 };
  const chart = new uPlot(
    optionsOf(spec, events, () => stretch),
    dataOf(spec),
    host,
  );
  const stopTouch = followTouch(chart, spec.scale, events);
  let isOpen = true;
  return {
    setStretch(next) {
      stretch = next;
      chart.setScale('x', { min: next.from * spec.scale, max: next.to * spec.scale });
    },
    setCursor(place) {
      const isSeen = place !== null && place >= stretch.from && place <= stretch.to;
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

function optionsOf(spec: ChartSpec, events: ChartEvents, stretch: () => LapStretch): uPlot.Options {
  const { width, height, scale, look, isStepped } = spec;
  const font = `12px ${look.face}`;
  const axis = { stroke: look.muted, font, grid: { stroke: look.line, width: 1 } };
  const stepped = isStepped ? uPlot.paths.stepped?.({ align: 1 }) : undefined;
  return {
    width,
    height,
    padding: [spec.marks.some(({ text }) => text !== '') ? 18 : 6, 8, spec.hasPlaces ? 0 : 4, 0],
    legend: { show: false },
    scales: {
      x: { time: false, range: () => [stretch().from * scale, stretch().to * scale] },
      y: { range: (_chart, min, max) => rangeOf(spec, min, max) },
    },
    axes: [
      {
        ...axis,
        show: true,
        size: spec.hasPlaces ? 26 : 0,
        gap: 4,
        space: 70,
        ticks: { show: spec.hasPlaces, stroke: look.line, size: 4 },
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
        const { colour, dash } = look.laps[lap]!;
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
          events.onStretch(from, to);
        },
      ],
    },
  };
}

function cursorOf({ curves, look }: ChartSpec, events: ChartEvents): uPlot.Cursor {
  return {
    y: false,
    drag: { x: true, y: false, setScale: false, dist: dragPixels },
    points: {
      size: 7,
      width: 0,
      // Series 0 is the axis.
      fill: (_chart, i) => look.laps[curves[i - 1]?.lap ?? 0]!.colour,
    },
    bind: {
      // What is under the cursor stays readable when the pointer goes elsewhere.
      mouseleave: () => null,
      dblclick: () => () => {
        events.onWhole();
        return null;
      },
    },
  };
}

function rangeOf({ range, hasZero }: ChartSpec, min: number, max: number): [number, number] {
  if (range !== null) {
    const air = (range[1] - range[0]) * 0.06;
    return [range[0] - air, range[1] + air];
  }
  if (min === null || max === null || !Number.isFinite(min) || !Number.isFinite(max)) return [0, 1];
  const least = hasZero ? Math.min(min, -0.05) : min;
  const most = hasZero ? Math.max(max, 0.05) : max;
  const air = Math.max((most - least) * 0.08, 0.01);
  return [least - air, most + air];
}

function drawMarks(chart: uPlot, { marks, scale, look, hasZero }: ChartSpec): void {
  const { ctx, bbox } = chart;
  const pixel = devicePixelRatio || 1;
  ctx.save();
  ctx.lineWidth = pixel;
  ctx.font = `600 ${12 * pixel}px ${look.face}`;
  ctx.textBaseline = 'bottom';
  let freeFrom = Number.NEGATIVE_INFINITY;
  for (const { place, text, kind } of marks) {
    const x = Math.round(chart.valToPos(place * scale, 'x', true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    const isSector = kind === 'sector';
    ctx.strokeStyle = isSector ? look.muted : look.strongLine;
    ctx.setLineDash(isSector ? [] : [2 * pixel, 4 * pixel]);
    line(ctx, x, bbox.top, x, bbox.top + bbox.height);
    ctx.fillStyle = look.muted;
    ctx.textAlign = isSector ? 'left' : 'center';
    if (isSector) ctx.fillText(text, x + 4 * pixel, bbox.top + bbox.height - 2 * pixel);
    else if (x - freeFrom >= 14 * pixel) {
      // Numbers that would lie on one another are left out; zooming brings them.
      ctx.fillText(text, x, bbox.top - 3 * pixel);
      freeFrom = x;
    }
  }
  if (hasZero) {
    const y = Math.round(chart.valToPos(0, 'y', true)) + 0.5;
    ctx.strokeStyle = look.muted;
    ctx.setLineDash([]);
    line(ctx, bbox.left, y, bbox.left + bbox.width, y);
  }
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}

/** Fingers: one moves the cursor, two pinch. The wheel zooms with Ctrl, as it does on maps. */
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
