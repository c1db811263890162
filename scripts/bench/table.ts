/** The rows of the benchmark as a table of text. Pure. */
import { aimText, isMet, type Row } from './section.ts';

function shown(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Number.isInteger(value)) return String(value);
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2);
}

function metText(row: Row): string {
  const met = isMet(row);
  return met === null ? '' : met ? 'yes' : 'no';
}

/** Columns that hold nothing are left out. */
export function table(rows: readonly Row[]): string {
  const extra = [...new Set(rows.flatMap((row) => Object.keys(row.values ?? {})))];
  const lines = [
    ['', ...extra, 'aim', 'result', 'unit', 'met'],
    ...rows.map((row) => [
      row.what,
      ...extra.map((column) => {
        const value = row.values?.[column];
        return value === undefined ? '' : shown(value);
      }),
      aimText(row),
      shown(row.result),
      row.unit,
      metText(row),
    ]),
  ];
  const used = lines[0]!.map((_, i) => i === 0 || lines.slice(1).some((line) => line[i] !== ''));
  const widths = lines[0]!.map((_, i) => Math.max(...lines.map((line) => line[i]!.length)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]! + 2)))
        .filter((_, i) => used[i])
        .join('')
        .trimEnd(),
    )
    .join('\n');
}
