/**
 * A store that lives in this process and ends with it: for trying things out and for tests. It keeps all it is
 * given, so it must never be the database of a relay that runs for days.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { BookState, LapResult } from '../timing/book-state.ts';
import type { BookFacts } from '../timing/timing-book.ts';
import { comparisonKey, fastest, isComparable } from './bests.ts';
import type { ChunkHead } from './chunk-plan.ts';
import { type FactChanges, withChanges } from './info-changes.ts';
import type { LapExtent } from './lap-extent.ts';
import { StoreProblem } from './problem.ts';
import type { RunKey } from './recorder.ts';
import { beginsRun, storedID } from './run-request.ts';
import type {
  PersonalBest,
  Piece,
  RunRequest,
  SessionPage,
  Store,
  StoredChunk,
  StoredLap,
  StoredRun,
  StoredSession,
  WriteResult,
} from './store.ts';
import { StoredBooks } from './stored-books.ts';
import { storedLap } from './stored-lap.ts';
import type { NewChunk, NewestChunk, Tables } from './tables.ts';
import { writePieces } from './write-pieces.ts';

interface Chunk extends ChunkHead {
  kept: readonly Frame[];
}

interface Lap extends LapExtent {
  lap: number;
  checkpoint: BookState | null;
  result: LapResult | null;
}

interface Session {
  id: number;
  sessionID: string;
  publishedID: string;
  runNumber: number;
  run: string;
  origin: string;
  facts: SessionInfo;
  createdAt: number;
  updatedAt: number;
  chunks: Chunk[];
  laps: Map<number, Lap>;
}

export class MemoryStore implements Store {
  readonly kind = 'memory';
  readonly #sessions = new Map<string, Session>();
  #lastId = 0;
  readonly #books = new StoredBooks();
  /** Transactions one after another, as in the real ones. */
  #turn: Promise<unknown> = Promise.resolve();

  async open(request: RunRequest): Promise<StoredRun> {
    const found = this.#byOrigin(request.origin) ?? this.#forRun(request) ?? this.#adopted(request);
    if (found !== null) return storedRun(found);
    const { sessionID: publishedID, run } = request.key;
    const numbers = this.#published(publishedID).map((session) => session.runNumber);
    let runNumber = Math.max(0, ...numbers) + 1;

    while (this.#sessions.has(storedID(publishedID, runNumber))) runNumber++;
    const session: Session = {
      id: ++this.#lastId,
      sessionID: storedID(publishedID, runNumber),
      publishedID,
      runNumber,
      run,
      origin: request.origin,
      facts: {},
      createdAt: request.at,
      updatedAt: request.at,
      chunks: [],
      laps: new Map(),
    };
    this.#sessions.set(session.sessionID, session);
    return storedRun(session);
  }

  #forRun({ key, packetId }: RunRequest): Session | null {
    if (packetId === 'new') return null;
    const session = this.#newest(key);
    if (session === null || key.run !== '' || packetId === null) return session;
    const highest = storedRun(session).highestPacket;
    return highest !== null && beginsRun(highest, packetId) ? null : session;
  }

  /** A session that was described before anybody published it becomes the session of the first run with a name. */
  #adopted({ key, origin }: RunRequest): Session | null {
    if (key.run === '') return null;
    const empty = this.#published(key.sessionID)
      .filter(({ run, chunks }) => run === '' && chunks.length === 0)
      .sort((a, b) => b.runNumber - a.runNumber)[0];
    if (empty === undefined) return null;
    empty.run = key.run;
    empty.origin = origin;
    return empty;
  }

  write(sessionID: string, pieces: readonly Piece[], at: number): Promise<WriteResult> {
    const done = this.#turn.then(async () => {
      const session = this.#sessions.get(sessionID);
      if (session === undefined) {
        throw new StoreProblem('session-gone', `The session ${sessionID} is not stored any more.`);
      }
      session.updatedAt = at;
      const tables = new MemoryTables(session, () => ++this.#lastId);
      try {
        return await writePieces(tables, this.#books, sessionID, pieces);
      } catch (cause) {
        this.#books.forget(sessionID);
        throw cause;
      }
    });
    this.#turn = done.catch(() => {});
    return done;
  }

  async describe(sessionID: string, facts: FactChanges, at: number): Promise<boolean> {
    const session = this.#sessions.get(sessionID);
    if (session === undefined) return false;
    this.#books.forget(sessionID);
    session.facts = withChanges(session.facts, facts);
    session.updatedAt = at;
    return true;
  }

  async sessions(limit: number, after: string | null): Promise<SessionPage> {
    const all = [...this.#sessions.values()].sort(newestFirst);
    const past = all.findIndex((session) => cursorOf(session) === after) + 1;
    const page = all.slice(past, past + limit);
    return {
      sessions: page.map((session) => this.#told(session)),
      next: all.length > past + limit ? cursorOf(page.at(-1)!) : null,
    };
  }

  async session(sessionID: string): Promise<StoredSession | null> {
    const session = this.#sessions.get(sessionID);
    return session === undefined ? null : this.#told(session);
  }

  async laps(sessionID: string): Promise<StoredLap[]> {
    const session = this.#sessions.get(sessionID);
    if (session === undefined) return [];
    const laps = storedLapsOf(session);
    const best = fastest(laps);
    const personal = await this.personalBest(session.facts);
    return laps.map((lap) => ({
      ...lap,
      sessionBest: lap === best,
      personalBest: personal?.sessionID === sessionID && personal.lap === lap.lap,
    }));
  }

  async lapResults(sessionID: string): Promise<LapResult[]> {
    const session = this.#sessions.get(sessionID);
    if (session === undefined) return [];
    return lapsOf(session).flatMap(({ result }) => (result === null ? [] : [result]));
  }

  async bookAt(
    sessionID: string,
    lap: number | null,
  ): Promise<{ lap: number; state: BookState } | null> {
    const session = this.#sessions.get(sessionID);
    if (session === undefined) return null;
    const kept = lapsOf(session)
      .filter((one) => one.checkpoint !== null && (lap === null || one.lap === lap))
      .sort((a, b) => packetOf(a.checkpoint!) - packetOf(b.checkpoint!));
    const newest = kept.at(-1);
    return newest === undefined ? null : { lap: newest.lap, state: newest.checkpoint! };
  }

  async chunkAfter(sessionID: string, lap: number, after: number): Promise<StoredChunk | null> {
    const chunk = this.#sessions
      .get(sessionID)
      ?.chunks.find((one) => one.lap === lap && one.endPacket > after);
    if (chunk === undefined) return null;
    const { startPacket, endPacket, frames } = chunk;
    return { startPacket, endPacket, frames, json: JSON.stringify(chunk.kept) };
  }

  async personalBest(facts: SessionInfo, before = Infinity): Promise<PersonalBest | null> {
    const key = comparisonKey(facts);
    if (key === null) return null;
    const laps = [...this.#sessions.values()]
      .filter((session) => {
        const own = comparisonKey(session.facts);
        return own !== null && isComparable(own, key) && session.createdAt < before;
      })
      .sort((a, b) => a.id - b.id)
      .flatMap((session) =>
        storedLapsOf(session).map((lap) => ({ ...lap, sessionID: session.sessionID })),
      );
    const best = fastest(laps);
    return best && { sessionID: best.sessionID, lap: best.lap, lapMs: best.lapMs };
  }

  async find(key: RunKey): Promise<StoredRun | null> {
    const session = this.#newest(key);
    return session && storedRun(session);
  }

  async findOrigin(origin: string): Promise<StoredRun | null> {
    const session = this.#byOrigin(origin);
    return session && storedRun(session);
  }

  async sizeBytes(): Promise<number> {
    let bytes = 0;
    for (const session of this.#sessions.values()) {
      for (const chunk of session.chunks) bytes += JSON.stringify(chunk.kept).length;
    }
    return bytes;
  }

  async remove(sessionID: string): Promise<boolean> {
    this.#books.forget(sessionID);
    return this.#sessions.delete(sessionID);
  }

  async shrink(): Promise<void> {}

  async close(): Promise<void> {}

  #published(publishedID: string): Session[] {
    return [...this.#sessions.values()].filter((session) => session.publishedID === publishedID);
  }

  #newest({ sessionID, run }: RunKey): Session | null {
    const runs = this.#published(sessionID).filter((session) => session.run === run);
    return runs.sort((a, b) => b.runNumber - a.runNumber)[0] ?? null;
  }

  #byOrigin(origin: string): Session | null {
    return [...this.#sessions.values()].find((session) => session.origin === origin) ?? null;
  }

  #told(session: Session): StoredSession {
    const { sessionID, publishedID, runNumber, run, origin, facts, createdAt, updatedAt } = session;
    const laps = storedLapsOf(session);
    const frames = laps.reduce((sum, lap) => sum + lap.frames, 0);
    const bestLapMs = fastest(laps)?.lapMs ?? null;
    const counted = {
      laps: laps.filter(({ fromLine }) => fromLine !== null).length,
      frames,
      bestLapMs,
    };
    return {
      sessionID,
      publishedID,
      runNumber,
      run,
      origin,
      facts: { ...facts },
      createdAt,
      updatedAt,
      ...counted,
    };
  }
}

