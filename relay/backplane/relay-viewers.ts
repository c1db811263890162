/**
 * The viewers at other relays, as the owner of their session sees them: one for each session and encoding, however many
 * relays and viewers there are. Each message is encoded once and published once; the backplane copies it to the relays.
 */
import type { CloseKind } from '../../protocol/close-codes.ts';
import { limits } from '../../protocol/limits.ts';
import type {
  ConnectionPool,
  PooledConnectionInfo,
  Subscribers,
} from '../broadcast/connection-pool.ts';
import type { Hub } from '../broadcast/hub.ts';
import type { Viewer, ViewerRequest } from '../broadcast/viewer.ts';
import type { Encoding } from '../broadcast/viewer-encoding.ts';
import type { Backplane } from './backplane.ts';
import type { RelayMessage } from './backplane-messages.ts';
import { feedMessage, nextNumber } from './feed-messages.ts';
import { feedSubject } from './subjects.ts';
import { readEncoding } from './written-encoding.ts';

export interface RelayViewersParts {
  readonly hub: Hub;
  readonly backplane: Backplane;
  /** This relay's instance. */
  readonly relay: string;
  /** ms */
  now(): number;
}

interface Taker {
  takenAt: number;
  viewers: number;
}

/** Stands for all viewers of a session in one encoding at other relays. */
class FeedViewer implements Viewer {
  readonly id: number;
  readonly pool: FeedPool;
  readonly encoding: Encoding;
  readonly since: number;
  readonly feedOf: string;
  readonly subject: string;
  readonly overlay = null;
  readonly layout = null;
  readonly build = null;
  readonly visible = true;
  sessionID: string | null = null;
  /** The relays that take it. */
  readonly takers = new Map<string, Taker>();
  /** Number of the next message. */
  next = 0;

  constructor(pool: FeedPool, id: number, feedOf: string, subject: string, encoding: Encoding) {
    this.pool = pool;
    this.id = id;
    this.feedOf = feedOf;
    this.subject = subject;
    this.encoding = encoding;
    this.since = pool.now();
  }

  get request(): ViewerRequest {
    return {
      target: { kind: 'session', sessionID: this.feedOf },
      isLocal: false,
      remoteAddress: '',
      grant: { kind: 'relay' },
      quotaHolder: 'other relays',
      userAgent: '',
      parameters: {},
    };
  }
}

/** Publishes what a pool of sockets would write. */
class FeedPool implements ConnectionPool {
  readonly #parts: RelayViewersParts;
  readonly viewers = new Map<number, FeedViewer>();
  messages = 0;
  bytes = 0;

  constructor(parts: RelayViewersParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.viewers.size;
  }

  now(): number {
    return this.#parts.now();
  }

  subscribers(): Subscribers {
    return new FeedSubscribers(this);
  }

  publish(viewer: FeedViewer, frames: Buffer): void {
    this.#parts.backplane.publish(viewer.subject, feedMessage(viewer.next, frames));
    viewer.next = nextNumber(viewer.next);
    this.messages++;
    this.bytes += frames.length;
  }

  /** A feed has no sockets of its own, and its relays ask for the state themselves. */
  add(): void {}
  send(): void {}
  close(_id: number, _kind: CloseKind): void {}
  tick(): void {}

  info(): PooledConnectionInfo {
    return { messagesSkipped: 0, backlogBytes: 0 };
  }
}

/** Of one group of viewers there is at most one feed. */
class FeedSubscribers implements Subscribers {
  readonly pool: FeedPool;
  readonly #viewers = new Set<FeedViewer>();

  constructor(pool: FeedPool) {
    this.pool = pool;
  }

  get size(): number {
    return this.#viewers.size;
  }

  add(id: number): void {
    const viewer = this.pool.viewers.get(id);
    if (viewer !== undefined) this.#viewers.add(viewer);
  }

