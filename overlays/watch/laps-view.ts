/** Writes the list of laps whenever the timing changes. */
import type { TimingSummary } from '../../protocol/timing-summary.ts';
import { byId, made, shower, texter } from './dom.ts';
import { lapRows, lapsCaption, noLapsText, type ShownDrive, type WatchLapRow } from './laps.ts';

/** What else is known of the laps. */
export interface LapsContext {
  /** Number of the lap that the car is on; null: unknown. */
  readonly present: number | null;
  /** When the stored laps were driven, ms since 1970; null: they are live. */
  readonly storedAt: number | null;
  readonly drive: ShownDrive;
}

export class LapsView {
  readonly #head = byId('laps-head');
  readonly #body = byId('laps-body');
  readonly #showNone = shower(byId('laps-none'));
  readonly #showHead = shower(byId('laps-head'));
  readonly #caption = texter('laps-caption');
  readonly #none = texter('laps-none');
  #board: TimingSummary | null = null;
  #sectors = -1;

  show(board: TimingSummary, { present, storedAt, drive }: LapsContext): void {
    this.#caption(lapsCaption(storedAt, dateText));
    this.#none(noLapsText(drive, present));
    if (board === this.#board) return;
    this.#board = board;
    const rows = lapRows(board);
    const sectors = rows[0]?.sectors.length ?? 0;
    this.#showNone(rows.length === 0);
    this.#showHead(rows.length > 0);
    if (sectors !== this.#sectors) {
      this.#sectors = sectors;
      this.#head.replaceChildren(headRow(sectors));
    }
    this.#body.replaceChildren(...rows.map(bodyRow));
  }
}

/** In the viewer's own language: `Saturday, 28 November, 21:04`. */
function dateText(ms: number): string {
  return new Date(ms).toLocaleString([], { dateStyle: 'full', timeStyle: 'short' });
}

function headRow(sectors: number): HTMLElement {
  const row = made('tr');
  const names = ['Lap', 'Time', 'Delta', ...Array.from({ length: sectors }, (_, i) => `S${i + 1}`)];
  for (const name of names) {
    const cell = made('th', name);
    cell.setAttribute('scope', 'col');
    row.append(cell);
  }
  return row;
}

function bodyRow({ lap, time, delta, sectors, best, invalid, pitted }: WatchLapRow): HTMLElement {
  const row = made('tr', '', best ? 'is-best' : invalid ? 'is-invalid' : '');
  const number = made('td', lap);
  if (best) number.append(made('small', 'best'));
  else if (invalid) number.append(made('small', 'off'));
  if (pitted) number.append(made('small', 'pit'));
  row.append(number, made('td', time ?? '–', 'time'), made('td', delta, 'lap-delta'));
  for (const sector of sectors) {
    row.append(made('td', sector.time ?? '–', sector.best ? 'sector is-best' : 'sector'));
  }
  return row;
}
