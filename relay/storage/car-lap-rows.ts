/** The SQL of the laps of all cars, for both databases. */
import type { CarLap } from '../../protocol/car-lap.ts';
import { cleanText } from './jsonb.ts';
import { addToSession, ofSession } from './session-parts.ts';
import type { Sql, SqlRow } from './sql.ts';
import { asMs, asText, numberOrNull } from './sql-rows.ts';

function lapOf(row: SqlRow): CarLap {
  return {
    carId: Number(row.car_id),
    driver: String(row.driver_name),
    car: String(row.car),
    lap: Number(row.lap),
    lapMs: numberOrNull(row.lap_ms),
    place: Number(row.place),
    pitted: Boolean(row.pitted),
    at: asMs(row.ended_at),
  };
}

/** In the order in which they ended. */
export function carLapsOf(sql: Sql, sessionID: string): Promise<CarLap[]> {
  return ofSession(sql, sessionID, 'car_laps', 'ended_at, place, car_id, lap', lapOf);
}

/** Runs in a transaction. Safe to repeat. @throws StoreProblem `session-gone` */
export function addCarLaps(sql: Sql, sessionID: string, laps: readonly CarLap[]): Promise<void> {
  const rows = laps.map(({ carId, driver, car, lap, lapMs, place, pitted, at }) => ({
    ...{ car_id: carId, driver_name: cleanText(driver), lap },
    ...{ car: cleanText(car), lap_ms: lapMs, place, pitted, ended_at: asText(at) },
  }));
  return addToSession(sql, sessionID, 'car_laps', 3, rows);
}
