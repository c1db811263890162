/**
 * The sessions that viewers of this relay watch and another relay owns. A feed brings the bytes of one session in one
 * encoding and passes them on as they are. It begins with its first viewer and ends ten seconds after its last. Each viewer
 * gets the state before its first frame.
 */
import { limits } from '../../protocol/limits.ts';
import type { BroadcastGroup } from '../broadcast/broadcast-group.ts';
import type { RemoteSessions } from '../broadcast/remote-sessions.ts';
import type { Viewer } from '../broadcast/viewer.ts';
import type { Encoding } from '../broadcast/viewer-encoding.ts';
import type { Backplane } from './backplane.ts';
import { bytesOfMessage, jsonOf } from './backplane-messages.ts';
import { nextNumber, readFeedMessage } from './feed-messages.ts';
import { feedSubject, relaySubject } from './subjects.ts';
import { tokenOf, writtenEncoding } from './written-encoding.ts';

export interface RemoteFeedsParts {
  readonly backplane: Backplane;
  /** This relay's instance. */
  readonly relay: string;
  /** The relay that owns the session; null: this relay does, or none. */
  ownerOf(sessionID: string): string | null;
  /** ms */
  now(): number;
}

/**
 * - `joining`: the state was asked for; frames are dropped until it comes
 * - `flowing`: frames are passed on; `next` is the number of the next one
 */
type FeedPhase = { readonly kind: 'joining' } | { readonly kind: 'flowing'; next: number };

class RemoteFeed {
  readonly sessionID: string;
  readonly encoding: Encoding;
  readonly token: string;
  readonly owner: string;
  phase: FeedPhase = { kind: 'joining' };
  /** null: it has no viewers at the moment. */
  group: BroadcastGroup | null = null;
  /** When its last viewer left, ms. */
  idleSince = 0;
  /** When the state was asked for, ms; null: no answer is awaited. */
  askedAt: number | null = null;
  /** Viewers that asked for the state since then. */
  readonly waiting = new Set<Viewer>();
  unsubscribe: () => void = () => {};

  constructor(sessionID: string, encoding: Encoding, owner: string) {
    this.sessionID = sessionID;
    this.encoding = encoding;
    this.token = tokenOf(encoding);
    this.owner = owner;
  }
}

export class RemoteFeeds implements RemoteSessions {
  readonly #parts: RemoteFeedsParts;
  /** By session and token. */
  readonly #feeds = new Map<string, RemoteFeed>();
  /** Messages passed on, and messages that were lost on the way. */
  readonly counts = { messages: 0, bytes: 0, lost: 0 };

  constructor(parts: RemoteFeedsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#feeds.size;
  }

  isElsewhere(sessionID: string): boolean {
    return this.#parts.ownerOf(sessionID) !== null;
  }

  joined(group: BroadcastGroup, viewer: Viewer): void {
    const feed = this.#feedFor(group);
    if (feed === null) return;
    feed.waiting.add(viewer);
    this.#ask(feed);
  }

  /** A viewer of a group needs the newest state. */
  refresh(group: BroadcastGroup, viewer: Viewer): void {
    this.joined(group, viewer);
  }

  left(group: BroadcastGroup, viewer: Viewer): void {
    const feed = this.#feeds.get(nameOf(group.sessionID, group.encoding));
    if (feed === undefined) return;
    feed.waiting.delete(viewer);
    if (group.size > 0 || feed.group !== group) return;
    feed.group = null;
    feed.idleSince = this.#parts.now();
  }

