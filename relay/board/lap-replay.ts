/**
 * Makes of a stored lap what its pages were shown: drives the laps before it through the board again, as far as its
 * bound allows, and takes what lies further back from what is stored of it. Only reads.
 */
import type { BoardLap } from '../../protocol/board.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { BoardMoment } from '../../protocol/lap-replay.ts';
import { limits } from '../../protocol/limits.ts';
import { Race } from '../race.ts';
import { packetMs } from '../state.ts';
import { counts, fastest } from '../store/bests.ts';
import { lapChunks } from '../store/lap-chunks.ts';
import type { StoredLap, StoredSession, StoreReader } from '../store/store.ts';
import { BoardMaker } from './board.ts';
import type { LapTrace } from './lap-trace.ts';
import { traceOf } from './references.ts';
import type { TrackMaps } from './track-maps.ts';

export interface LapReplayParts {
  readonly reader: StoreReader;
  readonly maps: Pick<TrackMaps, 'find'>;
}

/** A part of the lap, in order. */
export interface LapReplayPart {
  readonly frames: Frame[];
  readonly boards: BoardMoment[];
}

/** Tries to find the trace of a reference before it is given up: the one next best says nearly the same. */
const tracesTried = 3;

/**
 * The lap as its pages saw it, a chunk at a time. Rejects with `StoreProblem` while the store is away.
 * @param laps of the session, by number
 * @param historyFramesMax frames of the laps before it that may be driven again
 */
export async function* lapReplay(
  parts: LapReplayParts,
  session: StoredSession,
  laps: readonly StoredLap[],
  lap: StoredLap,
  historyFramesMax: number = limits.replayHistoryFramesMax,
): AsyncGenerator<LapReplayPart> {
  const before = laps.filter((one) => one.lap < lap.lap);
  const driven = newestWithin(before, historyFramesMax);
  const board = await begun(parts, session, before, driven[0]?.lap ?? lap.lap);
  const race = new Race();
  race.changeStatus('driving');
  let highest = -1;
  for (const { lap: number } of [...driven, lap]) {
    for await (const { json } of lapChunks(parts.reader, session.sessionID, number)) {
      const part: LapReplayPart = { frames: [], boards: [] };
      for (const frame of JSON.parse(json) as Frame[]) {
        // A session that was begun anew has laps of the same number: what is older than what was seen is of another.
        if (frame.packetId <= highest && number !== lap.lap) continue;
        highest = Math.max(highest, frame.packetId);
        const deltas = board.take(frame, number);
        const t = frame.t ?? frame.packetId * packetMs;
        for (const draft of race.take(frame, number, t, frame.t !== undefined)) {
          if (draft.name === 'lap-completed') board.complete(draft);
        }
        if (number !== lap.lap) continue;
        part.frames.push(deltas === null ? frame : { ...frame, ...deltas });
        if (!board.takeChanged()) continue;
        part.boards.push({ packetId: frame.packetId, board: board.board() });
      }
      if (number === lap.lap) yield part;
    }
  }
}

/** The laps right before one whose frames together stay within a bound; at least one where there is one. */
function newestWithin(before: readonly StoredLap[], framesMax: number): StoredLap[] {
  let frames = 0;
  const kept: StoredLap[] = [];
  for (const one of [...before].reverse()) {
    frames += one.frames;
    if (kept.length > 0 && frames > framesMax) break;
    kept.unshift(one);
  }
  return kept;
}

/** The board as it stood when the lap `first` began. @param before laps before the one that is replayed */
async function begun(
  parts: LapReplayParts,
  session: StoredSession,
  before: readonly StoredLap[],
  first: number,
): Promise<BoardMaker> {
  const { facts, createdAt } = session;
  const board = new BoardMaker();
  board.setSectorCount(facts.sectorCount);
  const map = await parts.maps.find(facts);
  board.setTrackMap(map);
  const personal = await parts.reader.personalBest(facts, createdAt);
  if (personal !== null) {
    const { sessionID, lap, lapMs } = personal;
    board.setPersonalBest(lapMs, await traceOf(parts.reader, sessionID, lap, lapMs));
  }
  const older = before.filter(({ lap }) => lap < first).map(boardLap);
  // The first lap that is driven again begins a moment behind its line, so it is no reference by itself.
  const best = fastest(before.filter(({ lap }) => lap <= first));
  const trace = await recordTrace(parts.reader, session.sessionID, before, first);
  board.resume(older, best === null ? null : { lap: best.lap, timeMs: best.lapMs, trace });
  return board;
}

/** The trace of the fastest lap up to one; where it cannot be compared with, of the fastest before it. */
async function recordTrace(
  reader: StoreReader,
  sessionID: string,
  laps: readonly StoredLap[],
  upTo: number,
): Promise<LapTrace | null> {
  let candidates = laps.filter((one) => one.lap <= upTo && counts(one));
  for (let tried = 0; tried < tracesTried; tried++) {
    const best = fastest(candidates);
    // Of the first lap pages saw no line at which it begins: it is no reference.
    if (best === null || best.lap === laps[0]!.lap) return null;
    const trace = await traceOf(reader, sessionID, best.lap, best.lapMs);
    if (trace !== null) return trace;
    candidates = candidates.filter((one) => one.lap < best.lap);
  }
  return null;
}

/** What is stored of a lap, as the board tells it. */
function boardLap({ lap, lapMs, valid, sectorsMs, fuelL }: StoredLap): BoardLap {
  return { lap, timeMs: lapMs, valid, sectorsMs: sectorsMs ?? [], fuelL, pitted: false };
}
