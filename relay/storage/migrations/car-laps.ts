/** The step that adds the laps of all cars that a session saw. */
import type { Migration } from './migration.ts';

/** @param time the database's type for dates @param truth its type for true and false */
export function carLapsStep(time: string, truth: string): Omit<Migration, 'number'> {
  return {
    name: 'laps of all cars',
    statements: [
      `CREATE TABLE car_laps (
        session_uuid TEXT NOT NULL REFERENCES sessions (session_uuid) ON DELETE CASCADE,
        car_id INTEGER NOT NULL,
        driver_name TEXT NOT NULL,
        car TEXT NOT NULL,
        lap INTEGER NOT NULL,
        lap_ms INTEGER,
        place INTEGER NOT NULL,
        pitted ${truth} NOT NULL,
        ended_at ${time} NOT NULL,
        PRIMARY KEY (session_uuid, car_id, driver_name, lap)
      )`,
    ],
  };
}
