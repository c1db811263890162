/** The charts below each other with a common horizontal axis, and the values at the cursor beside their titles. */
import { effect } from '@preact/signals';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { schemeNow } from '../core/scheme.ts';
import { openChart } from './chart.ts';
import { currentChartColours } from './chart-colours.ts';
import type { ChartSpec } from './chart-spec.ts';
import { type ChartData, type ChartName, chartNames, type LapComparison } from './comparison.ts';
import { cutValues, deltaRange } from './delta-range.ts';
import { Swatch } from './legend.tsx';
import type { MomentMark } from './moment-marks.ts';
import { preferences, toggleChart } from './preferences.ts';
import type { TrackSection } from './selection.ts';
import type { ViewState } from './view-state.ts';
import { unknown } from './wording.ts';

/** Heights of the plots, CSS pixels. */
const heights: Readonly<Record<ChartName, number>> = {
  speed: 190,
  delta: 120,
  throttle: 84,
  brake: 84,
  gear: 78,
  rpm: 92,
  steering: 92,
};
/** Height of the horizontal axis below the last chart, CSS pixels. */
const placesHeight = 26;

interface StackProps {
  readonly comparison: LapComparison;
  readonly moments: readonly MomentMark[];
  readonly view: ViewState;
}

export function ChartStack({ comparison, moments, view }: StackProps) {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const place = host.current!;
    const watch = new ResizeObserver(() => setWidth(Math.floor(place.clientWidth)));
    watch.observe(place);
    setWidth(Math.floor(place.clientWidth));
    return () => watch.disconnect();
  }, []);
  const { hidden } = preferences.value;
  const shown = comparison.charts.filter(({ name }) => !hidden.includes(name));
  return (
    <div class="laps-charts" ref={host}>
      {width > 0 &&
        shown.map((chart, i) => (
          <Chart
            key={chart.name}
            {...{ chart, comparison, moments, view, width }}
            isFirst={i === 0}
            isLast={i === shown.length - 1}
          />
        ))}
      {shown.length === 0 && <p class="muted pad">All charts are hidden.</p>}
    </div>
  );
}

interface ChartProps extends StackProps {
  readonly chart: ChartData;
  readonly width: number;
  readonly isFirst: boolean;
  readonly isLast: boolean;
}

function Chart(props: ChartProps) {
  const { chart, comparison, view } = props;
  return (
    <figure class="laps-chart" data-chart={chart.name}>
      <figcaption>
        <span class="laps-chart-title">
          {chart.title} <span class="muted">{chart.unit}</span>
        </span>
        <ValuesAtCursor chart={chart} comparison={comparison} view={view} />
      </figcaption>
      <Plot {...props} />
      {chart.name === 'delta' && <CutNote chart={chart} comparison={comparison} view={view} />}
    </figure>
  );
}

/** The values of all laps at the cursor. */
function ValuesAtCursor({
  chart,
  comparison,
  view,
}: Omit<StackProps, 'moments'> & { readonly chart: ChartData }) {
  const place = view.cursor.value;
  if (place === null) return null;
  const i = Math.round(place * comparison.steps);
  return (
    <span class="laps-values">
      {chart.curves.map((curve, n) => {
        if (curve === null) return null;
        const value = curve[i]!;
        return (
          <span key={comparison.laps[n]!.key} class="laps-value" data-lap={comparison.laps[n]!.key}>
            <Swatch place={comparison.laps[n]!.place} />
            <span>{Number.isNaN(value) ? unknown : chart.text(value)}</span>
          </span>
        );
      })}
    </span>
  );
}

