/** What a reader of a session waits for: the collected frames, moments and cars of its runs, written now. Pure. */
import { limits } from '../../protocol/limits.ts';
import type { RecordedRun } from './recorded-run.ts';

/**
 * Makes everything due that a reader of the session would miss.
 * @param sessionID published or stored
 * @returns whether the reader would see it now; null: there is nothing to wait for
 */
export function flushForReaders(
  runs: Iterable<RecordedRun>,
  sessionID: string,
  now: number,
): (() => boolean) | null {
  const waitedFor: { run: RecordedRun; packetId: number | null }[] = [];
  const marked: RecordedRun[] = [];
  for (const run of runs) {
    if (!isOf(run, sessionID)) continue;
    if (run.unwrittenMoments.length > 0) marked.push(run);
    const packetId = run.buffer.highestWaiting();
    // A page that polls must not cause a transaction each time. A new lap is written at once, because it completes the
    // lap before it.
    const isNewLap = run.buffer.newestLapSince > run.readerFlushAt;
    const isPolled = now - run.readerFlushAt < limits.storeWaitMs && !isNewLap;
    const isWaiting = packetId !== null || !run.cars.isEmpty;
    if (!isWaiting || isPolled) continue;
    run.readerFlushAt = now;
    run.buffer.flush();
    run.cars.flush();
    waitedFor.push({ run, packetId });
  }
  if (waitedFor.length === 0 && marked.length === 0) return null;
  return () =>
    waitedFor.every(({ run, packetId }) => run.isReadable(packetId)) &&
    marked.every((run) => run.unwrittenMoments.length === 0);
}

function isOf(run: RecordedRun, sessionID: string): boolean {
  const { sessionID: publishedID } = run.key;
  return (
    sessionID === (run.sessionID ?? publishedID) ||
    sessionID === publishedID ||
    // It may be the stored id of a run that was not looked up yet.
    (run.sessionID === null && sessionID.startsWith(`${publishedID}.`))
  );
}
