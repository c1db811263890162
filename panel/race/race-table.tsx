/** All cars in the order of their places. A driver's name is a button that chooses the car; arrow keys move between them. */
import { useRef, useState } from 'preact/hooks';
import { ColumnHeads } from '../core/cards-and-dialogs.tsx';
import type { RaceRow } from './race-rows.ts';

interface RaceTableProps {
  readonly rows: readonly RaceRow[];
  onChoose(carId: number): void;
}

export function RaceTable({ rows, onChoose }: RaceTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [visitedId, setVisitedId] = useState<number | null>(null);
  const isThere = rows.some(({ id }) => id === visitedId);
  const tabId = isThere ? visitedId : (rows.find(({ isFocused }) => isFocused) ?? rows[0])?.id;
  const visit = (event: KeyboardEvent, at: number): void => {
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    const row = body.current?.rows[Math.min(Math.max(target, 0), rows.length - 1)];
    row?.querySelector<HTMLButtonElement>('button')?.focus();
  };
  return (
    <table class="race-table">
      <ColumnHeads
        titles={['Place', 'Driver', 'State']}
        figures={['Laps', 'Gap', 'Interval', 'Last lap', 'Best lap', 'Stops']}
      />
      <tbody ref={body}>
        {rows.map((row, i) => (
          <tr key={row.id} data-focused={row.isFocused || undefined} data-away={isAway(row)}>
            <td class="race-place">{row.place}</td>
            <th scope="row">
              <button
                type="button"
                class="race-driver"
                aria-pressed={row.isFocused}
                tabIndex={row.id === tabId ? 0 : -1}
                onFocus={() => setVisitedId(row.id)}
                onKeyDown={(event) => visit(event, i)}
                onClick={() => onChoose(row.id)}
              >
                <span
                  class="race-colour"
                  aria-hidden="true"
                  style={row.colour === null ? undefined : { background: row.colour }}
                />
                {row.number !== '' && <span class="race-number">{row.number}</span>}
                <span class="race-names">
                  <span>{row.driver}</span>
                  <span class="muted small">{row.below}</span>
                </span>
              </button>
            </th>
            <td class="race-state">{stateText(row)}</td>
            <td class="figure race-wide">{row.laps}</td>
            <td class="figure race-time">{row.gap}</td>
            <td class="figure race-time">{row.interval}</td>
            <td class="figure race-time race-wide">{row.last}</td>
            <td class="figure race-time race-wide" data-fastest={row.isFastest || undefined}>
              {row.best}
            </td>
            <td class="figure race-wide">{row.stops}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function isAway({ state }: RaceRow): true | undefined {
  return state === 'Out' || state === 'Lost' ? true : undefined;
}

function stateText({ state, isFighting, isFocused }: RaceRow): string {
  if (state !== '') return state;
  if (isFocused) return 'Shown';
  return isFighting ? 'Battle' : '';
}