function Plot({ chart, comparison, moments, view, width, isFirst, isLast }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const scheme = schemeNow();
  const height = heights[chart.name] + (isLast ? placesHeight : 0) + (isFirst ? 12 : 0);
  useEffect(() => {
    const spec = specOf(chart, comparison, moments, width, height, isFirst, isLast);
    const open = openChart(host.current!, spec, {
      onCursor: (place) => {
        view.playing.value = 0;
        view.cursor.value = Math.min(Math.max(place, 0), 1);
      },
      onSection: (from, to) => view.show(from, to),
      onWhole: () => view.whole(),
      onZoom: (factor, place) => view.zoom(factor, place),
    });
    const stops = [
      effect(() => open.setSection(view.section.value)),
      effect(() => {
        // Moving the section moves the cursor's position on the screen.
        void view.section.value;
        const place = view.cursor.value;
        queueMicrotask(() => open.setCursor(place));
      }),
      () => open.close(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [chart, comparison, moments, view, width, height, isFirst, isLast, scheme]);
  return <div class="laps-plot" ref={host} style={{ height: `${height}px` }} aria-hidden="true" />;
}

/** The visible places, as indexes. */
function indexesOf({ from, to }: TrackSection, steps: number): [number, number] {
  return [Math.floor(from * steps), Math.ceil(to * steps)];
}

function deltaRangeOf(
  { curves }: ChartData,
  steps: number,
): (section: TrackSection) => [number, number] {
  const known = curves.filter((curve) => curve !== null);
  return (section) => {
    const { least, most } = deltaRange(known, ...indexesOf(section, steps));
    return [least, most];
  };
}

/** Says which laps leave the delta chart. */
function CutNote({
  chart,
  comparison,
  view,
}: Omit<StackProps, 'moments'> & { readonly chart: ChartData }) {
  const { steps, laps } = comparison;
  const section = view.section.value;
  const note = useMemo(() => {
    const [from, to] = indexesOf(section, steps);
    const [least, most] = deltaRangeOf(chart, steps)(section);
    return cutValues(
      chart.curves.map((curve) => curve ?? new Float64Array()),
      from,
      to,
      { least, most },
    )
      .flatMap((s, n) => (Number.isNaN(s) ? [] : [laps[n]!.title]))
      .join(' and ');
  }, [chart, steps, laps, section]);
  if (note === '') return null;
  return <span class="muted laps-cut">A part of {note} is cut off. Zoom in there to see it.</span>;
}

function specOf(
  chart: ChartData,
  comparison: LapComparison,
  moments: readonly MomentMark[],
  width: number,
  height: number,
  isFirst: boolean,
  isLast: boolean,
): ChartSpec {
  const { lengthM, corners, sectors } = comparison;
  return {
    width,
    height,
    scale: lengthM ?? 100,
    unit: lengthM === null ? '%' : 'm',
    // The first lap is drawn first, so that it shows between the dashes of the others.
    curves: chart.curves.flatMap((values, lap) => (values === null ? [] : [{ values, lap }])),
    isStepped: chart.isStepped,
    range: chart.name === 'delta' ? deltaRangeOf(chart, comparison.steps) : chart.range,
    text: chart.name === 'delta' ? (value) => value.toFixed(2) : chart.text,
    hasPlaces: isLast,
    hasZero: chart.name === 'delta' || chart.name === 'steering',
    marks: [
      ...corners.map(({ apex, number }) => ({
        place: apex,
        text: isFirst ? String(number) : '',
        kind: 'corner' as const,
      })),
      ...sectors.map((place, i) => ({
        place,
        text: isFirst ? `S${i + 2}` : '',
        kind: 'sector' as const,
      })),
      ...moments.map(({ place, lap, note }) => ({
        place,
        text: isFirst ? note : '',
        kind: 'moment' as const,
        lap,
      })),
    ],
    colours: currentChartColours(comparison.laps),
  };
}

/** The checkboxes that show and hide charts. */
export function ChartChoice({ comparison }: { readonly comparison: LapComparison }) {
  const { hidden } = preferences.value;
  const available = new Map(comparison.charts.map(({ name, title }) => [name, title]));
  return (
    <fieldset class="laps-chart-choice">
      <legend class="hidden">Charts</legend>
      {chartNames.map((name) => {
        const title = available.get(name);
        if (title === undefined) return null;
        return (
          <label key={name}>
            <input
              type="checkbox"
              checked={!hidden.includes(name)}
              onChange={() => toggleChart(name)}
            />
            {title}
          </label>
        );
      })}
    </fieldset>
  );
}
