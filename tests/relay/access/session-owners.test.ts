/** Which publish key a session belongs to. */
import { expect, test } from 'vitest';
import type { AccessGrant } from '../../../relay/access/access-policy.ts';
import { type OwnerStore, SessionOwners } from '../../../relay/access/session-owners.ts';
import { LogBook } from '../../support/log-book.ts';

const key = (id: string, allows: 'publish' | 'admin' = 'publish'): AccessGrant => ({
  kind: 'key',
  id,
  sha256: '',
  allows,
});
const relay: AccessGrant = { kind: 'relay' };
const nobody: AccessGrant = { kind: 'nobody', isRemote: false };
const refused = expect.objectContaining({ code: 'session-taken' });

/** What relays share. */
class SharedOwners implements OwnerStore {
  readonly rows = new Map<string, string>();
  isAway = false;
  asked = 0;

  async #answer<T>(work: () => T): Promise<T> {
    this.asked++;
    if (this.isAway) throw new Error('away');
    return work();
  }

  all() {
    return this.#answer(() => [...this.rows]);
  }

  claim(sessionID: string, owner: string, former: string | null) {
    return this.#answer(() => {
      const held = this.rows.get(sessionID);
      if (held === undefined || held === former) this.rows.set(sessionID, owner);
      return this.rows.get(sessionID)!;
    });
  }

  release(owner: string) {
    return this.#answer(() => {
      for (const [id, held] of this.rows) if (held === owner) this.rows.delete(id);
    });
  }
}

interface Setting {
  /** Keys that exist. */
  readonly known?: ReadonlySet<string>;
  readonly store?: OwnerStore | null;
  readonly hasOtherRelays?: boolean;
}

async function open(setting: Setting = {}) {
  const { known = new Set(['anna', 'ben']), store = null, hasOtherRelays = true } = setting;
  const log = new LogBook();
  const isKnownKey = (id: string) => known.has(id);
  const owners = new SessionOwners({ log, isKnownKey, hasOtherRelays });
  if (store !== null) await owners.open(store);
  return Object.assign(owners, { log });
}

test('a session belongs to the key that began it, also after a restart', async () => {
  const store = new SharedOwners();
  const owners = await open({ store });
  owners.claim('S', key('anna'));
  owners.claim('S', key('anna'));
  expect(() => owners.claim('S', key('ben'))).toThrowError(refused);
  owners.claim('T', key('ben'));
  await owners.flush();
  const later = await open({ store });
  expect(() => later.claim('S', key('ben'))).toThrowError(refused);
  later.claim('T', key('ben'));
});

test('whoever runs the relay may publish under every id, and takes none away', async () => {
  const owners = await open();
  owners.claim('S', key('anna'));
  owners.claim('S', relay);
  owners.claim('S', key('cleo', 'admin'));
  owners.claim('S', key('anna'));
  owners.claim('own', relay);
  expect(() => owners.claim('own', key('anna'))).toThrowError(refused);
  expect(() => owners.claim('own', { kind: 'setting' })).toThrowError(refused);
});

test('a session of a key that was revoked is free', async () => {
  const store = new SharedOwners();
  const owners = await open({ store });
  owners.claim('S', key('anna'));
  await owners.flush();
  owners.release('anna');
  await owners.flush();
  owners.claim('S', key('ben'));
  await owners.flush();
  expect([...store.rows]).toEqual([['S', 'ben']]);
});

test('a relay that works alone knows that a key which it lacks was revoked', async () => {
  const store = new SharedOwners();
  store.rows.set('S', 'cleo');
  const owners = await open({ store, hasOtherRelays: false });
  owners.claim('S', key('ben'));
  await owners.flush();
  expect([...store.rows]).toEqual([['S', 'ben']]);
});

test('without a key a session belongs to nobody, and the database is not asked', async () => {
  const store = new SharedOwners();
  const owners = await open({ store });
  const { asked } = store;
  owners.claim('S', nobody);
  await owners.flush();
  expect(store.asked).toBe(asked);
  owners.claim('S', key('anna'));
  owners.claim('S', nobody);
});

test('what another relay says holds where nothing is known here', async () => {
  const owners = await open();
  owners.adopt('S', 'anna');
  expect(owners.keyOf('S')).toBe('anna');
  expect(() => owners.claim('S', key('ben'))).toThrowError(refused);
  owners.claim('S', key('anna'));
  owners.adopt('S', 'ben');
  expect(owners.keyOf('S')).toBe('anna');
});

test('a session of a relay that is gone still belongs to its key at another one', async () => {
  const store = new SharedOwners();
  const [first, second] = [await open({ store }), await open({ store })];
  first.claim('S', key('anna'));
  await first.flush();
  // The second heard nothing of it, so it asks the database and learns better.
  second.claim('S', key('ben'));
  await second.flush();
  expect(() => second.claim('S', key('ben'))).toThrowError(refused);
  second.claim('S', key('anna'));
  expect([...store.rows]).toEqual([['S', 'anna']]);
});

test('a key that another relay alone knows keeps its session, until that relay revokes it', async () => {
  const store = new SharedOwners();
  store.rows.set('S', 'cleo');
  const owners = await open({ store });
  expect(() => owners.claim('S', key('ben'))).toThrowError(refused);
  await owners.flush();
  expect(() => owners.claim('S', key('ben'))).toThrowError(refused);
  await store.release('cleo');
  await owners.flush();
  owners.claim('S', key('ben'));
  expect([...store.rows]).toEqual([['S', 'ben']]);
});

test('while the database is away the first publisher keeps a session; then the database decides', async () => {
  const store = new SharedOwners();
  store.rows.set('S', 'anna');
  store.isAway = true;
  const owners = await open({ store });
  owners.claim('S', key('ben'));
  owners.claim('T', key('ben'));
  expect(() => owners.claim('T', key('anna'))).toThrowError(refused);
  await owners.flush();
  await owners.flush();
  expect(owners.log.warnings).toHaveLength(1);
  store.isAway = false;
  await owners.flush();
  expect([...store.rows]).toEqual([
    ['S', 'anna'],
    ['T', 'ben'],
  ]);
  expect(() => owners.claim('S', key('ben'))).toThrowError(refused);
});
