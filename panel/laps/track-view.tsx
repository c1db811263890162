/** The map of the track, coloured by speed or by time gained and lost, with the cars of all compared laps. */
import { effect } from '@preact/signals';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ListedSession } from '../../protocol/relay-answers.ts';
import type { TrackMap } from '../../protocol/timing-summary.ts';
import { trackMapPath } from '../../protocol/track-key.ts';
import { trackTurn } from '../../protocol/track-turn.ts';
import type { RelayApi } from '../core/relay-api.ts';
import { schemeNow } from '../core/scheme.ts';
import { currentChartColours } from './chart-colours.ts';
import type { LapComparison } from './comparison.ts';
import { lossRate } from './delta.ts';
import { gradientOf, lossColour, speedColour } from './lap-colours.ts';
import type { MomentMark } from './moment-marks.ts';
import { placesWith } from './playback.ts';
import { trackOf } from './session-answers.ts';
import { drawCars, drawTrack, type TrackDrawing } from './track-picture.ts';
import {
  isAround,
  lineOfMap,
  nearestPoint,
  pointsOf,
  type TrackFit,
  type TrackOutline,
  turned,
} from './track-shape.ts';
import type { ViewState } from './view-state.ts';
import { number } from './wording.ts';

export interface TrackViewProps {
  readonly relay: RelayApi;
  readonly session: ListedSession;
  readonly comparison: LapComparison;
  readonly moments: readonly MomentMark[];
  readonly view: ViewState;
}

/** `speed:0` colours by the speed of the first lap, `loss:1` by the time that the second lap loses to it. */
type ColouringChoice = `${'speed' | 'loss'}:${number}`;

/** The loss is averaged over this share of the lap on each side. */
const lossReach = 0.005;

interface TrackGround {
  /** Turned. Of a lap that was driven all around, else of the relay's learnt map, else what was driven. */
  readonly line: TrackOutline;
  /** radians, clockwise */
  readonly turn: number;
}

/** The relay's learnt map of the session's track. null: there is none. */
function useTrackMap(relay: RelayApi, session: ListedSession): TrackMap | 'asking' | null {
  const track = trackOf(session);
  const [map, setMap] = useState<TrackMap | 'asking' | null>(track === null ? null : 'asking');
  useEffect(() => {
    if (track === null) return;
    const life = new AbortController();
    relay.get<TrackMap | undefined>(trackMapPath(track), { signal: life.signal }).then(
      (known) => setMap(known ?? null),
      () => {
        if (!life.signal.aborted) setMap(null);
      },
    );
    return () => life.abort();
  }, [session]);
  return map;
}

/** @returns null: nothing is known of the track */
function groundOf(comparison: LapComparison, map: TrackMap | null): TrackGround | null {
  const grids = comparison.laps.map(({ grid }) => grid);
  const learnt = map === null ? null : lineOfMap(map, comparison.steps);
  const some = grids.find(({ x }) => x.some((one) => !Number.isNaN(one)));
  const line = grids.find(isAround) ?? learnt ?? some;
  if (line === undefined) return null;
  // The overlays turn the map, so its points decide wherever there is one.
  const turn = trackTurn(map?.points ?? pointsOf(line));
  return { line: turned(line, turn), turn };
}

export function TrackView(props: TrackViewProps) {
  const { comparison, moments, view } = props;
  const map = useTrackMap(props.relay, props.session);
  const ground = useMemo(
    () => (map === 'asking' ? null : groundOf(comparison, map)),
    [comparison, map],
  );
  const [choice, setChoice] = useState<ColouringChoice | null>(null);
  const laps = comparison.laps.length;
  const wanted = choice ?? (laps > 1 ? 'loss:1' : 'speed:0');
  const chosen: ColouringChoice = Number(wanted.split(':')[1]) < laps ? wanted : 'speed:0';
  const colouring = useMemo(() => colouringOf(comparison, chosen), [comparison, chosen]);
  if (map === 'asking') return <div class="laps-track laps-track-stage" />;
  if (ground === null) {
    return (
      <p class="muted small">
        The track cannot be shown: this lap has no coordinates, and there is no map of the track
        yet.
      </p>
    );
  }
  return (
    <div class="laps-track">
      <TrackCanvas
        comparison={comparison}
        moments={moments}
        view={view}
        ground={ground}
        colourAt={colouring.colourAt}
      />
      <div class="laps-track-foot">
        <label class="hidden" for="laps-colouring">
          Colours of the track
        </label>
        <select
          id="laps-colouring"
          value={chosen}
          onChange={(event) => setChoice(event.currentTarget.value as ColouringChoice)}
        >
          {comparison.laps.map(({ title, key }, n) => (
            <option key={`speed${key}`} value={`speed:${n}`}>
              Speed of {title}
            </option>
          ))}
          {comparison.laps.slice(1).map(({ title, key }, n) => (
            <option key={`loss${key}`} value={`loss:${n + 1}`}>
              Where {title} gains and loses
            </option>
          ))}
        </select>
        <span class="laps-track-scale small muted">
          {colouring.from}
          <span style={{ background: colouring.gradient }} />
          {colouring.to}
        </span>
      </div>
    </div>
  );
}

