/** The rows of one session inside a transaction, in SQL. */
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { BookState, LapResult } from '../timing/book-state.ts';
import { wholeSectors } from '../timing/sector-times.ts';
import type { BookFacts } from '../timing/timing-book.ts';
import type { ChunkHead } from './chunk-plan.ts';
import type { LapExtent } from './lap-extent.ts';
import type { ChunkFormat, Sql, SqlRow, SqlValue } from './sql.ts';
import { asText, parsed } from './sql-rows.ts';
import type { NewChunk, NewestChunk, Tables } from './tables.ts';

const headColumns = `id, lap, chunk_start_packet, chunk_end_packet, frame_count, packet_gap_max`;

export class SqlTables implements Tables {
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

  async insertChunk(chunk: NewChunk): Promise<void> {
    const values: SqlValue[] = [
      this.#sessionID,
      chunk.lap,
      chunk.frames[0]!.packetId,
      chunk.frames.at(-1)!.packetId,
      chunk.frames.length,
      chunk.gapMax,
      asText(this.#at),
      ...(await this.#format.values(chunk)),
    ];
    await this.#sql.run(
      `INSERT INTO telemetry_chunks (session_uuid, lap, chunk_start_packet, chunk_end_packet,
        frame_count, packet_gap_max, created_at, ${this.#format.columns.join(', ')})
        VALUES (${values.map((_, i) => `$${i + 1}`).join(', ')})`,
      values,
    );
  }

  async newestChunk(): Promise<NewestChunk | null> {
    const [row] = await this.#sql.rows(
      `SELECT ${headColumns}, ${this.#format.selectedToExtend} FROM telemetry_chunks
        WHERE session_uuid = $1 ORDER BY chunk_end_packet DESC LIMIT 1`,
      [this.#sessionID],
    );
    if (row === undefined) return null;
    const head = headOf(row);
    return { ...head, extend: (frames, gapMax) => this.#extend(row, head, frames, gapMax) };
  }

  async #extend(
    row: SqlRow,
    head: ChunkHead,
    frames: readonly Frame[],
    gapMax: number,
  ): Promise<boolean> {
    const extension = await this.#format.extension(row, frames);
    if (extension === null) return false;
    const { assignments, values } = extension;
    const [end, count, gap, id] = [1, 2, 3, 4].map((i) => `$${values.length + i}`);
    await this.#sql.run(
      `UPDATE telemetry_chunks SET ${assignments}, chunk_end_packet = ${end},
        frame_count = ${count}, packet_gap_max = ${gap} WHERE id = ${id}`,
      [...values, frames.at(-1)!.packetId, head.frames + frames.length, gapMax, head.id],
    );
    return true;
  }

  async deleteChunks(ids: readonly number[]): Promise<void> {
    for (const id of ids) await this.#sql.run('DELETE FROM telemetry_chunks WHERE id = $1', [id]);
  }

  async chunksAfter(packetId: number): Promise<ChunkHead[]> {
    const rows = await this.#sql.rows(
      `SELECT ${headColumns} FROM telemetry_chunks WHERE session_uuid = $1
        AND chunk_end_packet > $2 ORDER BY chunk_start_packet`,
      [this.#sessionID, packetId],
    );
    return rows.map(headOf);
  }

  async putExtent(lap: number, extent: LapExtent): Promise<void> {
    const { frames, firstPacket, lastPacket, gapMax } = extent;
    await this.#sql.run(
      `INSERT INTO driven_laps (session_uuid, lap, whole, frame_count, first_packet, last_packet,
        packet_gap_max) VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (session_uuid, lap) DO UPDATE SET frame_count = excluded.frame_count,
          first_packet = excluded.first_packet, last_packet = excluded.last_packet,
          packet_gap_max = excluded.packet_gap_max`,
      [this.#sessionID, lap, false, frames, firstPacket, lastPacket, gapMax],
    );
  }

  async putCheckpoint(lap: number, state: BookState): Promise<void> {
    await this.#sql.run(
      `UPDATE driven_laps SET book = $3, book_packet = $4 WHERE session_uuid = $1 AND lap = $2`,
      [this.#sessionID, lap, JSON.stringify(state), state.moment?.packetId ?? -1],
    );
  }

  async checkpointBefore(packetId: number): Promise<BookState | null> {
    const [row] = await this.#sql.rows(
      `SELECT book FROM driven_laps WHERE session_uuid = $1 AND book_packet < $2
        ORDER BY book_packet DESC LIMIT 1`,
      [this.#sessionID, packetId],
    );
    return row === undefined ? null : parsed<BookState>(row.book);
  }

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

  async clearResults(packetId: number): Promise<void> {
    await this.#sql.run(
      `UPDATE driven_laps SET lap_ms = NULL, sectors_ms = NULL, valid = NULL, whole = $3,
        from_line = NULL, result = NULL WHERE session_uuid = $1 AND last_packet > $2`,
      [this.#sessionID, packetId, false],
    );
  }

  async bookFacts(): Promise<BookFacts> {
    const [row] = await this.#sql.rows('SELECT facts FROM sessions WHERE session_uuid = $1', [
      this.#sessionID,
    ]);
    return row === undefined ? {} : parsed<SessionInfo>(row.facts);
  }
}

/** Sectors that add up to the lap. */
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
    gapMax: Number(row.packet_gap_max),
  };
}
