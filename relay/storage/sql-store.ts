/** The store on a SQL database, in statements that SQLite and PostgreSQL both understand. The caller decides when to write. */
import type { CarLap } from '../../protocol/car-lap.ts';
import type { CarsChunk } from '../../protocol/car-positions.ts';
import { limits } from '../../protocol/limits.ts';
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import type { StoredLap } from '../../protocol/relay-answers.ts';
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import { isSameTrack, readTrackKey } from '../../protocol/track-key.ts';
import type { BookState, LapResult } from '../timing/book-state.ts';
import { type ComparisonKey, comparisonKey } from '../timing/comparison-key.ts';
import type { PersonalBest, StoredChunk } from '../timing/stored-lap-reader.ts';
import { writeChunks } from './chunk-writing.ts';
import { cleanText, forJsonb } from './jsonb.ts';
import { mustExist } from './part-table.ts';
import { type SessionInfoChanges, withChanges } from './session-info-changes.ts';
import { newestRun, runByOrigin, sessionOfRun } from './session-of-run.ts';
import { claimSession, releaseSessions, sessionOwnersOf } from './session-owner-rows.ts';
import {
  carLapOrder,
  carLapTable,
  carsChunkAfter,
  carsChunkTable,
  changeNote,
  momentOrder,
  momentTable,
  removeMoment,
} from './session-parts.ts';
import { SessionRows } from './session-rows.ts';
import type { Sql, SqlDatabase, SqlRow } from './sql.ts';
import { asMs, asText, lapsOf, parsed, resultOf, sessionOf, trackKeyColumn } from './sql-rows.ts';
import type {
  Chunk,
  RunRequest,
  SessionClaim,
  SessionPage,
  Store,
  StoredRun,
  StoredSession,
  WriteResult,
} from './store.ts';
import { StoredBooks } from './stored-books.ts';

/** The best lap is that of the laps that count: `countsForBests` in SQL. */
const sessionColumns = `s.*,
  (SELECT count(*) FROM driven_laps l
    WHERE l.session_uuid = s.session_uuid AND l.result IS NOT NULL) AS laps,
  (SELECT coalesce(sum(l.frame_count), 0) FROM driven_laps l
    WHERE l.session_uuid = s.session_uuid) AS frames,
  (SELECT min(l.lap_ms) FROM driven_laps l
    WHERE l.session_uuid = s.session_uuid AND l.valid IS NOT FALSE
      AND l.from_line IS NOT FALSE) AS best_lap_ms`;

/** Later than any session, ms since 1970. The year 9999 is the last whose text sorts like its time. */
const endOfTime = 253_370_764_800_000;

export class SqlStore implements Store {
  readonly kind: Store['kind'];
  readonly #database: SqlDatabase;
  readonly #read: Sql;
  readonly #books = new StoredBooks();

  constructor(database: SqlDatabase) {
    this.kind = database.kind;
    this.#database = database;
    this.#read = database.reading;
  }

  open(request: RunRequest): Promise<StoredRun> {
    return this.#database.transaction((sql) => sessionOfRun(sql, request));
  }

  async write(sessionID: string, chunks: readonly Chunk[], at: number): Promise<WriteResult> {
    try {
      return await this.#write(sessionID, chunks, at);
    } catch (cause) {
      this.#books.forget(sessionID);
      throw cause;
    }
  }

