/** The SQL that reads and writes the rows of one session in a transaction. Lists are ordered by packet or lap. */
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { BookState, LapResult } from '../timing/book-state.ts';
import { wholeSectors } from '../timing/sector-times.ts';
import type { BookInfo } from '../timing/timing-book.ts';
import { type ChunkHead, packetGapMax } from './chunk-plan.ts';
import type { ChunkFormat, Sql, SqlRow, SqlValue } from './sql.ts';
import { asText, numberOrNull, parsed } from './sql-rows.ts';

const headColumns = `id, lap, chunk_start_packet, chunk_end_packet, frame_count`;

export class SessionRows {
  readonly #sql: Sql;
  readonly #format: ChunkFormat;
  readonly #sessionID: string;
  readonly #at: number;

  constructor(sql: Sql, format: ChunkFormat, sessionID: string, at: number) {
    this.#sql = sql;
    this.#format = format;
    this.#sessionID = sessionID;
    this.#at = at;
  }

  async lapHeads(lap: number): Promise<ChunkHead[]> {
    const rows = await this.#sql.rows(
      `SELECT ${headColumns} FROM telemetry_chunks WHERE session_uuid = $1 AND lap = $2
        ORDER BY chunk_start_packet`,
      [this.#sessionID, lap],
    );
    return rows.map(headOf);
  }

  /** Chunks of other laps that overlap the packets from…to, both included. */
  async headsElsewhere(lap: number, fromPacket: number, toPacket: number): Promise<ChunkHead[]> {
    const rows = await this.#sql.rows(
      `SELECT ${headColumns} FROM telemetry_chunks
        WHERE session_uuid = $1 AND lap <> $2
          AND chunk_end_packet >= $3 AND chunk_start_packet <= $4
        ORDER BY chunk_start_packet`,
      [this.#sessionID, lap, fromPacket, toPacket],
    );
    return rows.map(headOf);
  }

