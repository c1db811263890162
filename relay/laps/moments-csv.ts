/**
 * Marked moments as CSV (RFC 4180), downloaded from the Laps room for the cut of a video. With a byte order mark, as notes have
 * letters of all languages and Excel takes a file without one for another encoding. Chapters in OBS' own recording are an
 * action of rules (`obs/actions/run-action.ts`). Pure.
 */
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import { lapTimeText, twoDigits } from '../../protocol/units.ts';
import type { StoredSession } from '../storage/store.ts';
import type { Separator } from './csv.ts';

const columns = ['time', 'sessionTime', 'lap', 'lapTime', 'lapPlace', 'note'];
const byteOrderMark = '\uFEFF';

export function momentsCsv(
  moments: readonly MarkedMoment[],
  { facts, createdAt }: Pick<StoredSession, 'facts' | 'createdAt'>,
  separator: Separator,
): string {
  const startedAt = facts.startedAt ?? createdAt;
  const rows = moments.map(({ at, lap, lapMs, place, note }) => [
    new Date(at).toISOString(),
    clock(at - startedAt),
    String(lap),
    lapMs === null ? '' : lapTimeText(lapMs),
    place === null ? '' : decimal(place, separator),
    note,
  ]);
  const mark = separator === 'comma' ? ',' : ';';
  const lines = [columns, ...rows].map(
    (cells) => `${cells.map((cell) => quoted(cell, mark)).join(mark)}\r\n`,
  );
  return byteOrderMark + lines.join('');
}

/** `1:02:03` since the session began, as a video's own time is written. */
function clock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${Math.floor(seconds / 3600)}:${twoDigits(Math.floor(seconds / 60) % 60)}:${twoDigits(seconds % 60)}`;
}

function decimal(place: number, separator: Separator): string {
  const text = place.toFixed(4);
  return separator === 'comma' ? text : text.replace('.', ',');
}

/** A spreadsheet would take a text that begins like a formula for one. */
function quoted(cell: string, mark: string): string {
  const safe = /^[=+\-@\t]/.test(cell) ? `'${cell}` : cell;
  return safe.includes(mark) || safe.includes('"') ? `"${safe.replaceAll('"', '""')}"` : safe;
}
