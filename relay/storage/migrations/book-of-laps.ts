/**
 * The step that adds the results of the book of laps, and the book itself at the beginning of each lap. Laps that are
 * stored already keep their results.
 */
import type { LapResult } from '../../timing/book-state.ts';
import type { Sql } from '../sql.ts';
import { parsed } from '../sql-rows.ts';
import { lapsViewBy } from './laps-view.ts';
import type { Migration } from './migration.ts';

/** @param json the database's type for JSON @param truth its type for true and false */
export function bookOfLapsStep(json: string, truth: string): Omit<Migration, 'number'> {
  return {
    name: 'book of laps',
    statements: [
      `ALTER TABLE driven_laps ADD COLUMN from_line ${truth}`,
      `ALTER TABLE driven_laps ADD COLUMN result ${json}`,
      `ALTER TABLE driven_laps ADD COLUMN book ${json}`,
      'ALTER TABLE driven_laps ADD COLUMN book_packet INTEGER',
    ],
    async fill(sql) {
      await fillResults(sql);
      await sql.run('DROP VIEW laps');
      await sql.run('ALTER TABLE driven_laps DROP COLUMN observed');
      await sql.run(lapsViewBy('s.track_key', 'AND l.from_line IS NOT FALSE'));
    },
  };
}

/** The part of the former column `observed` that is read here. */
interface Observed {
  startFuel?: { value: number };
}

async function fillResults(sql: Sql): Promise<void> {
  const rows = await sql.rows(
    `SELECT l.*, n.observed AS next_observed FROM driven_laps l LEFT JOIN driven_laps n
      ON n.session_uuid = l.session_uuid AND n.lap = l.lap + 1 WHERE l.lap_ms IS NOT NULL`,
  );
  for (const row of rows) {
    const whole = Boolean(row.whole);
    const timeMs = Number(row.lap_ms);
    const result: LapResult = {
      lap: Number(row.lap),
      timeMs,
      valid: row.valid == null ? null : Boolean(row.valid),
      sectorsMs: row.sectors_ms == null ? [] : parsed<number[]>(row.sectors_ms),
      fuelL: burntL(row.observed, row.next_observed),
      pitted: false,
      fromLine: true,
      whole,
      startPacket: null,
      linePacket: null,
      bestMs: null,
      isSessionBest: false,
    };
    await sql.run(
      'UPDATE driven_laps SET result = $3, from_line = $4 WHERE session_uuid = $1 AND lap = $2',
      [String(row.session_uuid), Number(row.lap), JSON.stringify(result), true],
    );
  }
}

function burntL(observed: unknown, next: unknown): number | null {
  const start = observed == null ? undefined : parsed<Observed>(observed).startFuel;
  const end = next == null ? undefined : parsed<Observed>(next).startFuel;
  if (start === undefined || end === undefined || end.value > start.value) return null;
  return Math.round((start.value - end.value) * 1000) / 1000;
}