  async framesOf(head: ChunkHead): Promise<Frame[]> {
    const [row] = await this.#sql.rows(
      `SELECT ${this.#format.selected} FROM telemetry_chunks WHERE id = $1`,
      [head.id],
    );
    return row === undefined ? [] : (JSON.parse(this.#format.json(row)) as Frame[]);
  }

  async insertChunk(lap: number, frames: readonly Frame[]): Promise<void> {
    const values: SqlValue[] = [
      this.#sessionID,
      lap,
      frames[0]!.packetId,
      frames.at(-1)!.packetId,
      frames.length,
      packetGapMax(frames),
      asText(this.#at),
      ...(await this.#format.values(frames)),
    ];
    await this.#sql.run(
      `INSERT INTO telemetry_chunks (session_uuid, lap, chunk_start_packet, chunk_end_packet,
        frame_count, packet_gap_max, created_at, ${this.#format.columns.join(', ')})
        VALUES (${values.map((_, i) => `$${i + 1}`).join(', ')})`,
      values,
    );
  }

  /** The highest packet of the session; null: it has no frames. */
  async lastPacket(): Promise<number | null> {
    const [row] = await this.#sql.rows(
      'SELECT max(chunk_end_packet) AS last FROM telemetry_chunks WHERE session_uuid = $1',
      [this.#sessionID],
    );
    return numberOrNull(row?.last);
  }

  /** Frames of all laps. */
  async frameCount(): Promise<number> {
    const [row] = await this.#sql.rows(
      'SELECT coalesce(sum(frame_count), 0) AS frames FROM driven_laps WHERE session_uuid = $1',
      [this.#sessionID],
    );
    return Number(row!.frames);
  }

  async deleteChunks(ids: readonly number[]): Promise<void> {
    for (const id of ids) await this.#sql.run('DELETE FROM telemetry_chunks WHERE id = $1', [id]);
  }

  /** Chunks of all laps that end after a packet, by their first packet. */
  async chunksAfter(packetId: number): Promise<ChunkHead[]> {
    const rows = await this.#sql.rows(
      `SELECT ${headColumns} FROM telemetry_chunks WHERE session_uuid = $1
        AND chunk_end_packet > $2 ORDER BY chunk_start_packet`,
      [this.#sessionID, packetId],
    );
    return rows.map(headOf);
  }

  /** Adds frames at the end of the lap to its counts. The result stays. */
  async growLap(lap: number, frames: readonly Frame[]): Promise<void> {
    const [first, last] = [frames[0]!.packetId, frames.at(-1)!.packetId];
    await this.#sql.run(
      `INSERT INTO driven_laps (session_uuid, lap, whole, frame_count, first_packet, last_packet,
        packet_gap_max) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (session_uuid, lap) DO UPDATE SET last_packet = excluded.last_packet,
          frame_count = driven_laps.frame_count + excluded.frame_count`,
      [this.#sessionID, lap, false, frames.length, first, last, packetGapMax(frames)],
    );
  }

  /** Counts the frames of a lap again from its chunks. The result stays. */
  async measureLap(lap: number): Promise<void> {
    await this.#sql.run(
      `INSERT INTO driven_laps (session_uuid, lap, whole, frame_count, first_packet, last_packet,
        packet_gap_max) SELECT session_uuid, lap, $3, sum(frame_count), min(chunk_start_packet),
          max(chunk_end_packet), max(packet_gap_max) FROM telemetry_chunks
          WHERE session_uuid = $1 AND lap = $2 GROUP BY session_uuid, lap
        ON CONFLICT (session_uuid, lap) DO UPDATE SET frame_count = excluded.frame_count,
          first_packet = excluded.first_packet, last_packet = excluded.last_packet,
          packet_gap_max = excluded.packet_gap_max`,
      [this.#sessionID, lap, false],
    );
  }

  /** Saves the book of laps as it was before the first frame of a stored lap. */
  async putCheckpoint(lap: number, state: BookState): Promise<void> {
    await this.#sql.run(
      `UPDATE driven_laps SET book = $3, book_packet = $4 WHERE session_uuid = $1 AND lap = $2`,
      [this.#sessionID, lap, JSON.stringify(state), state.moment?.packetId ?? -1],
    );
  }

  /** The newest saved book whose packets are all below this one; null: none. */
  async checkpointBefore(packetId: number): Promise<BookState | null> {
    const [row] = await this.#sql.rows(
      `SELECT book FROM driven_laps WHERE session_uuid = $1 AND book_packet < $2
        ORDER BY book_packet DESC LIMIT 1`,
      [this.#sessionID, packetId],
    );
    return row === undefined ? null : parsed<BookState>(row.book);
  }

  /** Saves the book's result of a lap. @param result null: the lap is not complete */
  async putResult(lap: number, result: LapResult | null): Promise<void> {
    await this.#sql.run(
      `UPDATE driven_laps SET lap_ms = $3, sectors_ms = $4, valid = $5, whole = $6, from_line = $7,
        result = $8 WHERE session_uuid = $1 AND lap = $2`,
      [
        this.#sessionID,
        lap,
        result?.timeMs ?? null,
        result === null ? null : sectorsColumn(result),
        result?.valid ?? null,
        result?.whole ?? false,
        result?.fromLine ?? null,
        result === null ? null : JSON.stringify(result),
      ],
    );
  }

  /** Clears the results of laps that end after a packet. */
  async clearResults(packetId: number): Promise<void> {
    await this.#sql.run(
      `UPDATE driven_laps SET lap_ms = NULL, sectors_ms = NULL, valid = NULL, whole = $3,
        from_line = NULL, result = NULL WHERE session_uuid = $1 AND last_packet > $2`,
      [this.#sessionID, packetId, false],
    );
  }

  async bookFacts(): Promise<BookInfo> {
    const [row] = await this.#sql.rows('SELECT facts FROM sessions WHERE session_uuid = $1', [
      this.#sessionID,
    ]);
    return row === undefined ? {} : parsed<SessionInfo>(row.facts);
  }
}

/** The sectors if they add up to the lap; else null. */
function sectorsColumn({ sectorsMs, timeMs }: LapResult): string | null {
  const sectors = wholeSectors(sectorsMs, timeMs);
  return sectors === null ? null : JSON.stringify(sectors);
}

function headOf(row: SqlRow): ChunkHead {
  return {
    id: Number(row.id),
    lap: Number(row.lap),
    startPacket: Number(row.chunk_start_packet),
    endPacket: Number(row.chunk_end_packet),
    frames: Number(row.frame_count),
  };
}