  /** Takes a session from its present owner. @param groups all groups of its viewers here */
  ownerChanged(sessionID: string, groups: Iterable<BroadcastGroup>): void {
    for (const [name, feed] of this.#feeds) if (feed.sessionID === sessionID) this.#end(name, feed);
    for (const group of groups) {
      // Frames of the former owner must not follow the state of the new one.
      group.reset();
      if (this.#parts.ownerOf(sessionID) === null) {
        group.admitAll();
      } else {
        const feed = this.#feedFor(group);
        if (feed !== null) this.#ask(feed);
      }
    }
  }

  /** The backplane is there again: everything may have changed meanwhile. */
  reconnected(): void {
    for (const feed of this.#feeds.values()) this.#rejoin(feed);
  }

  /** A few times a second: asks again for what was not answered, and ends feeds without viewers. */
  tick(): void {
    const now = this.#parts.now();
    for (const [name, feed] of this.#feeds) {
      const isIdle = feed.group === null && now - feed.idleSince >= limits.backplaneLeaveMs;
      if (isIdle) this.#end(name, feed);
      else if (feed.askedAt === null && (feed.phase.kind === 'joining' || feed.waiting.size > 0)) {
        this.#ask(feed);
      }
    }
  }

  /** Reports to each owner which feeds this relay still takes; those that the owner has forgotten begin again. */
  renew(): void {
    const byOwner = new Map<string, { sessionID: string; token: string; viewers: number }[]>();
    for (const { owner, sessionID, token, group } of this.#feeds.values()) {
      const feeds = byOwner.get(owner) ?? [];
      feeds.push({ sessionID, token, viewers: group?.size ?? 0 });
      byOwner.set(owner, feeds);
    }
    const { backplane, relay } = this.#parts;
    for (const [owner, feeds] of byOwner) {
      const message = bytesOfMessage({ type: 'feeds', relay, feeds });
      backplane.request(relaySubject(owner), message, limits.backplaneAnswerMs, (answer) => {
        const forgotten: unknown = answer === null ? null : jsonOf(answer);
        if (!Array.isArray(forgotten)) return;
        for (const feed of this.#feeds.values()) {
          const isForgotten = forgotten.includes(`${feed.sessionID} ${feed.token}`);
          if (isForgotten && feed.owner === owner && feed.phase.kind === 'flowing')
            this.#rejoin(feed);
        }
      });
    }
  }

  #feedFor(group: BroadcastGroup): RemoteFeed | null {
    const { sessionID, encoding } = group;
    const owner = this.#parts.ownerOf(sessionID);
    if (owner === null) return null;
    const name = nameOf(sessionID, encoding);
    const known = this.#feeds.get(name);
    if (known !== undefined) {
      known.group = group;
      return known;
    }
    const feed = new RemoteFeed(sessionID, encoding, owner);
    feed.group = group;
    this.#feeds.set(name, feed);
    feed.unsubscribe = this.#parts.backplane.subscribe(
      feedSubject(sessionID, owner, feed.token),
      (bytes) => this.#receive(feed, bytes),
    );
    return feed;
  }

  #receive(feed: RemoteFeed, bytes: Buffer): void {
    const message = readFeedMessage(bytes);
    if (message === null || feed.phase.kind !== 'flowing') return;
    const { number, frames } = message;
    if (number !== feed.phase.next) {
      const missing = (number - feed.phase.next) >>> 0;
      // A number below the expected one was in the state already.
      if (missing > 2 ** 31) return;
      this.counts.lost += missing;
      this.#rejoin(feed);
      return;
    }
    feed.phase.next = nextNumber(number);
    this.counts.messages++;
    this.counts.bytes += frames.length;
    feed.group?.write(frames);
  }

  /** Messages were lost, so every viewer needs the state. */
  #rejoin(feed: RemoteFeed): void {
    feed.phase = { kind: 'joining' };
    feed.askedAt = null;
    this.#ask(feed);
  }

  #ask(feed: RemoteFeed): void {
    if (feed.askedAt !== null) return;
    const { backplane, relay, now } = this.#parts;
    const { sessionID, token, encoding, owner } = feed;
    const askedAt = now();
    feed.askedAt = askedAt;
    const asking = [...feed.waiting];
    const message = bytesOfMessage({
      type: 'join',
      relay,
      sessionID,
      token,
      encoding: writtenEncoding(encoding),
    });
    backplane.request(relaySubject(owner), message, limits.backplaneAnswerMs, (answer) => {
      const isCurrent = this.#feeds.get(nameOf(sessionID, encoding)) === feed;
      if (!isCurrent || feed.askedAt !== askedAt) return;
      feed.askedAt = null;
      const state = answer === null ? null : readFeedMessage(answer);
      // The next tick asks again.
      if (state === null) return;
      this.#admit(feed, asking, state.number, state.frames);
      if (feed.waiting.size > 0) this.#ask(feed);
    });
  }

  #admit(feed: RemoteFeed, asking: readonly Viewer[], next: number, state: Buffer): void {
    const { group } = feed;
    if (feed.phase.kind === 'joining') {
      feed.phase = { kind: 'flowing', next };
      feed.waiting.clear();
      group?.admitAll();
      if (state.length > 0) group?.write(state);
      return;
    }
    for (const viewer of asking) {
      if (!feed.waiting.delete(viewer)) continue;
      if (state.length > 0) viewer.pool.send(viewer.id, state);
      group?.admit(viewer);
    }
  }

  #end(name: string, feed: RemoteFeed): void {
    feed.unsubscribe();
    this.#feeds.delete(name);
  }
}

function nameOf(sessionID: string, encoding: Encoding): string {
  return `${sessionID} ${encoding.key}`;
}
