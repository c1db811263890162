/**
 * The overview of this folder: makes several relays work as one. The relay that an agent publishes to owns its session:
 * timing, storage and events are decided there (`session-directory.ts` says who owns which). It sends its frames once
 * (`relay-viewers.ts`), and the other relays pass them on to their viewers (`remote-feeds.ts`). What callers ask of a session
 * goes to its owner (`owner-requests.ts`). While the backplane is away every relay works alone.
 */

import type { BackplaneStatus } from '../../protocol/backplane-status.ts';
import type { FocusChoice } from '../../protocol/cars.ts';
import { limits } from '../../protocol/limits.ts';
import type { LiveSessionStatus } from '../../protocol/live-session-status.ts';
import type { Log } from '../../protocol/log.ts';
import type { MarkAnswer } from '../../protocol/marked-moment.ts';
import type { RunKey } from '../../protocol/session.ts';
import type { WatchableSession } from '../../protocol/watch-list.ts';
import type { SessionOwners } from '../access/session-owners.ts';
import type { Hub } from '../broadcast/hub.ts';
import type { RemoteSessions } from '../broadcast/remote-sessions.ts';
import type { FollowedSession } from '../live/latest-session.ts';
import type { LiveSession } from '../live/live-session.ts';
import type { Broadcast, InheritedRun, SessionOwnership } from '../live/ports.ts';
import type { SessionRegistry } from '../live/session-registry.ts';
import type { LiveChunks } from '../live-chunks/live-chunks.ts';
import type { Backplane, Respond } from './backplane.ts';
import {
  bytesOfMessage,
  type DirectoryMessage,
  type ListedElsewhere,
  type RelayMessage,
  readDirectoryMessage,
  readRelayMessage,
} from './backplane-messages.ts';
import {
  changesOf,
  followedElsewhere,
  listedSession,
  watchableElsewhere,
} from './listed-session.ts';
import { ownBroadcast } from './own-broadcast.ts';
import { answerRequest, OwnerRequests } from './owner-requests.ts';
import { RelayViewers } from './relay-viewers.ts';
import { RemoteFeeds } from './remote-feeds.ts';
import { RemoteRacers } from './remote-racers.ts';
import { type OwnerChange, SessionDirectory } from './session-directory.ts';
import { directorySubject, relaySubject } from './subjects.ts';

export interface RelayClusterParts {
  readonly backplane: Backplane;
  /** This relay's instance. */
  readonly relay: string;
  /** For people: its host and port. */
  name(): string;
  readonly hub: Hub;
  sessions(): Pick<SessionRegistry, 'get' | 'all' | 'forget' | 'receive' | 'describe'>;
  /** The session that viewers of `live` watch here; null: there are none. */
  live(): string | null;
  /** Viewers of this relay. */
  viewers(): number;
  status(session: LiveSession): LiveSessionStatus;
  /** @returns null: it is not listed for viewers yet */
  watch(session: LiveSession): WatchableSession | null;
  /** To which publish key each session belongs. */
  readonly keys: Pick<SessionOwners, 'keyOf' | 'adopt'>;
  /** The stream as files. */
  chunks(): LiveChunks;
  /** @returns false: there is no such car */
  chooseFocus(sessionID: string, choice: FocusChoice): boolean;
  /** Marks the newest moment of an own session. @throws RelayError `nobody-drives`, `too-many` */
  mark(sessionID: string, note: string): MarkAnswer;
  readonly log: Log;
  /** ms */
  now(): number;
}

export class RelayCluster implements SessionOwnership {
  readonly #parts: RelayClusterParts;
  readonly #directory: SessionDirectory;
  readonly #feeds: RemoteFeeds;
  readonly #relayViewers: RelayViewers;
  /** Asks the owners of sessions. */
  readonly owners: OwnerRequests;
  readonly racers: RemoteRacers;
  /** What other relays were sent about each own session. */
  readonly #sent = new Map<string, string>();
  /** Sessions that are owned since a moment ago; the others are notified when the message that caused it is handled. */
  readonly #claimed = new Set<string>();
  #presenceAt = Number.NEGATIVE_INFINITY;
  #tickedAt: number | null = null;
  #isStopping = false;

  constructor(parts: RelayClusterParts) {
    this.#parts = parts;
    const { backplane, relay, hub, now } = parts;
    this.#directory = new SessionDirectory(relay);
    this.#relayViewers = new RelayViewers({ hub, backplane, relay, now });
    const ownerOf = (sessionID: string) => this.#directory.elsewhere(sessionID)?.relay ?? null;
    this.#feeds = new RemoteFeeds({ backplane, relay, now, ownerOf });
    this.racers = new RemoteRacers({
      backplane,
      isElsewhere: (sessionID) => this.isElsewhere(sessionID),
      now,
    });
    this.owners = new OwnerRequests({
      backplane,
      ownerOf,
      isPublished: (sessionID) => this.#directory.elsewhere(sessionID)?.listed.isPublished === true,
    });
  }

