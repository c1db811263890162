/** Writes what belongs to a run beside its frames: session info, marked moments, laps and positions of cars. */
import { limits } from '../../protocol/limits.ts';
import { contradicts } from '../../protocol/session.ts';
import { mustExist } from './part-table.ts';
import type { RecordedRun } from './recorded-run.ts';
import type { Store } from './store.ts';

/** The run has no frame yet and its info contradicts the stored session: frames will show whether a new one begins. */
export async function mustWaitForFrames(
  store: Store,
  run: RecordedRun,
  now: number,
): Promise<boolean> {
  const until = run.describedAt + limits.describeWaitMs;
  if (run.hasFrames || run.unwrittenInfo === null || now >= until) return false;
  const found = await store.find(run.key);
  if (found === null || found.end === null || run.hasFrames) return false;
  const stored = await store.session(found.sessionID);
  if (stored === null || !contradicts(stored.facts, run.unwrittenInfo)) return false;
  run.infoDueAt = until;
  return true;
}

/**
 * @param times of the recorder's clock
 * @returns how many transactions it took. @throws StoreProblem; what is not written then stays unwritten
 */
export async function writeDetails(
  store: Store,
  run: RecordedRun,
  { now, date }: { readonly now: number; readonly date: number },
): Promise<number> {
  return (
    (await writeInfo(store, run, date)) +
    (await writeList(run, 'unwrittenMoments', (id, list) => store.addMoments(id, list))) +
    (await writeList(run, 'unwrittenCarLaps', (id, list) => store.addCarLaps(id, list))) +
    (await writeCars(store, run, now))
  );
}

async function writeInfo(store: Store, run: RecordedRun, date: number): Promise<number> {
  const { unwrittenInfo: info } = run;
  if (info === null) return 0;
  run.unwrittenInfo = null;
  try {
    mustExist(run.sessionID!, await store.describe(run.sessionID!, info, date));
    return 1;
  } catch (cause) {
    run.unwrittenInfo = { ...info, ...(run.unwrittenInfo ?? {}) };
    throw cause;
  }
}

/** Writes a list. What is added to it meanwhile stays unwritten. */
async function writeList<K extends 'unwrittenMoments' | 'unwrittenCarLaps'>(
  run: RecordedRun,
  name: K,
  add: (sessionID: string, list: RecordedRun[K]) => Promise<void>,
): Promise<number> {
  const list = run[name];
  if (list.length === 0) return 0;
  await add(run.sessionID!, list);
  run[name] = run[name].slice(list.length) as unknown as RecordedRun[K];
  return 1;
}

async function writeCars(store: Store, run: RecordedRun, now: number): Promise<number> {
  const chunks = run.cars.due(now);
  if (chunks.length === 0) return 0;
  await store.addCarsChunks(run.sessionID!, chunks);
  run.cars.confirmWrite(now);
  return 1;
}