  #write(sessionID: string, chunks: readonly Chunk[], at: number): Promise<WriteResult> {
    return this.#database.transaction(async (sql) => {
      // This also locks the row, so other writers of this session wait until the transaction ends.
      const there = await sql.run('UPDATE sessions SET updated_at = $2 WHERE session_uuid = $1', [
        sessionID,
        asText(at),
      ]);
      mustExist(sessionID, there > 0);
      const rows = new SessionRows(sql, this.#database.chunks, sessionID, at);
      return writeChunks(rows, this.#books, sessionID, chunks);
    });
  }

  describe(sessionID: string, facts: SessionInfoChanges, at: number): Promise<boolean> {
    this.#books.forget(sessionID);
    return this.#database.transaction(async (sql) => {
      const [row] = await sql.rows(
        'SELECT s.*, 0 AS laps, 0 AS frames, null AS best_lap_ms FROM sessions s WHERE session_uuid = $1',
        [sessionID],
      );
      if (row === undefined) return false;
      const all = withChanges(sessionOf(row).facts, facts);
      await sql.run(
        `UPDATE sessions SET driver_name = $2, track = $3, track_configuration = $4, car = $5,
          facts = $6, updated_at = $7, track_key = $8 WHERE session_uuid = $1`,
        [
          sessionID,
          textOrNull(all.driverName),
          textOrNull(all.track),
          textOrNull(all.trackConfiguration),
          textOrNull(all.car),
          forJsonb(JSON.stringify(all)),
          asText(at),
          trackKeyColumn(all),
        ],
      );
      return true;
    });
  }

  async sessions(limit: number, after: string | null): Promise<SessionPage> {
    const from = after === null ? null : cursor(after);
    const rows = await this.#read.rows(
      `SELECT ${sessionColumns} FROM sessions s
        ${from === null ? '' : 'WHERE (s.created_at, s.id) < ($2, $3)'}
        ORDER BY s.created_at DESC, s.id DESC LIMIT $1`,
      from === null ? [limit + 1] : [limit + 1, asText(from.createdAt), from.id],
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    const hasMore = rows.length > page.length && last !== undefined;
    return {
      sessions: page.map(sessionOf),
      next: hasMore ? `${asMs(last.created_at)}.${last.id}` : null,
    };
  }

  async session(sessionID: string): Promise<StoredSession | null> {
    const [row] = await this.#read.rows(
      `SELECT ${sessionColumns} FROM sessions s WHERE s.session_uuid = $1`,
      [sessionID],
    );
    return row === undefined ? null : sessionOf(row);
  }

  async laps(sessionID: string): Promise<StoredLap[]> {
    const session = await this.session(sessionID);
    if (session === null) return [];
    const rows = await this.#read.rows(
      'SELECT * FROM driven_laps WHERE session_uuid = $1 ORDER BY lap',
      [sessionID],
    );
    return lapsOf(rows, sessionID, await this.personalBest(session.facts));
  }

  async lapResults(sessionID: string): Promise<LapResult[]> {
    const rows = await this.#read.rows(
      'SELECT result FROM driven_laps WHERE session_uuid = $1 AND result IS NOT NULL ORDER BY lap',
      [sessionID],
    );
    return rows.map((row) => resultOf(row)!);
  }

  async bookAt(
    sessionID: string,
    lap: number | null,
  ): Promise<{ lap: number; state: BookState } | null> {
    const [row] = await this.#read.rows(
      `SELECT lap, book FROM driven_laps WHERE session_uuid = $1 AND book IS NOT NULL
        ${lap === null ? '' : 'AND lap = $2'} ORDER BY book_packet DESC LIMIT 1`,
      lap === null ? [sessionID] : [sessionID, lap],
    );
    return row === undefined ? null : { lap: Number(row.lap), state: parsed<BookState>(row.book) };
  }

  async chunkAfter(sessionID: string, lap: number, after: number): Promise<StoredChunk | null> {
    const { chunks } = this.#database;
    const heads = await this.#read.rows(
      `SELECT chunk_start_packet, frame_count FROM telemetry_chunks
        WHERE session_uuid = $1 AND lap = $2 AND chunk_end_packet > $3
        ORDER BY chunk_start_packet LIMIT ${limits.joinedRowsMax}`,
      [sessionID, lap, after],
    );
    const joined = rowsOfChunk(heads);
    if (joined === 0) return null;
    const rows = await this.#read.rows(
      `SELECT chunk_start_packet, chunk_end_packet, frame_count, ${chunks.selected}
        FROM telemetry_chunks WHERE session_uuid = $1 AND lap = $2 AND chunk_end_packet > $3
          AND chunk_start_packet <= $4 ORDER BY chunk_start_packet`,
      [sessionID, lap, after, Number(heads[joined - 1]!.chunk_start_packet)],
    );
    if (rows.length === 0) return null;
    return {
      startPacket: Number(rows[0]!.chunk_start_packet),
      endPacket: Number(rows.at(-1)!.chunk_end_packet),
      frames: rows.reduce((sum, row) => sum + Number(row.frame_count), 0),
      json: `[${rows.map((row) => chunks.json(row).slice(1, -1)).join(',')}]`,
    };
  }

  async personalBest(info: SessionInfo, before = endOfTime): Promise<PersonalBest | null> {
    const key = comparisonKey(info);
    if (key === null) return null;
    const [driver, car] = [cleanText(key.driver), cleanText(key.car)];
    // SQL cannot compare track keys, so the few tracks of this driver and car are compared here.
    const driven = await this.#read.rows(
      `SELECT DISTINCT track_key FROM sessions
        WHERE driver_name = $1 AND car = $2 AND track_key IS NOT NULL`,
      [driver, car],
    );
    const tracks = driven.map((row) => String(row.track_key)).filter((text) => isOf(text, key));
    if (tracks.length === 0) return null;
    const [row] = await this.#read.rows(
      `SELECT l.session_uuid, l.lap, l.lap_ms FROM sessions s
        JOIN driven_laps l ON l.session_uuid = s.session_uuid
        WHERE s.driver_name = $1 AND s.car = $2
          AND s.track_key IN (${tracks.map((_, i) => `$${i + 4}`).join(', ')})
          AND l.lap_ms IS NOT NULL AND l.valid IS NOT FALSE AND l.from_line IS NOT FALSE
          AND s.created_at < $3
        ORDER BY l.lap_ms, s.created_at, l.lap LIMIT 1`,
      [driver, car, asText(before), ...tracks],
    );
    if (row === undefined) return null;
    return {
      sessionID: String(row.session_uuid),
      lap: Number(row.lap),
      lapMs: Number(row.lap_ms),
    };
  }

  find(key: RunKey): Promise<StoredRun | null> {
    return newestRun(this.#read, key);
  }

  findOrigin(origin: string): Promise<StoredRun | null> {
    return runByOrigin(this.#read, origin);
  }

  moments(sessionID: string): Promise<MarkedMoment[]> {
    return momentTable.of(this.#read, sessionID, momentOrder);
  }

  addMoments(sessionID: string, moments: readonly MarkedMoment[]): Promise<void> {
    return this.#database.transaction((sql) => momentTable.add(sql, sessionID, moments));
  }

  carLaps(sessionID: string): Promise<CarLap[]> {
    return carLapTable.of(this.#read, sessionID, carLapOrder);
  }

  addCarLaps(sessionID: string, laps: readonly CarLap[]): Promise<void> {
    return this.#database.transaction((sql) => carLapTable.add(sql, sessionID, laps));
  }

  carsChunkAfter(sessionID: string, afterT: number): Promise<CarsChunk | null> {
    return carsChunkAfter(this.#read, sessionID, afterT);
  }

  addCarsChunks(sessionID: string, chunks: readonly CarsChunk[]): Promise<void> {
    return this.#database.transaction((sql) => carsChunkTable.add(sql, sessionID, chunks));
  }

  changeNote(sessionID: string, moment: string, note: string): Promise<boolean> {
    return this.#database.transaction((sql) => changeNote(sql, sessionID, moment, note));
  }

  removeMoment(sessionID: string, moment: string): Promise<boolean> {
    return this.#database.transaction((sql) => removeMoment(sql, sessionID, moment));
  }

  sessionOwners(limit: number): Promise<[string, string][]> {
    return sessionOwnersOf(this.#read, limit);
  }

  claimSession(claim: SessionClaim, most: number = limits.sessionOwnersMax): Promise<string> {
    return this.#database.transaction((sql) => claimSession(sql, claim, most));
  }

  releaseSessions(owner: string): Promise<void> {
    return this.#database.transaction((sql) => releaseSessions(sql, owner));
  }

  sizeBytes(): Promise<number> {
    return this.#database.sizeBytes();
  }

  async remove(sessionID: string): Promise<boolean> {
    this.#books.forget(sessionID);
    const removed = await this.#database.transaction((sql) =>
      sql.run('DELETE FROM sessions WHERE session_uuid = $1', [sessionID]),
    );
    return removed > 0;
  }

  shrink(): Promise<void> {
    return this.#database.shrink();
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}

/** How many of the first rows are joined to one chunk for a reader: at least one, and as many as fit. */
function rowsOfChunk(heads: readonly SqlRow[]): number {
  let frames = 0;
  const over = heads.findIndex((row, i) => {
    frames += Number(row.frame_count);
    return i > 0 && frames > limits.chunkFramesMax;
  });
  return over < 0 ? heads.length : over;
}

function isOf(text: string, { track }: ComparisonKey): boolean {
  const key = readTrackKey(text);
  return key !== null && isSameTrack(key, track);
}

function textOrNull(text: string | undefined): string | null {
  return text === undefined ? null : cleanText(text);
}

function cursor(after: string): { createdAt: number; id: number } {
  const match = /^(\d{1,15})\.(\d{1,15})$/.exec(after);
  return match === null
    ? { createdAt: 0, id: 0 }
    : { createdAt: Number(match[1]), id: Number(match[2]) };
}
