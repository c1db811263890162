/**
 * The watching sockets, `/ws/{session}`: plain clients that only receive, and our own pages that say first what
 * they draw. Reads what a viewer says; never queues anything for it.
 */

import { type ChannelName, channelByName } from '../../protocol/channels.ts';
import type { CloseKind } from '../../protocol/close-codes.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import {
  protocolVersion,
  type RelayToViewer,
  type ViewerHello,
  type ViewerSettings,
  type ViewerWelcome,
  viewerSubprotocol,
} from '../../protocol/messages.ts';
import { type QuotaHolder, thisMachine } from '../access/address-quota.ts';
import { RelayError } from '../errors.ts';
import { isRecord, readMessage, readPing } from '../transport/messages.ts';
import { textFrame } from '../transport/websocket-frames.ts';
import type { ConnectionPool, PoolListener, UpgradeRequest } from './connection-pool.ts';
import { plainForm } from './encoding.ts';
import type { Hub } from './hub.ts';
import type { LatestSessionViewers } from './latest-session-viewers.ts';
import type { ConnectionPools } from './pools.ts';
import { type Target, type Viewer, type ViewerInfo, viewerFacts } from './viewer.ts';

export interface ViewersParts {
  readonly hub: Hub;
  readonly followers: LatestSessionViewers;
  readonly stands: Pick<ConnectionPools, 'choose'>;
  readonly log: Log;
  readonly instance: string;
  /** Build of the pages that this relay serves. */
  build(): string;
  /** The theme chosen for an overlay; null: the page's own choice. */
  themeOf(overlay: string | null): string | null;
  /** Themes chosen for single overlays, by the overlay's name. */
  overlayThemes(): Readonly<Record<string, string>>;
  now(): number;
}

/** What is known of a socket before it says anything. */
export interface Arrival {
  readonly target: Target;
  readonly parameters: Readonly<Record<string, string>>;
  readonly door: UpgradeRequest;
  /** Of this machine, so that it gets each frame at once. */
  readonly isLocal: boolean;
  readonly quotaHolder: QuotaHolder;
  /** Called once, when the socket is gone. */
  release(): void;
}

/**
 * - `arriving`: it is no WebSocket yet
 * - `greeting`: a page that has not said hello
 * - `plain`: a client that speaks no protocol of ours; it watches
 * - `page`: a page past its hello; it watches
 * - `closing`: it was told why it is closed, or has gone; what it still says is not heard
 */
type ViewerState = 'arriving' | 'greeting' | 'plain' | 'page' | 'closing';

class ViewerPeer implements Viewer {
  readonly id: number;
  readonly stand: ConnectionPool;
  readonly target: Target;
  readonly isLocal: boolean;
  readonly remoteAddress: string;
  readonly quotaHolder: QuotaHolder;
  readonly release: () => void;
  readonly userAgent: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly since: number;
  overlay: string | null = null;
  layout: string | null = null;
  build: string | null = null;
  form = plainForm;
  visible = true;
  sessionID: string | null = null;
  state: ViewerState = 'arriving';
  /** Messages in the second that is running. */
  messages = 0;

  constructor(id: number, stand: ConnectionPool, arrival: Arrival, since: number) {
    const { target, parameters, door, isLocal, quotaHolder } = arrival;
    this.id = id;
    this.stand = stand;
    this.target = target;
    this.parameters = parameters;
    this.remoteAddress = door.socket.remoteAddress ?? '';
    this.isLocal = isLocal;
    this.quotaHolder = quotaHolder;
    this.release = () => arrival.release();
    this.userAgent = (door.request.headers['user-agent'] ?? '').slice(0, 300);
    this.since = since;
  }

  get watches(): boolean {
    return this.state === 'plain' || this.state === 'page';
  }

  send(message: RelayToViewer): void {
    this.stand.send(this.id, textFrame(JSON.stringify(message)));
  }
}

export class Viewers implements PoolListener {
  readonly #parts: ViewersParts;
  readonly #peers = new Map<number, ViewerPeer>();
  /** Messages of strangers in the second that is running. */
  readonly #messagesOf = new Map<QuotaHolder, number>();
  #nextId = 1;

  constructor(parts: ViewersParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#peers.size;
  }

