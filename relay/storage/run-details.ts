/** Writes what belongs to a run beside its frames: session info, marked moments, laps and positions of cars. */
import { limits } from '../../protocol/limits.ts';
import { contradicts } from '../../protocol/session.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { Store } from './store.ts';
import { StoreProblem } from './store-problem.ts';

/** The run has no frame yet and its info contradicts the stored session: frames will show whether a new one begins. */
export async function mustWaitForFrames(
  store: Store,
  run: RecordedRun,
  now: number,
): Promise<boolean> {
  const until = run.describedAt + limits.describeWaitMs;
  if (run.hasFrames || run.unwrittenInfo === null || now >= until) return false;
  const found = await store.find(run.key);
  if (found === null || found.highestPacket === null || run.hasFrames) return false;
  const stored = await store.session(found.sessionID);
  if (stored === null || !contradicts(stored.facts, run.unwrittenInfo)) return false;
  run.infoDueAt = until;
  return true;
}

/** @returns how many transactions it took. @throws StoreProblem; what is not written then stays unwritten */
export async function writeDetails(store: Store, run: RecordedRun, now: number): Promise<number> {
  return (
    (await writeInfo(store, run, now)) +
    (await writeMoments(store, run)) +
    (await writeCarLaps(store, run)) +
    (await writeCars(store, run, now))
  );
}

async function writeInfo(store: Store, run: RecordedRun, now: number): Promise<number> {
  const { unwrittenInfo: info } = run;
  if (info === null) return 0;
  run.unwrittenInfo = null;
  try {
    const exists = await store.describe(run.sessionID!, info, now);
    if (!exists) throw new StoreProblem('session-gone', 'The session was deleted.');
    return 1;
  } catch (cause) {
    run.unwrittenInfo = { ...info, ...(run.unwrittenInfo ?? {}) };
    throw cause;
  }
}

async function writeMoments(store: Store, run: RecordedRun): Promise<number> {
  const { unwrittenMoments: moments } = run;
  if (moments.length === 0) return 0;
  await store.addMoments(run.sessionID!, moments);
  run.unwrittenMoments = run.unwrittenMoments.slice(moments.length);
  return 1;
}

async function writeCarLaps(store: Store, run: RecordedRun): Promise<number> {
  const { unwrittenCarLaps: laps } = run;
  if (laps.length === 0) return 0;
  await store.addCarLaps(run.sessionID!, laps);
  run.unwrittenCarLaps = run.unwrittenCarLaps.slice(laps.length);
  return 1;
}

async function writeCars(store: Store, run: RecordedRun, now: number): Promise<number> {
  const chunks = run.cars.due(now);
  if (chunks.length === 0) return 0;
  await store.addCarsChunks(run.sessionID!, chunks);
  run.cars.confirmWrite(now);
  return 1;
}
