/** A stored session of two laps, and the file of one. */
import { join } from 'node:path';
import { exportSession } from '../../../relay/storage/export-import.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import type { Store } from '../../../relay/storage/store.ts';
import { frames } from './frames.ts';

export const at = Date.UTC(2026, 10, 22, 8);
export const info = { driverName: 'Zoë', car: 'gt', track: 'spa', maxRpm: 8500 };

export async function fill(store: Store, run = 'run-1'): Promise<string> {
  const key = { sessionID: 'RACE', run };
  const { sessionID } = await store.open({ key, origin: `o-${run}`, first: 'new', at });
  await store.describe(sessionID, info, at);
  const withTimes = (last: number | null) => (i: number) => ({
    lastLapTime: last,
    bestLapTime: last,
    currentLapTime: i * 16,
    note: 'é',
  });
  await store.write(sessionID, [{ lap: 1, frames: frames(10, 1_300, withTimes(null)) }], at + 1);
  await store.write(sessionID, [{ lap: 2, frames: frames(7_240, 400, withTimes(93_000)) }], at + 2);
  return sessionID;
}

export async function fileOf(folder: string): Promise<string> {
  const store = await openStore('memory:');
  const file = join(folder, 'race.jsonl.gz');
  await exportSession(store, await fill(store), file);
  return file;
}