  list(): ViewerInfo[] {
    return [...this.#peers.values()].filter((peer) => peer.watches).map(viewerFacts);
  }

  /** Gives a request that was let in a seat. */
  accept(arrival: Arrival): void {
    const stand = this.#parts.stands.choose();
    const peer = new ViewerPeer(this.#nextId++, stand, arrival, this.#parts.now());
    this.#peers.set(peer.id, peer);
    stand.take(peer.id, arrival.door, this);
  }

  opened(id: number, subprotocol: string): void {
    const peer = this.#peers.get(id);
    if (peer?.state !== 'arriving') return;
    this.#guarded(peer, () => {
      if (subprotocol === '') this.#enter(peer, 'plain');
      else if (subprotocol === viewerSubprotocol) peer.state = 'greeting';
      else this.#end(peer, 'wrongVersion');
    });
  }

  heard(id: number, data: Buffer, isBinary: boolean): void {
    const peer = this.#peers.get(id);
    if (peer === undefined || peer.state === 'closing') return;
    this.#guarded(peer, () => {
      if (this.#saysTooMuch(peer)) this.#end(peer, 'tooMany', 'Too many messages a second.');
      // A plain client has nothing to say.
      else if (peer.state !== 'plain') this.#hear(peer, data, isBinary);
    });
  }

  /** A mistake in handling one viewer closes that one. */
  #guarded(peer: ViewerPeer, act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#parts.log.error({ err: error }, 'A message of a viewer could not be handled.');
      this.#end(peer, 'failed');
    }
  }

  caughtUp(id: number): void {
    const peer = this.#peers.get(id);
    if (peer?.watches) this.#parts.hub.sendSession(peer);
  }

  lost(id: number, kind: 'stuck' | 'silent'): void {
    const peer = this.#peers.get(id);
    if (peer === undefined || peer.state === 'closing') return;
    if (kind === 'stuck') this.#parts.hub.counters.stuck++;
    this.#end(peer, kind);
  }

  closed(id: number): void {
    const peer = this.#peers.get(id);
    if (peer === undefined) return;
    this.#exit(peer);
    this.#peers.delete(id);
    peer.release();
  }

  /** Once a second: looks after those that never said hello. */
  tick(): void {
    const now = this.#parts.now();
    this.#messagesOf.clear();
    for (const peer of this.#peers.values()) {
      peer.messages = 0;
      if (peer.state !== 'arriving' && peer.state !== 'greeting') continue;
      const isLate = now - peer.since > limits.helloTimeoutMs;
      if (isLate) this.#end(peer, 'badMessage', 'There was no hello.');
    }
  }

  /** Tells all pages which theme is chosen for them. @param changed a theme whose file was changed */
  tellThemes(changed?: string): void {
    for (const peer of this.#peers.values()) {
      if (peer.state === 'page') this.#tellTheme(peer, changed === undefined ? {} : { changed });
    }
  }

  /** Tells the pages of a layout that it is another one now. */
  tellLayout(name: string): void {
    for (const peer of this.#peers.values()) {
      if (peer.state === 'page' && peer.layout === name) this.#tellTheme(peer, { layout: name });
    }
  }

  /** Ends all. */
  stop(): void {
    for (const peer of this.#peers.values()) this.#end(peer, 'shuttingDown');
  }

  /** Counts a message. One address with very many viewers loses those that say more than a page ever does. */
  #saysTooMuch(peer: ViewerPeer): boolean {
    peer.messages++;
    if (peer.messages > limits.viewerMessagesPerSecondMax) return true;
    if (peer.quotaHolder === thisMachine) return false;
    const ofAddress = (this.#messagesOf.get(peer.quotaHolder) ?? 0) + 1;
    this.#messagesOf.set(peer.quotaHolder, ofAddress);
    return (
      ofAddress > limits.viewerMessagesPerAddressMax && peer.messages > limits.viewerMessagesUsual
    );
  }

  #hear(peer: ViewerPeer, data: Buffer, isBinary: boolean): void {
    const message = isBinary ? null : readMessage(data);
    if (message === null) {
      this.#end(peer, 'badMessage');
      return;
    }
    const pingId = readPing(message);
    if (pingId !== null) {
      peer.send({ type: 'pong', id: pingId, relayMs: this.#parts.now() });
    } else if (message.type === 'hello' && peer.state === 'greeting') {
      this.#welcome(peer, message);
    } else if (isVisible(message) && peer.state === 'page') {
      this.#setVisible(peer, message.visible);
    } else {
      this.#end(peer, 'badMessage');
    }
  }

  #welcome(peer: ViewerPeer, message: Record<string, unknown>): void {
    if (message.protocol !== protocolVersion) {
      this.#end(peer, 'wrongVersion');
      return;
    }
    const hello = readHello(message);
    if (hello === null) {
      this.#end(peer, 'badMessage', 'The hello is not of the protocol.');
      return;
    }
    // A page that asks for what this relay does not know is newer than it: it must be loaded anew.
    if (!hello.channels.every((name) => channelByName.has(name))) {
      this.#end(peer, 'wrongVersion', 'The page asks for channels that this relay does not know.');
      return;
    }
    const { hub, instance, build, now } = this.#parts;
    try {
      peer.form = hub.formOf(
        peer.quotaHolder,
        hello.channels,
        hello.hz,
        !peer.isLocal,
        hello.board,
      );
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      this.#end(peer, 'tooMany', error.message);
      return;
    }
    peer.overlay = hello.overlay;
    peer.layout = hello.layout ?? null;
    peer.build = hello.build;
    this.#enter(peer, 'page');
    const { session, state, board } = hub.sessionFor(peer);
    const welcome: ViewerWelcome = {
      type: 'welcome',
      protocol: protocolVersion,
      build: build(),
      instance,
      relayMs: now(),
      session,
      state,
      ...(board === undefined ? {} : { board }),
    };
    peer.send(welcome);
    const isChosen =
      this.#parts.themeOf(peer.overlay) !== null ||
      (peer.layout !== null && Object.keys(this.#parts.overlayThemes()).length > 0);
    if (isChosen) this.#tellTheme(peer, {});
  }

  #tellTheme(peer: ViewerPeer, news: Pick<ViewerSettings, 'changed' | 'layout'>): void {
    const { themeOf, overlayThemes } = this.#parts;
    const theme = themeOf(peer.layout === null ? peer.overlay : null);
    const overlays = peer.layout === null ? {} : { overlays: overlayThemes() };
    peer.send({ type: 'settings', theme, ...overlays, ...news });
  }

  #enter(peer: ViewerPeer, state: 'plain' | 'page'): void {
    const { hub, followers } = this.#parts;
    const { target } = peer;
    peer.state = state;
    hub.enter(peer);
    if (target.kind === 'live') followers.join(peer, target.driver);
    else hub.join(peer, target.sessionID);
  }

  /** A hidden page gets nothing; shown again it gets what there is now. */
  #setVisible(peer: ViewerPeer, visible: boolean): void {
    if (peer.visible === visible) return;
    const { hub } = this.#parts;
    const { sessionID } = peer;
    peer.visible = visible;
    if (sessionID !== null) hub.join(peer, sessionID);
    hub.sendSession(peer);
  }

  #end(peer: ViewerPeer, kind: CloseKind, detail?: string): void {
    this.#exit(peer);
    peer.stand.close(peer.id, kind, detail);
  }

  #exit(peer: ViewerPeer): void {
    const { watches } = peer;
    peer.state = 'closing';
    if (!watches) return;
    this.#parts.followers.leave(peer);
    this.#parts.hub.exit(peer);
  }
}

function isVisible(message: Record<string, unknown>): message is { visible: boolean } {
  return message.type === 'visible' && typeof message.visible === 'boolean';
}

const namePattern = /^[\w.-]{0,64}$/;

const isName = (value: unknown): value is string =>
  typeof value === 'string' && namePattern.test(value);

function readHello(message: Record<string, unknown>): ViewerHello | null {
  if (!isRecord(message)) return null;
  const { protocol, overlay, layout, build, channels, hz, board = false } = message;
  if (typeof protocol !== 'number') return null;
  if (!isName(overlay) || !isName(build)) return null;
  if (layout !== undefined && !isName(layout)) return null;
  if (typeof hz !== 'number' || !(hz >= 0 && hz <= limits.viewerHzMax)) return null;
  if (typeof board !== 'boolean') return null;
  if (!Array.isArray(channels) || channels.length > channelByName.size) return null;
  if (!channels.every((name): name is ChannelName => typeof name === 'string')) return null;
  const page = layout === undefined ? { overlay } : { overlay, layout };
  return { type: 'hello', protocol, ...page, build, channels, hz: Math.round(hz), board };
}
