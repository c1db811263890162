/** Which publish key began which session, in every kind of database. */
import { expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../relay/storage/open-database.ts';
import type { Store } from '../../../relay/storage/store.ts';
import { eachDatabase } from './stores.ts';

const at = Date.UTC(2026, 10, 29);

const claim = (publishedID: string, owner: string, more: object = {}) => ({
  publishedID,
  owner,
  former: null,
  at,
  ...more,
});

eachDatabase('owners of sessions', (newAddress) => {
  async function open(address: string): Promise<Store> {
    const store = await openStore(address);
    onTestFinished(() => store.close());
    return store;
  }

  test('the first claim wins, whoever else claims the session', async () => {
    const store = await open(await newAddress());
    expect(await store.claimSession(claim('S', 'anna'))).toBe('anna');
    expect(await store.claimSession(claim('S', 'ben'))).toBe('anna');
    expect(await store.claimSession(claim('S', 'anna'))).toBe('anna');
    expect(await store.sessionOwners(10)).toEqual([['S', 'anna']]);
  });

  test('of many claims at one time one wins, and all learn which', async () => {
    const address = await newAddress();
    const first = await open(address);
    // Another relay on the same database; one in memory has no second door.
    const other = address === 'memory:' ? first : await open(address);
    const claims = Array.from({ length: 8 }, (_, i) =>
      (i % 2 === 0 ? first : other).claimSession(claim('S', `key-${i}`)),
    );
    const winners = new Set(await Promise.all(claims));
    expect(winners.size).toBe(1);
    expect(await other.sessionOwners(10)).toEqual([['S', [...winners][0]]]);
  });

  test('an owner whose key was revoked gives way to the one that names it', async () => {
    const store = await open(await newAddress());
    await store.claimSession(claim('S', 'anna'));
    await store.claimSession(claim('T', 'anna'));
    expect(await store.claimSession(claim('S', 'ben', { former: 'cleo' }))).toBe('anna');
    expect(await store.claimSession(claim('S', 'ben', { former: 'anna' }))).toBe('ben');
    await store.releaseSessions('anna');
    expect(await store.claimSession(claim('T', 'ben'))).toBe('ben');
  });

  test('the newest claims are kept', async () => {
    const store = await open(await newAddress());
    for (let i = 1; i <= 5; i++) {
      await store.claimSession(claim(`S${i}`, 'anna', { at: at + i }), 3);
    }
    expect((await store.sessionOwners(10)).map(([id]) => id)).toEqual(['S3', 'S4', 'S5']);
    expect((await store.sessionOwners(2)).map(([id]) => id)).toEqual(['S4', 'S5']);
  });
});
