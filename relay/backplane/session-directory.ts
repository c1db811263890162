/**
 * Which relay owns which session. Every relay keeps one directory and hears the others' lists every two seconds. Of two
 * owners the higher epoch wins, so that all relays agree as soon as they hear one another. An epoch is the number of a
 * claim: the present time in ms, or more if the claimer has heard of a higher one for that session. Of equal ones the higher
 * relay id wins. `relay-cluster.ts` claims a session when an agent publishes it here. Pure: the caller passes the time.
 */
import { limits } from '../../protocol/limits.ts';
import type { DirectoryMessage, ListedElsewhere, RelayPresence } from './backplane-messages.ts';

/** A session that another relay owns. */
export interface RemoteSession {
  /** Instance of its owner. */
  readonly relay: string;
  readonly listed: ListedElsewhere;
  /** When it was heard, ms. */
  readonly heardAt: number;
}

interface KnownRelay {
  readonly name: string;
  heardAt: number;
  live: string | null;
  viewers: number;
  sessions: Map<string, RemoteSession>;
  /** Parts of a list that is not complete. */
  parts: RelayPresence[];
}

/** The session's owner is another one now. */
export interface OwnerChange {
  readonly sessionID: string;
  /** null: this relay owns it, or nobody does. */
  readonly owner: string | null;
  /** It was this relay's until now. */
  readonly wasOwn: boolean;
}

export class SessionDirectory {
  readonly relay: string;
  readonly #relays = new Map<string, KnownRelay>();
  /** Epochs of the sessions that this relay owns. */
  readonly #own = new Map<string, number>();
  /** Sessions of others. Of one that several own, the winner's. */
  readonly #elsewhere = new Map<string, RemoteSession>();
  /** The highest epoch of each session that was heard, the longest known first. */
  readonly #epochs = new Map<string, number>();

  constructor(relay: string) {
    this.relay = relay;
  }

  /** The session as another relay owns it; undefined: this relay owns it, or nobody does. */
  elsewhere(sessionID: string): RemoteSession | undefined {
    return this.#elsewhere.get(sessionID);
  }

  allElsewhere(): IterableIterator<RemoteSession> {
    return this.#elsewhere.values();
  }

  owns(sessionID: string): boolean {
    return this.#own.has(sessionID);
  }

  epochOf(sessionID: string): number {
    return this.#own.get(sessionID) ?? 0;
  }

