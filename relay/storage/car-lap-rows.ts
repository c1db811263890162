/** The SQL of the laps of all cars, for both databases. */
import type { CarLap } from '../../protocol/car-lap.ts';
import { cleanText } from './jsonb.ts';
import type { Sql, SqlRow } from './sql.ts';
import { asMs, asText } from './sql-rows.ts';
import { StoreProblem } from './store-problem.ts';

function lapOf(row: SqlRow): CarLap {
  return {
    carId: Number(row.car_id),
    driver: String(row.driver_name),
    car: String(row.car),
    lap: Number(row.lap),
    lapMs: row.lap_ms == null ? null : Number(row.lap_ms),
    place: Number(row.place),
    pitted: Boolean(row.pitted),
    at: asMs(row.ended_at),
  };
}

/** In the order in which they ended. */
export async function carLapsOf(sql: Sql, sessionID: string): Promise<CarLap[]> {
  const rows = await sql.rows(
    'SELECT * FROM car_laps WHERE session_uuid = $1 ORDER BY ended_at, place, car_id, lap',
    [sessionID],
  );
  return rows.map(lapOf);
}

/** Runs in a transaction. Safe to repeat. @throws StoreProblem `session-gone` */
export async function addCarLaps(
  sql: Sql,
  sessionID: string,
  laps: readonly CarLap[],
): Promise<void> {
  const there = await sql.rows('SELECT 1 FROM sessions WHERE session_uuid = $1', [sessionID]);
  if (there.length === 0) {
    throw new StoreProblem('session-gone', `The session ${sessionID} was deleted.`);
  }
  for (const { carId, driver, car, lap, lapMs, place, pitted, at } of laps) {
    await sql.run(
      `INSERT INTO car_laps
        (session_uuid, car_id, driver_name, car, lap, lap_ms, place, pitted, ended_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (session_uuid, car_id, driver_name, lap) DO NOTHING`,
      [sessionID, carId, cleanText(driver), cleanText(car), lap, lapMs, place, pitted, asText(at)],
    );
  }
}
