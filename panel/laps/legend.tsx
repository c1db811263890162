/** The compared laps as a legend: line, name, time, the gap at the cursor, and what can be done with each. */
import { Button } from '../core/controls.tsx';
import type { LapComparison } from './comparison.ts';
import { valueAt } from './difference.ts';
import { lapStyles } from './lap-colours.ts';
import { isPart } from './selection.ts';
import type { ChosenLapState } from './use-chosen-laps.ts';
import type { ViewState } from './view-state.ts';
import { difference, lapTime, readable, when } from './wording.ts';

/** The line of a lap as the charts draw it. @param place in the comparison */
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

export interface LegendProps {
  readonly chosen: readonly ChosenLapState[];
  /** null: nothing is loaded yet. */
  readonly comparison: LapComparison | null;
  readonly view: Pick<ViewState, 'cursor' | 'stretch'>;
  readonly ownSessionID: string;
  onRemove(key: string): void;
  /** The lap becomes what the others are compared with. */
  onFirst(key: string): void;
}

export function Legend(props: LegendProps) {
  const { chosen, comparison, view, ownSessionID, onRemove, onFirst } = props;
  return (
    <ol
      class="laps-legend"
      aria-label="Compared laps; the first is what the others are held against"
    >
      {chosen.map((lap, place) => {
        const { key, session, listed, problem, loaded } = lap;
        const isOther = lap.sessionID !== ownSessionID;
        const title = `Lap ${lap.lap}`;
        return (
          <li key={key}>
            <Swatch place={place} />
            <div class="laps-legend-name">
              <strong>{title}</strong> <span class="laps-time">{lapTime(listed?.lapMs)}</span>
              {isOther && session !== null && (
                <span class="muted small">
                  {[
                    session.driverName ?? readable(session.car),
                    when(session.createdAt, new Date()),
                  ].join(' · ')}
                </span>
              )}
              {problem !== null && <span class="laps-problem small">{problem}</span>}
              {problem === null && loaded === null && <span class="muted small">Loading …</span>}
            </div>
            <Gaps comparison={comparison} lapKey={key} view={view} />
            <span class="laps-legend-do">
              {place > 0 && problem === null && (
                <Button
                  kind="quiet"
                  small
                  label={`Measure the others against ${title}`}
                  onClick={() => onFirst(key)}
                >
                  ↑
                </Button>
              )}
              <Button kind="quiet" small label={`Take ${title} out`} onClick={() => onRemove(key)}>
                ×
              </Button>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

/** Behind or ahead of the reference: at the cursor, or at the end while there is none; and within what is seen. */
function Gaps(props: {
  readonly comparison: LapComparison | null;
  readonly lapKey: string;
  readonly view: Pick<ViewState, 'cursor' | 'stretch'>;
}) {
  const { comparison, lapKey, view } = props;
  const n = comparison?.laps.findIndex(({ key }) => key === lapKey) ?? -1;
  if (comparison === null || n < 0) return <span />;
  if (n === 0) return <span class="muted small">reference</span>;
  const column = comparison.differences[n]!;
  const { from, to } = view.stretch.value;
  const here = valueAt(column, to) - valueAt(column, from);
  const ms = valueAt(column, view.cursor.value ?? 1);
  return (
    <span class="laps-gaps">
      <span class="laps-gap" data-tone={toneOf(ms)} data-lap={lapKey}>
        {difference(ms)}
      </span>
      {isPart({ from, to }) && <span class="muted small">{difference(here)} in view</span>}
    </span>
  );
}

function toneOf(ms: number): 'gain' | 'loss' | undefined {
  if (Number.isNaN(ms) || Math.abs(ms) < 0.5) return undefined;
  return ms < 0 ? 'gain' : 'loss';
}