function newestFirst(a: Session, b: Session): number {
  return b.createdAt - a.createdAt || b.id - a.id;
}

function cursorOf({ createdAt, id }: Session): string {
  return `${createdAt}.${id}`;
}

function lapsOf(session: Session): Lap[] {
  return [...session.laps.values()].sort((a, b) => a.lap - b.lap);
}

function storedLapsOf(session: Session): Omit<StoredLap, 'sessionBest' | 'personalBest'>[] {
  return lapsOf(session).map(({ lap, frames, firstPacket, lastPacket, result }) =>
    storedLap({ lap, frames, firstPacket, lastPacket }, result),
  );
}

function packetOf(state: BookState): number {
  return state.moment?.packetId ?? -1;
}

function storedRun(session: Session): StoredRun {
  const ends = session.chunks.map((chunk) => chunk.endPacket);
  return {
    sessionID: session.sessionID,
    highestPacket: ends.length === 0 ? null : Math.max(...ends),
  };
}

class MemoryTables implements Tables {
  readonly #session: Session;
  readonly #nextId: () => number;

  constructor(session: Session, nextId: () => number) {
    this.#session = session;
    this.#nextId = nextId;
  }

  async lapHeads(lap: number): Promise<ChunkHead[]> {
    return this.#session.chunks.filter((chunk) => chunk.lap === lap);
  }