  remove(id: number): void {
    const viewer = this.pool.viewers.get(id);
    if (viewer !== undefined) this.#viewers.delete(viewer);
  }

  write(message: Buffer): void {
    for (const viewer of this.#viewers) this.pool.publish(viewer, message);
  }
}

export class RelayViewers {
  readonly #parts: RelayViewersParts;
  readonly #pool: FeedPool;
  /** By session and token of the encoding. */
  readonly #feeds = new Map<string, FeedViewer>();
  #nextId = 1;

  constructor(parts: RelayViewersParts) {
    this.#parts = parts;
    this.#pool = new FeedPool(parts);
  }

  /** Messages published so far, and their bytes. */
  get counts(): { messages: number; bytes: number } {
    const { messages, bytes } = this.#pool;
    return { messages, bytes };
  }

  /** Viewers of a session at other relays. */
  viewersOf(sessionID: string): number {
    let count = 0;
    for (const feed of this.#feeds.values()) {
      if (feed.feedOf !== sessionID) continue;
      for (const { viewers } of feed.takers.values()) count += viewers;
    }
    return count;
  }

  /** How many members of the session's groups stand for other relays. */
  feedsOf(sessionID: string): number {
    return [...this.#feeds.values()].filter(({ feedOf }) => feedOf === sessionID).length;
  }

  /** Another relay takes a session. @returns its state, for the first viewers; null: the encoding is not known here */
  join({ relay, sessionID, token, encoding }: RelayMessage & { type: 'join' }): Buffer | null {
    const { hub, now } = this.#parts;
    const name = `${sessionID} ${token}`;
    let feed = this.#feeds.get(name);
    if (feed === undefined) {
      const read = readEncoding(encoding);
      if (read === null) return null;
      const subject = feedSubject(sessionID, this.#parts.relay, token);
      feed = new FeedViewer(this.#pool, this.#nextId++, sessionID, subject, read);
      this.#feeds.set(name, feed);
      this.#pool.viewers.set(feed.id, feed);
      hub.enter(feed);
      hub.join(feed, sessionID);
    }
    feed.takers.set(relay, { takenAt: now(), viewers: feed.takers.get(relay)?.viewers ?? 1 });
    return feedMessage(feed.next, Buffer.concat(hub.stateFor(feed)));
  }

  /** All feeds that a relay still takes. @returns tokens of those that are not known here (any more) */
  renew({ relay, feeds }: RelayMessage & { type: 'feeds' }): string[] {
    const wanted = new Map(
      feeds.map(({ sessionID, token, viewers }) => [`${sessionID} ${token}`, viewers]),
    );
    for (const [name, feed] of this.#feeds) {
      const viewers = wanted.get(name);
      if (!feed.takers.has(relay)) continue;
      if (viewers === undefined) this.#leave(name, feed, relay);
      else {
        feed.takers.set(relay, { takenAt: this.#parts.now(), viewers });
      }
    }
    return [...wanted.keys()].filter((name) => this.#feeds.get(name)?.takers.has(relay) !== true);
  }

  tick(): void {
    const now = this.#parts.now();
    for (const [name, feed] of this.#feeds) {
      for (const [relay, { takenAt }] of feed.takers) {
        if (now - takenAt > limits.backplaneFeedMs) this.#leave(name, feed, relay);
      }
    }
  }

  /** This relay no longer owns the session, so the other relays take it from elsewhere. */
  drop(sessionID: string): void {
    for (const [name, feed] of this.#feeds) if (feed.feedOf === sessionID) this.#end(name, feed);
  }

  #leave(name: string, feed: FeedViewer, relay: string): void {
    feed.takers.delete(relay);
    if (feed.takers.size === 0) this.#end(name, feed);
  }

  #end(name: string, feed: FeedViewer): void {
    this.#parts.hub.exit(feed);
    this.#feeds.delete(name);
    this.#pool.viewers.delete(feed.id);
  }
}
