/** The step that adds where the cars of a session were. */
import type { Migration } from './migration.ts';

export const carPositionsStep: Omit<Migration, 'number'> = {
  name: 'positions of all cars',
  statements: [
    // Times are ms of the session. `data` is a JSON array of moments.
    `CREATE TABLE car_positions (
      session_uuid TEXT NOT NULL REFERENCES sessions (session_uuid) ON DELETE CASCADE,
      start_t BIGINT NOT NULL,
      end_t BIGINT NOT NULL,
      data TEXT NOT NULL,
      PRIMARY KEY (session_uuid, start_t)
    )`,
  ],
};