  /** Joins the other relays; resolves when their lists have had time to come. */
  async start(): Promise<void> {
    const { backplane, relay } = this.#parts;
    backplane.subscribe(directorySubject, (bytes) => this.#receiveDirectory(bytes));
    backplane.subscribe(relaySubject(relay), (bytes, respond) => this.#receive(bytes, respond));
    this.racers.start();
    backplane.onChange(() => {
      if (backplane.isConnected) this.#connected();
    });
    if (!backplane.isConnected) return;
    this.#connected();
    await new Promise((resolve) => setTimeout(resolve, limits.backplaneHelloMs));
  }

  #connected(): void {
    this.#publish({ type: 'hello', relay: this.#parts.relay });
    this.#sendPresence();
    this.#feeds.reconnected();
  }

  get remote(): RemoteSessions {
    return this.#feeds;
  }

  isElsewhere(sessionID: string): boolean {
    return this.#directory.elsewhere(sessionID) !== undefined;
  }

  /** The broadcast for the live sessions of this relay: it is silent about those that another relay owns. */
  broadcastOf(broadcast: Broadcast): Broadcast {
    return ownBroadcast(broadcast, (sessionID) => this.isElsewhere(sessionID));
  }

  // ------------------------------------------------------------------ ownership

  attached(sessionID: string): void {
    this.#claim(sessionID);
  }

  published(sessionID: string): void {
    if (this.#directory.owns(sessionID)) return;
    const elsewhere = this.#directory.elsewhere(sessionID);
    if (elsewhere?.listed.isPublished !== true) this.#claim(sessionID);
  }

  inherited(sessionID: string): InheritedRun | null {
    const elsewhere = this.#directory.elsewhere(sessionID);
    if (elsewhere === undefined) return null;
    return { number: elsewhere.listed.run, name: elsewhere.listed.runName };
  }

  #claim(sessionID: string): void {
    const change = this.#directory.claim(sessionID, this.#parts.now());
    if (change === null) return;
    this.#apply(change);
    if (this.#claimed.size === 0) queueMicrotask(() => this.#announceClaims());
    this.#claimed.add(sessionID);
  }

  #announceClaims(): void {
    for (const sessionID of this.#claimed) {
      this.#sendSession(sessionID);
      this.#parts.hub.sendSession(sessionID);
    }
    this.#claimed.clear();
  }

  #apply({ sessionID, owner, wasOwn }: OwnerChange): void {
    const { hub, log } = this.#parts;
    if (wasOwn) {
      log.info({ sessionID }, 'The session is published at another relay, which owns it now.');
      this.#sent.delete(sessionID);
      this.#parts.sessions().forget(sessionID);
    }
    // Other relays take it from the owner.
    if (owner !== null) this.#relayViewers.drop(sessionID);
    this.#feeds.ownerChanged(sessionID, hub.groupsOf(sessionID));
    if (owner === null && !this.#directory.owns(sessionID)) hub.sendSession(sessionID);
  }

  // ------------------------------------------------------------------ messages

  #receiveDirectory(bytes: Buffer): void {
    const message = readDirectoryMessage(bytes);
    if (message === null || this.#isStopping) return;
    if (message.type === 'hello') this.#sendPresence();
    for (const { sessionID, key } of sessionsIn(message)) {
      if (key !== null) this.#parts.keys.adopt(sessionID, key);
    }
    for (const change of this.#directory.receive(message, this.#parts.now())) this.#apply(change);
  }

  #receive(bytes: Buffer, respond: Respond): void {
    const message = readRelayMessage(bytes);
    if (message === null || this.#isStopping) return;
    const answer = this.#answerTo(message);
    if (answer !== null) respond(answer);
  }

  /** @returns null: no answer */
  #answerTo(message: RelayMessage): Buffer | null {
    switch (message.type) {
      case 'join':
        // A relay that heard of another owner too early asks again.
        return this.isElsewhere(message.sessionID) ? null : this.#relayViewers.join(message);
      case 'feeds':
        return Buffer.from(JSON.stringify(this.#relayViewers.renew(message)));
      default:
        return answerRequest(message, { ...this.#parts, sessions: this.#parts.sessions() });
    }
  }

  #publish(message: DirectoryMessage): void {
    this.#parts.backplane.publish(directorySubject, bytesOfMessage(message));
  }

  #sendSession(sessionID: string): void {
    const session = this.#ownSession(sessionID);
    if (session === null) return;
    const { relay } = this.#parts;
    this.#sent.set(sessionID, this.#changesOf(session));
    this.#publish({ type: 'session', relay, session: this.#listed(session) });
  }

  #sendPresence(): void {
    const { relay, name, live, viewers, now } = this.#parts;
    this.#presenceAt = now();
    const own = this.#own();
    for (const session of own) this.#sent.set(session.id, this.#changesOf(session));
    const sessions = own.map((session) => this.#listed(session));
    const parts = Math.max(1, Math.ceil(sessions.length / limits.backplaneListMax));
    for (let part = 1; part <= parts; part++) {
      const from = (part - 1) * limits.backplaneListMax;
      this.#publish({
        type: 'presence',
        relay,
        name: name(),
        live: live(),
        viewers: viewers(),
        part,
        parts,
        sessions: sessions.slice(from, from + limits.backplaneListMax),
      });
    }
  }

  #ownSession(sessionID: string): LiveSession | null {
    if (!this.#directory.owns(sessionID)) return null;
    return this.#parts.sessions().get(sessionID) ?? null;
  }

  #own(): LiveSession[] {
    return [...this.#parts.sessions().all()].filter(({ id }) => this.#directory.owns(id));
  }

  #listed(session: LiveSession) {
    const { status, watch, keys, now } = this.#parts;
    const owned = {
      epoch: this.#directory.epochOf(session.id),
      key: keys.keyOf(session.id),
      now: now(),
    };
    return listedSession(session, owned, { status: status(session), watch: watch(session) });
  }

