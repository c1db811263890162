/** A store in memory that a test makes fail before or after it executes a call. */

import { SqlStore } from '../../../relay/storage/sql-store.ts';
import type { Chunk, RunRequest, StoredRun, WriteResult } from '../../../relay/storage/store.ts';
import type { StoreProblem } from '../../../relay/storage/store-problem.ts';
import { MemoryDatabase } from '../../support/memory-database.ts';

export class UnsteadyStore extends SqlStore {
  readonly database: MemoryDatabase;
  /** Every call fails with it. */
  away: StoreProblem | null = null;
  /** The next write goes through, but its answer is lost. */
  losesNextAnswer: StoreProblem | null = null;
  /** Writes of laps named here fail. */
  readonly refusedLaps = new Map<number, StoreProblem>();
  tries = 0;

  constructor(database: MemoryDatabase) {
    super(database);
    this.database = database;
  }

  static async create(): Promise<UnsteadyStore> {
    return new UnsteadyStore(await MemoryDatabase.open());
  }

  /** A writer that closes its store ends its own connection; the rows stay for the next writer. */
  override async close(): Promise<void> {}

  override async open(request: RunRequest): Promise<StoredRun> {
    this.tries++;
    if (this.away !== null) throw this.away;
    return super.open(request);
  }

  override async write(
    sessionID: string,
    chunks: readonly Chunk[],
    at: number,
  ): Promise<WriteResult> {
    this.tries++;
    if (this.away !== null) throw this.away;
    for (const { lap } of chunks) {
      const refusal = this.refusedLaps.get(lap);
      if (refusal !== undefined) throw refusal;
    }
    const result = await super.write(sessionID, chunks, at);
    const lost = this.losesNextAnswer;
    this.losesNextAnswer = null;
    if (lost !== null) throw lost;
    return result;
  }
}
