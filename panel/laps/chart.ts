/**
 * One chart over the track, drawn by uPlot; only this file opens it. It shows the given section and cursor, and
 * reports what the pointer does.
 */
import uPlot from 'uplot';
import { drawCut, drawMarks } from './chart-marks.ts';
import type { ChartSpec } from './chart-spec.ts';
import type { TrackSection } from './selection.ts';

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
