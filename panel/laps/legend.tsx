/** The legend of the compared laps: line style, name, time, delta at the cursor, and buttons. */
import { Button } from '../core/controls.tsx';
import type { LapComparison } from './comparison.ts';
import { valueAt } from './delta.ts';
import { recordedShare } from './figures.ts';
import { lapStyles } from './lap-colours.ts';
import { isPartOfLap } from './selection.ts';
import { isComplete } from './session-answers.ts';
import type { ChosenLapState } from './use-chosen-laps.ts';
import type { ViewState } from './view-state.ts';
import { deltaText, percent, readable, timeOrState, when } from './wording.ts';

/** A sample of a lap's line style. @param place in the comparison */
export function Swatch({ place }: { readonly place: number }) {
  const style = lapStyles[place];
  if (style === undefined) return null;
  return (
    <svg class="laps-swatch" viewBox="0 0 30 8" role="img" aria-label={style.name}>
      <line
        x1="1"
        x2="29"
        y1="4"
        y2="4"
        stroke={`var(${style.token})`}
        stroke-width="2.5"
        stroke-dasharray={style.dash.join(' ')}
      />
    </svg>
  );
}

/** A lap of which less is recorded says so. */
const noticeableShare = 0.99;

export interface LegendProps {
  readonly chosen: readonly ChosenLapState[];
  /** null: nothing is loaded yet. */
  readonly comparison: LapComparison | null;
  readonly view: Pick<ViewState, 'cursor' | 'section'>;
  readonly ownSessionID: string;
  onRemove(key: string): void;
  /** Makes the lap the reference. */
  onFirst(key: string): void;
}

export function Legend(props: LegendProps) {
  const { chosen, comparison, view, ownSessionID, onRemove, onFirst } = props;
  return (
    <ol class="laps-legend" aria-label="Compared laps; the first is the reference">
      {chosen.map((lap, place) => {
        const { key, session, listed, problem, loaded } = lap;
        const isOther = lap.sessionID !== ownSessionID;
        const title = `Lap ${lap.lap}`;
        return (
          <li key={key}>
            <Swatch place={place} />
            <div class="laps-legend-name">
              <strong>{title}</strong>{' '}
              {listed !== null && (
                <span class={listed.lapMs === null ? 'muted small' : 'laps-time'}>
                  {timeOrState(listed.lapMs, isComplete(listed))}
                </span>
              )}
              {isOther && session !== null && (
                <span class="muted small">
                  {[
                    session.driverName ?? readable(session.car),
                    when(session.createdAt, new Date()),
                  ].join(' · ')}
                </span>
              )}
              <RecordedNote loaded={loaded} />
              {problem !== null && <span class="laps-problem small">{problem}</span>}
              {problem === null && loaded === null && <span class="muted small">Loading …</span>}
            </div>
            <LapDeltas comparison={comparison} lapKey={key} view={view} />
            <span class="laps-legend-do">
              {place > 0 && problem === null && (
                <Button
                  kind="quiet"
                  isIcon
                  label={`Use ${title} as the reference`}
                  onClick={() => onFirst(key)}
                >
                  ↑
                </Button>
              )}
              <Button kind="quiet" isIcon label={`Remove ${title}`} onClick={() => onRemove(key)}>
                ×
              </Button>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Says how much of the lap is missing, where it is noticeable. */
function RecordedNote({ loaded }: Pick<ChosenLapState, 'loaded'>) {
  if (!loaded?.grid) return null;
  const share = recordedShare(loaded.grid);
  if (share >= noticeableShare) return null;
  return <span class="muted small">{percent(share)} of the lap recorded</span>;
}

/** Deltas to the reference: at the cursor, or at the end of the lap without a cursor; and within the visible section. */
function LapDeltas(props: {
  readonly comparison: LapComparison | null;
  readonly lapKey: string;
  readonly view: Pick<ViewState, 'cursor' | 'section'>;
}) {
  const { comparison, lapKey, view } = props;
  const n = comparison?.laps.findIndex(({ key }) => key === lapKey) ?? -1;
  if (comparison === null || n < 0) return <span />;
  if (n === 0) return <span class="muted small">reference</span>;
  const column = comparison.deltas[n]!;
  const { from, to } = view.section.value;
  const here = valueAt(column, to) - valueAt(column, from);
  const ms = valueAt(column, view.cursor.value ?? 1);
  return (
    <span class="laps-deltas">
      <span class="laps-delta" data-tone={toneOf(ms)} data-lap={lapKey}>
        {deltaText(ms)}
      </span>
      {isPartOfLap({ from, to }) && <span class="muted small">{deltaText(here)} in view</span>}
    </span>
  );
}

function toneOf(ms: number): 'gain' | 'loss' | undefined {
  if (Number.isNaN(ms) || Math.abs(ms) < 0.5) return undefined;
  return ms < 0 ? 'gain' : 'loss';
}
