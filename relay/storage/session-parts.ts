/** The SQL of what belongs to a session beside its frames, for both databases: moments, laps and positions of all cars. */
import type { CarLap } from '../../protocol/car-lap.ts';
import type { CarsChunk } from '../../protocol/car-positions.ts';
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import { cleanText } from './jsonb.ts';
import { json, maybeNumber, number, PartTable, text, time, truth } from './part-table.ts';
import type { Sql } from './sql.ts';

export const carLapTable = new PartTable<CarLap>('car_laps', 3, {
  carId: ['car_id', number],
  driver: ['driver_name', text],
  lap: ['lap', number],
  car: ['car', text],
  lapMs: ['lap_ms', maybeNumber],
  place: ['place', number],
  pitted: ['pitted', truth],
  at: ['ended_at', time],
});
/** In the order in which they ended. */
export const carLapOrder = 'ORDER BY ended_at, place, car_id, lap';

export const carsChunkTable = new PartTable<CarsChunk>('car_positions', 1, {
  startT: ['start_t', number],
  endT: ['end_t', number],
  moments: ['data', json<CarsChunk['moments']>()],
});

/** The first chunk that ends after a time; null: there is none. */
export async function carsChunkAfter(
  sql: Sql,
  sessionID: string,
  afterT: number,
): Promise<CarsChunk | null> {
  const first = 'AND end_t > $2 ORDER BY start_t LIMIT 1';
  const [chunk] = await carsChunkTable.of(sql, sessionID, first, Math.floor(afterT));
  return chunk ?? null;
}

export const momentTable = new PartTable<MarkedMoment>('moments', 1, {
  id: ['moment', text],
  at: ['marked_at', time],
  lap: ['lap', number],
  packetId: ['packet_id', number],
  lapMs: ['lap_ms', maybeNumber],
  place: ['place', maybeNumber],
  note: ['note', text],
});
/** In order of time. */
export const momentOrder = 'ORDER BY marked_at, packet_id, moment';

/** False: there is no such moment. */
export async function changeNote(
  sql: Sql,
  sessionID: string,
  id: string,
  note: string,
): Promise<boolean> {
  const changed = await sql.run(
    'UPDATE moments SET note = $3 WHERE session_uuid = $1 AND moment = $2',
    [sessionID, id, cleanText(note)],
  );
  return changed > 0;
}

/** False: there was no such moment. */
export async function removeMoment(sql: Sql, sessionID: string, id: string): Promise<boolean> {
  const removed = await sql.run('DELETE FROM moments WHERE session_uuid = $1 AND moment = $2', [
    sessionID,
    id,
  ]);
  return removed > 0;
}
