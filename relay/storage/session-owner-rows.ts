/** The SQL of the owners of sessions, for both databases. */
import type { Sql } from './sql.ts';
import { asText } from './sql-rows.ts';
import type { SessionClaim } from './store.ts';

/** The newest claims, the oldest of them first. */
export async function sessionOwnersOf(sql: Sql, limit: number): Promise<[string, string][]> {
  const rows = await sql.rows(
    'SELECT published_id, owner FROM session_owners ORDER BY claimed_at DESC, published_id LIMIT $1',
    [limit],
  );
  return rows.reverse().map((row) => [String(row.published_id), String(row.owner)]);
}

/**
 * Runs in a transaction. Of two that claim a session the first one gets it.
 * @param most so many claims are kept, the newest
 * @returns the owner of the session from now on
 */
export async function claimSession(sql: Sql, claim: SessionClaim, most: number): Promise<string> {
  const { publishedID, owner, former, at } = claim;
  const changed = await sql.run(
    `INSERT INTO session_owners (published_id, owner, claimed_at) VALUES ($1, $2, $3)
      ON CONFLICT (published_id) DO UPDATE
        SET owner = excluded.owner, claimed_at = excluded.claimed_at
        WHERE session_owners.owner = $4`,
    [publishedID, owner, asText(at), former ?? ''],
  );
  if (changed > 0) {
    await sql.run(
      `DELETE FROM session_owners WHERE claimed_at <
        (SELECT claimed_at FROM session_owners ORDER BY claimed_at DESC LIMIT 1 OFFSET $1)`,
      [most - 1],
    );
    return owner;
  }
  const [row] = await sql.rows('SELECT owner FROM session_owners WHERE published_id = $1', [
    publishedID,
  ]);
  return row === undefined ? owner : String(row.owner);
}

/** Sessions of this owner are nobody's from now on. */
export async function releaseSessions(sql: Sql, owner: string): Promise<void> {
  await sql.run('DELETE FROM session_owners WHERE owner = $1', [owner]);
}
