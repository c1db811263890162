/** Runs one suite on every kind of database. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, vi } from 'vitest';
import type { Frame } from '../../../protocol/frame.ts';
import { loadNodeSqlite } from '../../../relay/storage/node-sqlite.ts';
import { openStore } from '../../../relay/storage/open-database.ts';
import type { Store } from '../../../relay/storage/store.ts';
import type { StoredChunk } from '../../../relay/timing/stored-lap-reader.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { need } from '../../support/need.ts';
import { TestPostgres } from '../../support/postgres.ts';

/** Gives the address of an empty database; to be called inside a test. */
export type NewAddress = () => Promise<string>;

/**
 * Runs the suite as on a computer where the package `sqlite3` does not load, so that `node:sqlite` replaces it. A Node without
 * `node:sqlite` leaves it to `node-sqlite.test.ts`, which runs these suites with a newer one.
 */
export function withNodeSqlite(name: string, suite: () => void): void {
  if (loadNodeSqlite() === null) return;
  describe(name, () => {
    beforeAll(() => withoutSqlite3());
    afterAll(() => vi.doUnmock('sqlite3'));
    suite();
  });
}

/** From now on, importing `sqlite3` fails as it does without its compiled addon. */
export function withoutSqlite3(): void {
  vi.doMock('sqlite3', () => {
    throw new Error('Could not locate the bindings file. Tried:\n → build/node_sqlite3.node');
  });
}

/** Runs the suite once for each kind of store; PostgreSQL is left out by name where it is not installed. */
export function eachDatabase(name: string, suite: (newAddress: NewAddress) => void): void {
  describe(`${name} on SQLite in memory`, () => suite(async () => 'memory:'));
  describe(`${name} on SQLite`, () =>
    suite(async () => `sqlite:${join(temporaryFolder(), 'laps.db')}`));
  withNodeSqlite(`${name} on SQLite of Node`, () =>
    suite(async () => `sqlite:${join(temporaryFolder(), 'laps.db')}`),
  );
  need('postgres')(`${name} on PostgreSQL`, () => {
    let server: TestPostgres;
    beforeAll(async () => {
      server = await TestPostgres.create();
    });
    afterAll(() => server?.remove());
    suite(() => server.database());
  });
}

/** Runs the suite once for each kind of store, with a function that opens an empty one. */
export function eachStore(name: string, suite: (open: () => Promise<Store>) => void): void {
  eachDatabase(name, (newAddress) => suite(async () => openStore(await newAddress())));
}

export async function chunksOf(
  store: Pick<Store, 'chunkAfter'>,
  sessionID: string,
  lap: number,
): Promise<StoredChunk[]> {
  const chunks: StoredChunk[] = [];
  for (let after = -1; ; ) {
    const chunk = await store.chunkAfter(sessionID, lap, after);
    if (chunk === null) return chunks;
    chunks.push(chunk);
    after = chunk.endPacket;
  }
}

/** The frames of a lap, in the order in which the chunks give them. */
export async function framesOf(
  store: Pick<Store, 'chunkAfter'>,
  sessionID: string,
  lap: number,
): Promise<Frame[]> {
  const chunks = await chunksOf(store, sessionID, lap);
  return chunks.flatMap(({ json }) => JSON.parse(json) as Frame[]);
}
