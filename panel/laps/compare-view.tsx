/** The comparison of the selected laps: legend, charts, track and figures, with one cursor and one visible section. */
import { effect } from '@preact/signals';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { limits } from '../../protocol/limits.ts';
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import { copyText } from '../core/clipboard.ts';
import { Button } from '../core/controls.tsx';
import type { Panel } from '../core/room.ts';
import { ChartChoice, ChartStack } from './chart-stack.tsx';
import { type ComparedLap, compare, type LapComparison } from './comparison.ts';
import { CursorBar } from './cursor-bar.tsx';
import { FigureTables } from './figure-tables.tsx';
import type { LapLoader } from './lap-loader.ts';
import { LapPicker } from './lap-picker.tsx';
import { Legend } from './legend.tsx';
import { type MomentMark, momentMarks, type SessionMoments } from './moment-marks.ts';
import { preferences } from './preferences.ts';
import { hashOf, type Selection } from './selection.ts';
import { TrackView } from './track-view.tsx';
import { type ChosenLapState, type OwnSession, useChosen } from './use-chosen-laps.ts';
import { useOtherMoments } from './use-moments.ts';
import { ViewState } from './view-state.ts';
import { placedByText, when } from './wording.ts';

export interface CompareViewProps {
  readonly panel: Panel;
  readonly own: OwnSession;
  /** Marked in the open session. */
  readonly moments: readonly MarkedMoment[];
  readonly loader: LapLoader;
  readonly selection: Selection;
  onSelect(next: Selection): void;
}

/** The address is updated when the section has not changed for this long, ms. */
const addressAfterMs = 250;

export function CompareView(props: CompareViewProps) {
  const { panel, own, moments, loader, selection, onSelect } = props;
  const chosen = useChosen(panel.relay, loader, selection.laps, own);
  const view = useMemo(() => new ViewState(selection.section), []);
  useSectionInAddress(view, selection);
  // Opening another address makes a new section object; selecting laps keeps the object.
  useEffect(() => {
    view.section.value = selection.section;
  }, [view, selection.section]);
  const { units } = preferences.value;
  const ready = chosen.filter(({ loaded, problem }) => problem === null && loaded?.grid);
  const signature = ready
    .map((one) => `${chosen.indexOf(one)}:${one.key}:${one.listed?.lapMs}:${one.listed?.frames}`)
    .join();
  const comparison = useMemo(
    () => comparisonOf(chosen, ready, own, units),
    [signature, own.session, units],
  );
  const ownID = own.session.sessionID;
  const others = useOtherMoments(
    panel,
    ready.map(({ sessionID }) => sessionID).filter((id) => id !== ownID),
  );
  const marks = useMemo(
    () => marksOf(ready, { ...others, [ownID]: moments }),
    [signature, others, moments],
  );
  const change = (laps: Selection['laps']): void => onSelect({ ...selection, laps });
  const without = (key: string) => chosen.filter((one) => one.key !== key);
  return (
    <section class="laps-compare" aria-labelledby="laps-compare-title">
      <header class="laps-compare-head">
        <h2 id="laps-compare-title">{chosen.length > 1 ? 'Comparison' : 'One lap'}</h2>
        <HeadTools panel={panel} own={own} selection={selection} onSelect={onSelect} view={view} />
      </header>
      <div class="laps-columns">
        <div class="laps-side">
          <Legend
            chosen={chosen}
            comparison={comparison}
            view={view}
            ownSessionID={own.session.sessionID}
            onRemove={(key) => change(without(key))}
            onFirst={(key) => change([...chosen.filter((one) => one.key === key), ...without(key)])}
          />
          {comparison !== null && (
            <TrackView
              relay={panel.relay}
              session={own.session}
              comparison={comparison}
              moments={marks}
              view={view}
            />
          )}
        </div>
        {comparison === null ? (
          <p class="muted laps-waiting">
            {chosen.every(({ problem }) => problem !== null)
              ? 'None of these laps can be shown.'
              : 'Loading …'}
          </p>
        ) : (
          <div class="laps-main">
            <CursorBar comparison={comparison} view={view} />
            <ChartStack comparison={comparison} moments={marks} view={view} />
            <ChartChoice comparison={comparison} />
            <p class="muted small">
              Drag across a chart to zoom in, double-click to show the whole lap. Ctrl and the wheel
              zoom too.
              {placedByText(comparison.laps)}
            </p>
          </div>
        )}
      </div>
      {comparison !== null && <FigureTables comparison={comparison} view={view} />}
    </section>
  );
}

