/** Writes what belongs to a run beside its frames: session info and marked moments. */
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

/** @returns how many transactions it took. @throws StoreProblem; then the info is still unwritten */
export async function writeInfo(store: Store, run: RecordedRun, now: number): Promise<number> {
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

/** @returns how many transactions it took. @throws StoreProblem; then the moments are still unwritten */
export async function writeMoments(store: Store, run: RecordedRun): Promise<number> {
  const { unwrittenMoments: moments } = run;
  if (moments.length === 0) return 0;
  await store.addMoments(run.sessionID!, moments);
  run.unwrittenMoments = run.unwrittenMoments.slice(moments.length);
  return 1;
}
