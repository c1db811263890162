import { describe, expect, test } from 'vitest';
import { channels } from '../../../protocol/channels.ts';
import { columnsOf } from '../../../relay/laps/csv.ts';
import { drive, lapFrames } from './drives.ts';
import { csvOf } from './export-of.ts';

function rowsOf(text: string, cell = ','): Record<string, string>[] {
  const [head, ...lines] = text.trimEnd().split('\r\n');
  const names = head!.split(cell);
  expect(names).toEqual([...channels.flatMap(columnsOf), 'lapTimeMs', 'lapPlace']);
  return lines.map((line) => {
    const cells = line.split(cell);
    expect(cells).toHaveLength(names.length);
    return Object.fromEntries(names.map((name, i) => [name, cells[i]!]));
  });
}

describe('a lap as CSV', () => {
  test('has the time and place of each frame on the lap, without the pause', async () => {
    const driven = drive({ pauseLap: 2, offset: 0.8 });
    const rows = rowsOf(await csvOf(driven, { lap: 2, lapMs: 90_010 }));
    expect(rows).toHaveLength(lapFrames(driven, 2).length);
    const times = rows.map(({ lapTimeMs }) => Number(lapTimeMs));
    for (const [i, row] of rows.entries()) {
      expect(Math.abs(times[i]! - Number(row.currentLapTime))).toBeLessThan(4);
      expect(Number(row.lapPlace)).toBeCloseTo(Number(row.currentLapTime) / 90_010, 3);
    }
    // Published values do not change.
    expect(Number(rows.at(-1)!.t) - Number(rows[0]!.t)).toBeGreaterThan(389_000);
    expect(Number(rows[0]!.trackPosition)).toBeCloseTo(0.8, 3);
  });

  test('contains an attempt that was given up, without times', async () => {
    const driven = drive({ restartMs: 60_000 });
    const rows = rowsOf(await csvOf(driven, { lap: 1, lapMs: 90_010 }));
    expect(rows).toHaveLength(lapFrames(driven, 1).length);
    const start = rows.findIndex(({ lapTimeMs }) => lapTimeMs !== '');
    expect(start).toBe(3_600);
    expect(rows.slice(start).every(({ lapTimeMs }) => lapTimeMs !== '')).toBe(true);
    expect(rows[start]!.currentLapTime).toBe('0');
  });

  test('has decimal commas when semicolons separate the cells', async () => {
    const driven = drive({});
    const plain = rowsOf(await csvOf(driven, { lap: 2, lapMs: 90_010 }));
    const text = await csvOf(driven, { lap: 2, lapMs: 90_010 }, 'semicolon');
    // Excel reads bytes without a mark in the machine's code page. ASCII is the same in all of them.
    expect(/^[\x20-\x7e\r\n]*$/.test(text)).toBe(true);
    expect(rowsOf(text, ';')).toEqual(
      plain.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, cell]) => [name, cell.replace('.', ',')]),
        ),
      ),
    );
    expect(text).not.toContain('.');
  });
});