function HeadTools(
  props: Omit<CompareViewProps, 'loader' | 'moments'> & { readonly view: ViewState },
) {
  const { panel, own, selection, onSelect, view } = props;
  const [isPicking, setPicking] = useState(false);
  const { units } = preferences.value;
  const isFull = selection.laps.length >= limits.lapsComparedMax;
  const share = async (): Promise<void> => {
    const hash = hashOf({ ...selection, section: view.section.value });
    const url = `${location.origin}${location.pathname}${hash}`;
    await copyText(panel, url, {
      copied: 'The link is copied. Everyone who can open this panel sees the same laps.',
      refused: `The browser does not allow copying. The address is ${url}`,
    });
  };
  return (
    <div class="row">
      <Button
        small
        disabled={isFull}
        label="Add a lap of another session"
        onClick={() => setPicking(true)}
      >
        + Another session …
      </Button>
      <Button
        small
        label={units === 'kmh' ? 'km/h: show mph' : 'mph: show km/h'}
        onClick={() => {
          preferences.value = { ...preferences.value, units: units === 'kmh' ? 'mph' : 'kmh' };
        }}
      >
        {units === 'kmh' ? 'km/h' : 'mph'}
      </Button>
      <Button small onClick={() => void share()}>
        Copy link
      </Button>
      <Button small kind="quiet" onClick={() => onSelect({ ...selection, laps: [] })}>
        Clear
      </Button>
      {isPicking && (
        <LapPicker
          panel={panel}
          own={own.session}
          onClose={() => setPicking(false)}
          onPick={(lap) => {
            setPicking(false);
            const others = selection.laps.filter(
              (one) => one.sessionID !== lap.sessionID || one.lap !== lap.lap,
            );
            onSelect({ ...selection, laps: [...others, lap] });
          }}
        />
      )}
    </div>
  );
}

function useSectionInAddress(view: ViewState, selection: Selection): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = effect(() => {
      const section = view.section.value;
      clearTimeout(timer);
      timer = setTimeout(() => {
        history.replaceState(history.state, '', hashOf({ ...selection, section }));
      }, addressAfterMs);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [view, selection]);
}

function marksOf(ready: readonly ChosenLapState[], moments: SessionMoments): MomentMark[] {
  const laps = ready.map(({ sessionID, lap, loaded }) => ({ sessionID, lap, grid: loaded!.grid! }));
  return momentMarks(laps, moments);
}

function comparisonOf(
  chosen: readonly ChosenLapState[],
  ready: readonly ChosenLapState[],
  own: OwnSession,
  units: 'kmh' | 'mph',
): LapComparison | null {
  if (ready.length === 0) return null;
  const numbers = ready.map(({ lap }) => lap);
  const laps = ready.map((one): ComparedLap => {
    const isTwice = numbers.filter((lap) => lap === one.lap).length > 1;
    const isOther = one.sessionID !== own.session.sessionID;
    const date = one.session === null ? one.sessionID : when(one.session.createdAt, new Date());
    return {
      key: one.key,
      place: chosen.indexOf(one),
      title: isTwice && isOther ? `Lap ${one.lap}, ${date}` : `Lap ${one.lap}`,
      lapMs: one.listed?.lapMs ?? null,
      sectorsMs: one.listed?.sectorsMs ?? null,
      fuelL: one.listed?.fuelL ?? one.loaded!.fuelL,
      grid: one.loaded!.grid!,
    };
  });
  return compare(laps, own.session.facts.trackLengthM ?? null, units);
}
