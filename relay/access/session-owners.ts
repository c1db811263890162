/**
 * A session belongs to the publish key that began it: only whoever runs the relay may also publish under its id. The
 * database decides, because relays share it; what is known here answers at once, so the live path never waits. Without a
 * database the owners are known while a relay of theirs runs. `backplane/session-directory.ts` decides which of several relays
 * owns a session.
 */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import type { AccessGrant } from './access-policy.ts';

/** `relay`: whoever runs it; `setting`: the publish key of the settings; else the id of a made key. */
type Owner = string;

/** Where relays share the owners of sessions. Its methods reject while it is away. */
export interface OwnerStore {
  /** By session id, the one that was claimed longest ago first. */
  all(): Promise<readonly (readonly [sessionID: string, owner: string])[]>;
  /** @param former an owner that gives way; null: none does @returns the session's owner from now on */
  claim(sessionID: string, owner: string, former: string | null): Promise<string>;
  /** Sessions of this owner are nobody's from now on. */
  release(owner: string): Promise<void>;
}

export interface SessionOwnersParts {
  readonly log: Log;
  /** Whether the relay has this made key. */
  isKnownKey(id: string): boolean;
  /** Other relays may have keys that this one does not have. */
  readonly hasOtherRelays: boolean;
}

interface Claim {
  readonly owner: Owner;
  readonly former: Owner | null;
}

export class SessionOwners {
  readonly #parts: SessionOwnersParts;
  /** null: there is no database. */
  #store: OwnerStore | null = null;
  #isLoaded = false;
  /** By session id, the one that was claimed longest ago first. */
  readonly #owners = new Map<string, Owner>();
  /** What the database has not been asked yet. */
  readonly #claims = new Map<string, Claim>();
  readonly #released = new Set<Owner>();
  /** Claims that were refused for the sake of a key that is not known here; the database is asked again. */
  readonly #doubted = new Map<string, Claim>();
  #flushing: Promise<void> | null = null;
  #hasLoggedAway = false;

  constructor(parts: SessionOwnersParts) {
    this.#parts = parts;
  }

  /** Reads the owners from the database. Never rejects: while it is away, `tick` tries again. */
  async open(store: OwnerStore): Promise<void> {
    this.#store = store;
    await this.#flush();
  }

  /**
   * Lets the publisher publish under this id; a new session becomes its own.
   * @throws RelayError `session-taken`
   */
  claim(sessionID: string, grant: AccessGrant): void {
    const mine = ownerFor(grant);
    // Without a key one publishes only where nobody has one, so there is nothing to keep apart.
    if (mine === null) return;
    const owner = this.#owners.get(sessionID) ?? null;
    if (owner === mine) return;
    if (owner === null || this.#isGone(owner)) {
      this.#set(sessionID, mine);
      if (this.#store === null) return;
      this.#claims.set(sessionID, { owner: mine, former: owner });
      void this.#flush();
      return;
    }
    if (mine === 'relay') return;
    if (!this.#isKnown(owner)) this.#doubt(sessionID, mine);
    throw new RelayError(
      'session-taken',
      'This session belongs to another publish key.',
      'Publish under another session id.',
    );
  }

  /** The publish key that a session belongs to; null: nobody's. */
  keyOf(sessionID: string): string | null {
    const owner = this.#owners.get(sessionID) ?? null;
    return owner === null || this.#isGone(owner) ? null : owner;
  }

  /** Another relay says to which key a session belongs. What is known here stays. */
  adopt(sessionID: string, key: string): void {
    if (this.keyOf(sessionID) === null) this.#set(sessionID, key);
  }

  /** Sessions of a key that was revoked are nobody's from now on. */
  release(key: string): void {
    for (const [sessionID, owner] of this.#owners) {
      if (owner === key) this.#owners.delete(sessionID);
    }
    if (this.#store === null) return;
    this.#released.add(key);
    void this.#flush();
  }

  /** Called once a second, and at the end: asks the database what it has not answered yet. */
  async flush(): Promise<void> {
    for (const [sessionID, claim] of this.#doubted) this.#claims.set(sessionID, claim);
    this.#doubted.clear();
    await this.#flush();
  }

  #flush(): Promise<void> {
    const store = this.#store;
    if (store === null) return Promise.resolve();
    this.#flushing ??= this.#ask(store).finally(() => {
      this.#flushing = null;
    });
    return this.#flushing;
  }

  async #ask(store: OwnerStore): Promise<void> {
    try {
      if (!this.#isLoaded) await this.#load(store);
      for (const key of this.#released) {
        await store.release(key);
        this.#released.delete(key);
      }
      // Claims that come meanwhile are found by the same loop.
      for (const [sessionID, claim] of this.#claims) {
        const owner = await store.claim(sessionID, claim.owner, claim.former);
        if (this.#claims.get(sessionID) === claim) this.#claims.delete(sessionID);
        if (owner !== this.#owners.get(sessionID)) this.#set(sessionID, owner);
      }
      this.#hasLoggedAway = false;
    } catch (error) {
      if (!this.#hasLoggedAway) {
        const sentence =
          'The database cannot say which key began which session. Until it can, the first publisher that a relay hears keeps a session.';
        this.#parts.log.warn({ cause: String(error) }, sentence);
      }
      this.#hasLoggedAway = true;
    }
  }

  async #load(store: OwnerStore): Promise<void> {
    const stored = await store.all();
    this.#isLoaded = true;
    for (const [sessionID, owner] of stored) {
      if (!this.#claims.has(sessionID)) this.#set(sessionID, owner);
    }
  }

  #doubt(sessionID: string, owner: Owner): void {
    if (this.#store === null || this.#doubted.size >= limits.sessionOwnersMax) return;
    this.#doubted.set(sessionID, { owner, former: null });
  }

  #isKnown(owner: Owner): boolean {
    return owner === 'relay' || owner === 'setting' || this.#parts.isKnownKey(owner);
  }

  /** Its key was revoked. A key that is not known here may be another relay's. */
  #isGone(owner: Owner): boolean {
    return !this.#parts.hasOtherRelays && !this.#isKnown(owner);
  }

  #set(sessionID: string, owner: Owner): void {
    this.#owners.delete(sessionID);
    this.#owners.set(sessionID, owner);
    if (this.#owners.size <= limits.sessionOwnersMax) return;
    const oldest = this.#owners.keys().next().value!;
    this.#owners.delete(oldest);
    this.#claims.delete(oldest);
  }
}

/** @returns null: it showed no key */
function ownerFor(grant: AccessGrant): Owner | null {
  switch (grant.kind) {
    case 'nobody':
      return null;
    case 'relay':
    case 'setting':
      return grant.kind;
    case 'key':
      return grant.allows === 'admin' ? 'relay' : grant.id;
  }
}