  #changesOf(session: LiveSession): string {
    const { keys, now } = this.#parts;
    return changesOf(session, keys.keyOf(session.id), now());
  }

  // ------------------------------------------------------------------ time

  /** Called a few times a second. */
  tick(): void {
    const { now } = this.#parts;
    const sessions = this.#parts.sessions();
    const stoodStillMs = now() - (this.#tickedAt ?? now());
    this.#tickedAt = now();
    if (stoodStillMs > limits.backplaneStallMs) this.#directory.ignoreSilence(stoodStillMs);
    for (const change of this.#directory.expire(now())) this.#apply(change);
    this.#feeds.tick();
    this.#relayViewers.tick();
    for (const session of [...sessions.all()]) {
      if (this.isElsewhere(session.id)) sessions.forget(session.id);
    }
    for (const sessionID of this.#sent.keys()) {
      const session = this.#ownSession(sessionID);
      if (session === null) {
        this.#sent.delete(sessionID);
        this.#directory.release(sessionID);
      } else if (this.#changesOf(session) !== this.#sent.get(sessionID)) {
        this.#sendSession(sessionID);
      }
    }
    if (now() - this.#presenceAt < limits.backplanePresenceMs) return;
    this.#sendPresence();
    this.#feeds.renew();
  }

  /** The other relays learn at once that this one ends. */
  async stop(): Promise<void> {
    this.#publish({ type: 'left', relay: this.#parts.relay });
    this.#isStopping = true;
    await this.#parts.backplane.close();
  }

  // ------------------------------------------------------------------ what the API asks for

  /** Sessions of all relays, as candidates for `live`. */
  *allFollowed(): Iterable<FollowedSession> {
    for (const session of this.#parts.sessions().all()) {
      if (!this.isElsewhere(session.id)) yield session;
    }
    const now = this.#parts.now();
    for (const one of this.#directory.allElsewhere()) yield followedElsewhere(one, now);
  }

  followedSession(sessionID: string): FollowedSession | undefined {
    const one = this.#directory.elsewhere(sessionID);
    return one === undefined ? undefined : followedElsewhere(one, this.#parts.now());
  }

  /** The session that viewers of `live` watch at another relay; null: at none. */
  get liveElsewhere(): string | null {
    return this.#directory.liveElsewhere;
  }

  watchable(): WatchableSession[] {
    const now = this.#parts.now();
    return [...this.#directory.allElsewhere()]
      .map((one) => watchableElsewhere(one, now))
      .filter((one) => one !== null);
  }

  /** The run of a session that another relay owns; null: none does. */
  runOf(sessionID: string): RunKey | null {
    const one = this.#directory.elsewhere(sessionID);
    return one === undefined ? null : { sessionID, run: one.listed.runName ?? '' };
  }

  /** Viewers of an own session at other relays, beyond those that its groups count. */
  moreViewersOf(sessionID: string): number {
    return this.#relayViewers.viewersOf(sessionID) - this.#relayViewers.feedsOf(sessionID);
  }

  status(): BackplaneStatus {
    const { backplane } = this.#parts;
    const { counts } = this.#feeds;
    const sent = this.#relayViewers.counts;
    return {
      isConnected: backplane.isConnected,
      problem: backplane.problem,
      relays: this.#directory.relays.map(({ name, viewers, sessions }) => ({
        name,
        viewers,
        sessions,
      })),
      sessions: this.#sessionsElsewhere(),
      feeds: this.#feeds.size,
      messagesReceived: counts.messages,
      bytesReceived: counts.bytes,
      messagesLost: counts.lost,
      messagesSent: sent.messages,
      bytesSent: sent.bytes,
    };
  }

  #sessionsElsewhere(): LiveSessionStatus[] {
    return [...this.#directory.allElsewhere()].map(({ listed }) => listed.status);
  }
}

function sessionsIn(message: DirectoryMessage): readonly ListedElsewhere[] {
  if (message.type === 'presence') return message.sessions;
  return message.type === 'session' ? [message.session] : [];
}
