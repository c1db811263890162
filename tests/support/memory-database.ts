/**
 * SQLite in memory, for tests that set the clock themselves. It reports whether SQLite is busy, so that a test can
 * wait for it while no time passes.
 */
import type { Sql, SqlDatabase } from '../../relay/storage/sql.ts';
import { memoryFile, openSqlite } from '../../relay/storage/sqlite.ts';

export class MemoryDatabase implements SqlDatabase {
  readonly kind = 'sqlite';
  readonly chunks: SqlDatabase['chunks'];
  readonly reading: Sql;
  readonly #database: SqlDatabase;
  #running = 0;
  #idle: (() => void)[] = [];

  constructor(database: SqlDatabase) {
    this.#database = database;
    this.chunks = database.chunks;
    this.reading = this.#counted(database.reading);
  }

  static async open(): Promise<MemoryDatabase> {
    return new MemoryDatabase(await openSqlite(memoryFile));
  }

  /** Whether a statement is running. False while a transaction waits for its caller between two statements. */
  get isBusy(): boolean {
    return this.#running > 0;
  }

  /** Resolves when no statement is running any more. */
  whenIdle(): Promise<void> {
    return new Promise((resolve) => {
      this.#idle.push(resolve);
    });
  }

  #ended(): void {
    this.#running--;
    if (this.#running === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #count<T>(work: () => Promise<T>): Promise<T> {
    this.#running++;
    try {
      return await work();
    } finally {
      this.#ended();
    }
  }

  #counted(sql: Sql): Sql {
    return {
      rows: (...query) => this.#count(() => sql.rows(...query)),
      run: (...query) => this.#count(() => sql.run(...query)),
    };
  }

  transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.#count(() =>
      this.#database.transaction(async (sql) => {
        this.#ended();
        try {
          return await work(this.#counted(sql));
        } finally {
          this.#running++;
        }
      }),
    );
  }

  sizeBytes(): Promise<number> {
    return this.#count(() => this.#database.sizeBytes());
  }

  shrink(): Promise<void> {
    return this.#count(() => this.#database.shrink());
  }

  close(): Promise<void> {
    return this.#database.close();
  }
}