  /** Other relays. */
  get relays(): { relay: string; name: string; viewers: number; sessions: number }[] {
    return [...this.#relays].map(([relay, { name, viewers, sessions }]) => ({
      relay,
      name,
      viewers,
      sessions: sessions.size,
    }));
  }

  /** The session that viewers of `live` watch at another relay; null: at none. */
  get liveElsewhere(): string | null {
    for (const { live } of this.#relays.values()) if (live !== null) return live;
    return null;
  }

  /** This relay owns the session from now on. @returns the change; null: it did before */
  claim(sessionID: string, now: number): OwnerChange | null {
    if (this.#own.has(sessionID)) return null;
    // Relays that do not hear one another go by their clocks.
    const epoch = Math.max((this.#epochs.get(sessionID) ?? 0) + 1, Math.floor(now));
    this.#own.set(sessionID, epoch);
    this.#noteEpoch(sessionID, epoch);
    this.#elsewhere.delete(sessionID);
    return { sessionID, owner: null, wasOwn: false };
  }

  /** This relay no longer has the session. */
  release(sessionID: string): void {
    this.#own.delete(sessionID);
  }

  /** Receives what another relay has published. */
  receive(message: DirectoryMessage, now: number): OwnerChange[] {
    if (message.relay === this.relay) return [];
    switch (message.type) {
      case 'presence':
        return this.#receivePresence(message, now);
      case 'session': {
        const known = this.#relays.get(message.relay);
        const { session } = message;
        if (known === undefined) return this.#addFrom(message.relay, message.relay, session, now);
        known.sessions.set(session.sessionID, {
          relay: message.relay,
          listed: session,
          heardAt: now,
        });
        return this.#decide([session.sessionID]);
      }
      case 'left':
        return this.#remove(message.relay);
      case 'hello':
        return [];
    }
  }

  /** A session of a relay whose presence was not heard yet. */
  #addFrom(relay: string, name: string, session: ListedElsewhere, now: number): OwnerChange[] {
    const sessions = new Map([[session.sessionID, { relay, listed: session, heardAt: now }]]);
    this.#relays.set(relay, { name, heardAt: now, live: null, viewers: 0, sessions, parts: [] });
    return this.#decide([session.sessionID]);
  }

  #receivePresence(message: RelayPresence, now: number): OwnerChange[] {
    const { relay, name, live, viewers, part, parts } = message;
    const known = this.#relays.get(relay);
    const before = part === 1 ? [] : (known?.parts ?? []);
    const received = [...before, message];
    const isWhole = received.length === parts && part === parts;
    const sessions = isWhole
      ? new Map(
          received
            .flatMap((one) => one.sessions)
            .map((listed) => [listed.sessionID, { relay, listed, heardAt: now }]),
        )
      : (known?.sessions ?? new Map<string, RemoteSession>());
    const ids = new Set([...(known?.sessions.keys() ?? []), ...sessions.keys()]);
    this.#relays.set(relay, {
      name,
      heardAt: now,
      live,
      viewers,
      sessions,
      parts: isWhole ? [] : received,
    });
    return isWhole ? this.#decide(ids) : [];
  }

  /** This relay stood still for so long, ms, and could not hear the others. */
  ignoreSilence(ms: number): void {
    for (const known of this.#relays.values()) known.heardAt += ms;
  }

  /** Removes relays that have been silent for too long. */
  expire(now: number): OwnerChange[] {
    const changes: OwnerChange[] = [];
    for (const [relay, { heardAt }] of this.#relays) {
      if (now - heardAt > limits.backplaneSilentMs) changes.push(...this.#remove(relay));
    }
    return changes;
  }

  #remove(relay: string): OwnerChange[] {
    const known = this.#relays.get(relay);
    this.#relays.delete(relay);
    return this.#decide(known?.sessions.keys() ?? []);
  }

  /** Decides again who owns these sessions. @returns those whose owner has changed */
  #decide(sessionIDs: Iterable<string>): OwnerChange[] {
    const changes: OwnerChange[] = [];
    for (const sessionID of sessionIDs) {
      const before = this.#elsewhere.get(sessionID);
      const winner = this.#winner(sessionID);
      const own = this.#own.get(sessionID);
      const isOwn = own !== undefined && (winner === null || !this.#beats(winner, own));
      const after = isOwn ? null : winner;
      if (after === null) this.#elsewhere.delete(sessionID);
      else this.#elsewhere.set(sessionID, after);
      if (own !== undefined && !isOwn) this.#own.delete(sessionID);
      if (before?.relay === after?.relay && before?.listed.epoch === after?.listed.epoch) continue;
      const wasOwn = own !== undefined && !isOwn;
      changes.push({ sessionID, owner: after?.relay ?? null, wasOwn });
    }
    return changes;
  }

  #winner(sessionID: string): RemoteSession | null {
    let winner: RemoteSession | null = null;
    for (const { sessions } of this.#relays.values()) {
      const one = sessions.get(sessionID);
      if (one === undefined) continue;
      this.#noteEpoch(sessionID, one.listed.epoch);
      if (winner === null || isHigher(one, winner)) winner = one;
    }
    return winner;
  }

  #beats({ relay, listed }: RemoteSession, ownEpoch: number): boolean {
    return listed.epoch > ownEpoch || (listed.epoch === ownEpoch && relay > this.relay);
  }

  #noteEpoch(sessionID: string, epoch: number): void {
    const known = this.#epochs.get(sessionID) ?? 0;
    this.#epochs.delete(sessionID);
    this.#epochs.set(sessionID, Math.max(known, epoch));
    if (this.#epochs.size > limits.backplaneEpochsMax) {
      this.#epochs.delete(this.#epochs.keys().next().value!);
    }
  }
}

function isHigher(one: RemoteSession, other: RemoteSession): boolean {
  const difference = one.listed.epoch - other.listed.epoch;
  return difference > 0 || (difference === 0 && one.relay > other.relay);
}