interface TrackColouring {
  readonly colourAt: (point: number) => string;
  readonly gradient: string;
  readonly from: string;
  readonly to: string;
}

function colouringOf(comparison: LapComparison, choice: ColouringChoice): TrackColouring {
  const [kind, word] = choice.split(':');
  const n = Number(word);
  if (kind === 'speed') {
    const { curves, unit, text } = comparison.charts.find(({ name }) => name === 'speed')!;
    const speed = curves[n]!;
    const known = speed.filter((value) => !Number.isNaN(value));
    const least = known.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const most = known.reduce((a, b) => Math.max(a, b), 0);
    return {
      colourAt: (point) => speedColour((speed[point]! - least) / Math.max(most - least, 1)),
      gradient: gradientOf(speedColour),
      from: text(least),
      to: `${text(most)} ${unit}`,
    };
  }
  const reach = Math.max(2, Math.round(comparison.steps * lossReach));
  const rate = lossRate(comparison.deltas[n]!, reach);
  const sizes = [...rate]
    .filter((value) => !Number.isNaN(value))
    .map(Math.abs)
    .sort((a, b) => a - b);
  // The largest values are a spin or a pit stop. They must not make the rest grey.
  const most = Math.max(sizes[Math.floor(sizes.length * 0.95)] ?? 0, 1);
  return {
    colourAt: (point) => lossColour(0.5 + rate[point]! / most / 2),
    gradient: gradientOf(lossColour),
    from: 'gains',
    to: `loses ${number(most / 1000, 2)} s per 1 % of the lap`,
  };
}

interface TrackCanvasProps {
  readonly comparison: LapComparison;
  readonly moments: readonly MomentMark[];
  readonly view: ViewState;
  readonly ground: TrackGround;
  readonly colourAt: (point: number) => string;
}

/** Two canvases: the track changes with the section, the cars with the cursor. */
function TrackCanvas(props: TrackCanvasProps) {
  const { comparison, moments, view, colourAt } = props;
  const { line: ground, turn } = props.ground;
  const track = useRef<HTMLCanvasElement>(null);
  const cars = useRef<HTMLCanvasElement>(null);
  const fit = useRef<TrackFit | null>(null);
  const scheme = schemeNow();
  useEffect(() => {
    const colours = currentChartColours(comparison.laps);
    const grids = comparison.laps.map(({ grid }) => grid);
    const lines: TrackOutline[] = grids.map((grid) =>
      grid.x.some((x) => !Number.isNaN(x)) ? turned(grid, turn) : ground,
    );
    const showCars = (): void => {
      const place = view.cursor.value;
      const places = place === null ? [] : placesWith(grids, place);
      if (cars.current !== null) drawCars(cars.current, fit.current, lines, places, colours);
    };
    const showTrack = (): void => {
      const { from, to } = view.section.value;
      const picture: TrackDrawing = {
        ground,
        lines: lines.flatMap((line, lap) => (line === ground && lap > 0 ? [] : [{ line, lap }])),
        colourAt,
        first: Math.floor(from * comparison.steps),
        last: Math.ceil(to * comparison.steps),
        corners: comparison.corners,
        sectors: comparison.sectors,
        moments,
        colours,
      };
      if (track.current !== null) fit.current = drawTrack(track.current, picture);
    };
    const all = (): void => {
      showTrack();
      showCars();
    };
    const watch = new ResizeObserver(all);
    watch.observe(track.current!);
    const stops = [effect(all), effect(showCars), () => watch.disconnect()];
    return () => {
      for (const stop of stops) stop();
    };
  }, [comparison, moments, view, ground, colourAt, scheme]);
  const point = (event: PointerEvent): void => {
    if (fit.current === null) return;
    const box = track.current!.getBoundingClientRect();
    const at = [event.clientX - box.left, event.clientY - box.top] as const;
    const nearest = nearestPoint(ground, fit.current, at[0], at[1], 40);
    if (nearest < 0) return;
    view.playing.value = 0;
    view.cursor.value = nearest / comparison.steps;
  };
  return (
    <div class="laps-track-stage" onPointerMove={point} onPointerDown={point}>
      <canvas
        ref={track}
        role="img"
        aria-label="The track, with each lap’s car where the cursor is"
      />
      <canvas ref={cars} />
    </div>
  );
}
