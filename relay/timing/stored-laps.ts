/**
 * Reads stored laps for timing: the trace of a reference lap, and a book that continues where one was saved. Never
 * delays the live path. Rejects with `StoreProblem` while the store is away.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { StoredLap } from '../../protocol/relay-answers.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import { fastest } from './best-laps.ts';
import type { LapTrace } from './lap-trace.ts';
import type { StoredChunk, StoredLapReader } from './stored-lap-reader.ts';
import { TimingBook } from './timing-book.ts';

/** Number of best laps that are tried as a reference. The next best lap is nearly as good. */
const tracesTried = 3;
/** Packets that are read of the lap before. They reach back past the line at which a lap begins. */
const tailPackets = 1_000;

/**
 * The stored chunks of a lap by packetId, so that a long lap is never in memory as a whole. The next chunk is read while
 * the caller works on the present one. Rejects with `StoreProblem` when the database goes away meanwhile.
 * @param from only frames after this packet
 */
export async function* lapChunks(
  reader: StoredLapReader,
  sessionID: string,
  lap: number,
  from = -1,
): AsyncGenerator<StoredChunk> {
  let after = from;
  let next = reader.chunkAfter(sessionID, lap, after);
  for (;;) {
    const chunk = await next;
    if (chunk === null) return;
    next = reader.chunkAfter(sessionID, lap, chunk.endPacket);
    // A caller that stops reading ignores the failure of the next chunk.
    next.catch(() => {});
    yield chunk.startPacket > after ? chunk : beyond(chunk, after);
    after = chunk.endPacket;
  }
}

/** The chunk without frames that were yielded before. */
function beyond(chunk: StoredChunk, after: number): StoredChunk {
  const frames = (JSON.parse(chunk.json) as Frame[]).filter(({ packetId }) => packetId > after);
  const { endPacket } = chunk;
  const startPacket = frames[0]?.packetId ?? endPacket;
  return { startPacket, endPacket, frames: frames.length, json: JSON.stringify(frames) };
}

/** Frames of a lap, chunk by chunk. @param after only frames after this packet */
export async function* framesOfLap(
  reader: StoredLapReader,
  sessionID: string,
  lap: number,
  after = -1,
): AsyncGenerator<Frame> {
  for await (const { json } of lapChunks(reader, sessionID, lap, after)) {
    for (const frame of JSON.parse(json) as Frame[]) {
      if (frame.packetId > after) yield frame;
    }
  }
}

/** The newest frames of the lap before one, in order. */
async function framesBefore(
  reader: StoredLapReader,
  sessionID: string,
  laps: readonly StoredLap[],
  lap: number,
): Promise<{ lap: number; frames: Frame[] } | null> {
  const own = laps.find((one) => one.lap === lap);
  const before = laps.filter(
    ({ firstPacket }) => own !== undefined && firstPacket < own.firstPacket,
  );
  const last = before.reduce<StoredLap | null>(
    (newest, one) => (newest === null || one.firstPacket > newest.firstPacket ? one : newest),
    null,
  );
  if (last === null) return null;
  const frames: Frame[] = [];
  const from = Math.max(-1, last.lastPacket - tailPackets);
  for await (const frame of framesOfLap(reader, sessionID, last.lap, from)) frames.push(frame);
  return { lap: last.lap, frames };
}

/**
 * The trace of a stored lap.
 * @param laps of its session
 * @returns null: it cannot be a reference
 */
async function traceOf(
  reader: StoredLapReader,
  sessionID: string,
  laps: readonly StoredLap[],
  lap: number,
): Promise<LapTrace | null> {
  const book = new TimingBook();
  const read = (frame: Frame, number: number): LapTrace | null => {
    book.addFrame(frame, number);
    const newest = book.newestTrace;
    return newest !== null && newest.lap === lap ? newest.trace : null;
  };
  const before = await framesBefore(reader, sessionID, laps, lap);
  for (const frame of before?.frames ?? []) read(frame, before!.lap);
  for await (const frame of framesOfLap(reader, sessionID, lap)) {
    if (frame.packetId > book.packetId) read(frame, lap);
  }
  // The line and the times of a lap come in the frames of the next one.
  for await (const frame of framesOfLap(reader, sessionID, lap + 1, book.packetId)) {
    const trace = read(frame, lap + 1);
    if (trace !== null) return trace;
    if (frame.packetId > (laps.find((one) => one.lap === lap)?.lastPacket ?? 0) + tailPackets)
      break;
  }
  book.finish();
  const newest = book.newestTrace;
  return newest !== null && newest.lap === lap ? newest.trace : null;
}

/** The fastest of some laps that has a trace; null: none of the fastest has one. */
async function bestTrace(
  reader: StoredLapReader,
  sessionID: string,
  laps: readonly StoredLap[],
  among: readonly StoredLap[],
): Promise<{ lap: number; trace: LapTrace } | null> {
  let candidates = among;
  for (let tried = 0; tried < tracesTried; tried++) {
    const best = fastest(candidates);
    if (best === null) return null;
    const trace = await traceOf(reader, sessionID, laps, best.lap);
    if (trace !== null) return { lap: best.lap, trace };
    candidates = candidates.filter((one) => one.lap !== best.lap);
  }
  return null;
}

/**
 * The driver's best lap of all stored sessions, and the trace for the delta to it; null: there is none.
 * @param before only sessions that were created before this, ms since 1970
 */
export async function personalBest(
  reader: StoredLapReader,
  info: SessionInfo,
  before?: number,
): Promise<{ timeMs: number; trace: LapTrace | null } | null> {
  const best = await reader.personalBest(info, before);
  if (best === null) return null;
  const laps = await reader.laps(best.sessionID);
  const found = await bestTrace(reader, best.sessionID, laps, laps);
  return { timeMs: best.lapMs, trace: found?.trace ?? null };
}

/** A book before a lap, and that lap. */
export interface ReadBook {
  readonly book: TimingBook;
  readonly lap: number;
}

/**
 * The book of a stored session as it was before the first frame of a lap.
 * @param lap null: the newest
 * @returns null: nothing of it is stored
 */
export async function bookBefore(
  reader: StoredLapReader,
  sessionID: string,
  info: SessionInfo,
  lap: number | null,
): Promise<ReadBook | null> {
  const laps = await reader.laps(sessionID);
  const saved = await reader.bookAt(sessionID, lap);
  const next = saved?.lap ?? lap ?? laps.at(-1)?.lap;
  if (next === undefined) return null;
  const before = await framesBefore(reader, sessionID, laps, next);
  const { pending = null, completedThrough = next - 2 } = saved?.state ?? {};
  const passed = pending === null ? (completedThrough ?? -1) : pending.lap - 1;
  // The frames that follow decide a lap that was still open then.
  const open = Math.max(passed + 1, next - 1);
  const results = (await reader.lapResults(sessionID)).filter((one) => one.lap <= passed);
  const complete = laps.filter((one) => one.lap <= passed);
  const traces = new Map<number, LapTrace>();
  const best = await bestTrace(reader, sessionID, laps, complete);
  if (best !== null) traces.set(best.lap, best.trace);
  if (open < next) {
    const trace = await traceOf(reader, sessionID, laps, open);
    if (trace !== null) traces.set(open, trace);
  }
  const book = saved === null ? new TimingBook() : TimingBook.restore(saved.state, results, traces);
  book.setInfo(info);
  if (saved === null) for (const frame of before?.frames ?? []) book.addFrame(frame, before!.lap);
  else book.recover(before?.frames ?? []);
  return { book, lap: next };
}