  async headsElsewhere(lap: number, fromPacket: number, toPacket: number): Promise<ChunkHead[]> {
    return this.#session.chunks.filter(
      (chunk) =>
        chunk.lap !== lap && chunk.endPacket >= fromPacket && chunk.startPacket <= toPacket,
    );
  }

  async framesOf(head: ChunkHead): Promise<Frame[]> {
    return [...(this.#session.chunks.find((chunk) => chunk.id === head.id)?.kept ?? [])];
  }

  async insertChunk({ lap, frames, gapMax }: NewChunk): Promise<void> {
    this.#session.chunks.push({
      id: this.#nextId(),
      lap,
      startPacket: frames[0]!.packetId,
      endPacket: frames.at(-1)!.packetId,
      frames: frames.length,
      gapMax,
      kept: frames,
    });
    this.#session.chunks.sort((a, b) => a.startPacket - b.startPacket);
  }

  async newestChunk(): Promise<NewestChunk | null> {
    const [chunk] = this.#session.chunks.toSorted((a, b) => b.endPacket - a.endPacket);
    if (chunk === undefined) return null;
    const extend = async (frames: readonly Frame[], gapMax: number) => {
      chunk.kept = [...chunk.kept, ...frames];
      chunk.frames = chunk.kept.length;
      chunk.endPacket = frames.at(-1)!.packetId;
      chunk.gapMax = gapMax;
      return true;
    };
    return { ...chunk, extend };
  }

  async deleteChunks(ids: readonly number[]): Promise<void> {
    this.#session.chunks = this.#session.chunks.filter((chunk) => !ids.includes(chunk.id));
  }

  async chunksAfter(packetId: number): Promise<ChunkHead[]> {
    return this.#session.chunks.filter((chunk) => chunk.endPacket > packetId);
  }

  async putExtent(lap: number, extent: LapExtent): Promise<void> {
    const known = this.#session.laps.get(lap);
    const { checkpoint = null, result = null } = known ?? {};
    this.#session.laps.set(lap, { ...extent, lap, checkpoint, result });
  }

  async putCheckpoint(lap: number, state: BookState): Promise<void> {
    const known = this.#session.laps.get(lap);
    if (known !== undefined) known.checkpoint = state;
  }

  async checkpointBefore(packetId: number): Promise<BookState | null> {
    const states = lapsOf(this.#session).flatMap(({ checkpoint }) =>
      checkpoint !== null && packetOf(checkpoint) < packetId ? [checkpoint] : [],
    );
    return states.sort((a, b) => packetOf(a) - packetOf(b)).at(-1) ?? null;
  }

  async putResult(lap: number, result: LapResult | null): Promise<void> {
    const known = this.#session.laps.get(lap);
    if (known !== undefined) known.result = result;
  }

  async clearResults(packetId: number): Promise<void> {
    for (const lap of this.#session.laps.values()) {
      if (lap.lastPacket > packetId) lap.result = null;
    }
  }

  async bookFacts(): Promise<BookFacts> {
    return this.#session.facts;
  }
}
