/**
 * The sockets of viewers, `/ws/{session}`: plain clients, which only receive, and our own pages, whose hello names the
 * channels they draw. Handles the messages of viewers and never queues anything for them.
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
import type { ViewerInfo } from '../../protocol/relay-answers.ts';
import { isObject } from '../../protocol/value-checks.ts';
import type { AccessGrant } from '../access/access-policy.ts';
import { type QuotaHolder, thisMachine } from '../access/address-quota.ts';
import { RelayError } from '../errors.ts';
import { isOtherVersion, readMessage, readPing } from '../transport/messages.ts';
import { textFrame } from '../transport/websocket-frames.ts';
import type { ConnectionPool, PoolListener, UpgradeRequest } from './connection-pool.ts';
import type { Hub } from './hub.ts';
import type { LatestSessionViewers } from './latest-session-viewers.ts';
import { type Viewer, type ViewerRequest, viewerInfo } from './viewer.ts';
import { type Encoding, plainCarsEncoding, plainEncoding } from './viewer-encoding.ts';

/** What pages are told of the look that the streamer has chosen. */
export interface ChosenLook {
  /** The theme chosen for an overlay, or for all if `overlay` is null. @returns null: the page's own choice */
  themeOf(overlay: string | null): string | null;
  /** Themes chosen for single overlays, by the overlay's name. */
  overlayThemes(): Readonly<Record<string, string>>;
  /** The accent colour chosen for every theme. @returns undefined: each theme's own */
  accent(): string | undefined;
  /** Address of the streamer's logo. @returns undefined: none is set */
  logo(): string | undefined;
}

export interface ViewerSocketsParts extends ChosenLook {
  readonly hub: Hub;
  readonly latestViewers: LatestSessionViewers;
  /** Holds the sockets. */
  readonly pool: ConnectionPool;
  readonly log: Log;
  readonly instance: string;
  /** Build of the pages that this relay serves. */
  build(): string;
  now(): number;
}

/** A viewer whose upgrade request passed every check. */
export interface NewViewer {
  readonly upgrade: UpgradeRequest;
  readonly request: ViewerRequest;
  /** Called once, when the socket has closed. */
  release(): void;
}

/**
 * - `upgrading`: not a WebSocket yet
 * - `greeting`: a page that has not sent its hello
 * - `plain`: a client without a subprotocol; it watches
 * - `page`: a page that has sent its hello; it watches
 * - `closing`: the close code was sent, or the socket has closed; its messages are ignored
 */
type ViewerState = 'upgrading' | 'greeting' | 'plain' | 'page' | 'closing';

class ViewerPeer implements Viewer {
  readonly id: number;
  readonly pool: ConnectionPool;
  readonly request: ViewerRequest;
  readonly release: () => void;
  readonly since: number;
  overlay: string | null = null;
  layout: string | null = null;
  build: string | null = null;
  encoding: Encoding = plainEncoding;
  visible = true;
  sessionID: string | null = null;
  state: ViewerState = 'upgrading';
  /** Messages received in the current second. */
  messages = 0;

  constructor(id: number, pool: ConnectionPool, viewer: NewViewer, since: number) {
    this.id = id;
    this.pool = pool;
    this.request = viewer.request;
    this.release = () => viewer.release();
    this.since = since;
  }

  get watches(): boolean {
    return this.state === 'plain' || this.state === 'page';
  }

  send(message: RelayToViewer): void {
    this.pool.send(this.id, textFrame(JSON.stringify(message)));
  }
}

export class ViewerSockets implements PoolListener {
  readonly #parts: ViewerSocketsParts;
  readonly #peers = new Map<number, ViewerPeer>();
  /** Messages received in the current second from other machines, by address. */
  readonly #messagesOf = new Map<QuotaHolder, number>();
  #nextId = 1;

  constructor(parts: ViewerSocketsParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#peers.size;
  }

  list(): ViewerInfo[] {
    return [...this.#peers.values()].filter((peer) => peer.watches).map(viewerInfo);
  }

  /** @returns closes it as one too many, with a sentence why */
  accept(viewer: NewViewer): (why: string) => void {
    const { pool } = this.#parts;
    const peer = new ViewerPeer(this.#nextId++, pool, viewer, this.#parts.now());
    this.#peers.set(peer.id, peer);
    pool.add(peer.id, viewer.upgrade, this);
    return (why) => {
      if (this.#peers.has(peer.id)) this.#end(peer, 'tooMany', why);
    };
  }

  opened(id: number, subprotocol: string): void {
    const peer = this.#peers.get(id);
    if (peer?.state !== 'upgrading') return;
    this.#guarded(peer, () => {
      if (subprotocol === '') this.#enter(peer, 'plain');
      else if (subprotocol === viewerSubprotocol) peer.state = 'greeting';
      else this.#end(peer, 'wrongVersion');
    });
  }

  message(id: number, data: Buffer, isBinary: boolean): void {
    const peer = this.#peers.get(id);
    if (peer === undefined || peer.state === 'closing') return;
    this.#guarded(peer, () => {
      if (this.#sendsTooMuch(peer)) this.#end(peer, 'tooMany', 'Too many messages a second.');
      // Messages of plain clients are ignored.
      else if (peer.state !== 'plain') this.#handle(peer, data, isBinary);
    });
  }

  /** An unexpected error in handling one viewer closes that viewer only. */
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
    if (peer?.watches) this.#parts.hub.sendSessionTo(peer);
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

  /** Once a second: closes those that sent no hello in time. */
  tick(): void {
    const now = this.#parts.now();
    this.#messagesOf.clear();
    for (const peer of this.#peers.values()) {
      peer.messages = 0;
      if (peer.state !== 'upgrading' && peer.state !== 'greeting') continue;
      const isLate = now - peer.since > limits.helloTimeoutMs;
      if (isLate) this.#end(peer, 'badMessage', 'There was no hello.');
    }
  }

  /** Sends each page the theme chosen for it. @param changed a theme whose file has changed */
  sendThemes(changed?: string): void {
    for (const peer of this.#peers.values()) {
      if (peer.state === 'page') this.#sendTheme(peer, changed === undefined ? {} : { changed });
    }
  }

  /** Tells the pages of a layout that its file has changed. */
  sendLayoutChange(name: string): void {
    for (const peer of this.#peers.values()) {
      if (peer.state === 'page' && peer.layout === name) this.#sendTheme(peer, { layout: name });
    }
  }

  /** Closes the viewers that may not watch any more. */
  closeUnless(mayStay: (grant: AccessGrant) => boolean): void {
    for (const peer of this.#peers.values()) {
      if (!mayStay(peer.request.grant))
        this.#end(peer, 'notAllowed', 'Watching needs a valid key.');
    }
  }

  /** Makes the pages in OBS flash; viewers elsewhere see nothing. */
  flash(): void {
    for (const peer of this.#peers.values()) {
      if (peer.state === 'page' && viewerInfo(peer).isObs) peer.send({ type: 'flash' });
    }
  }

  /** Closes all viewers. */
  stop(): void {
    for (const peer of this.#peers.values()) this.#end(peer, 'shuttingDown');
  }

  /**
   * Counts a message. The limit of one address closes only those viewers of it that send more than a page ever does.
   */
  #sendsTooMuch(peer: ViewerPeer): boolean {
    peer.messages++;
    if (peer.messages > limits.viewerMessagesPerSecondMax) return true;
    if (peer.request.quotaHolder === thisMachine) return false;
    const ofAddress = (this.#messagesOf.get(peer.request.quotaHolder) ?? 0) + 1;
    this.#messagesOf.set(peer.request.quotaHolder, ofAddress);
    return (
      ofAddress > limits.viewerMessagesPerAddressMax && peer.messages > limits.viewerMessagesUsual
    );
  }

  #handle(peer: ViewerPeer, data: Buffer, isBinary: boolean): void {
    const message = isBinary ? null : readMessage(data);
    if (message === null) {
      this.#end(peer, 'badMessage');
      return;
    }
    const pingId = readPing(message);
    if (pingId !== null) {
      peer.send({ type: 'pong', id: pingId, relayMs: this.#parts.now() });
    } else if (isOtherVersion(message) && peer.state === 'greeting') {
      this.#end(peer, 'wrongVersion');
    } else if (message.type === 'hello' && peer.state === 'greeting') {
      this.#welcome(peer, message);
    } else if (isVisible(message) && peer.state === 'page') {
      this.#setVisible(peer, message.visible);
    } else {
      this.#end(peer, 'badMessage');
    }
  }

  #welcome(peer: ViewerPeer, message: Record<string, unknown>): void {
    const hello = readHello(message);
    if (hello === null) {
      this.#end(peer, 'badMessage', 'The hello is outside the protocol.');
      return;
    }
    // The page is newer than this relay, so it must be reloaded.
    if (!hello.channels.every((name) => channelByName.has(name))) {
      this.#end(peer, 'wrongVersion', 'The page asks for channels that this relay does not know.');
      return;
    }
    const { hub, instance, build, now } = this.#parts;
    try {
      peer.encoding = hub.encodingFor(
        peer.request.quotaHolder,
        hello.channels,
        hello.hz,
        !peer.request.isLocal,
        hello.board,
        hello.cars,
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
    hub.sendCarsTo(peer);
    const isChosen =
      this.#parts.themeOf(peer.overlay) !== null ||
      this.#parts.accent() !== undefined ||
      this.#parts.logo() !== undefined ||
      (peer.layout !== null && Object.keys(this.#parts.overlayThemes()).length > 0);
    if (isChosen) this.#sendTheme(peer, {});
  }

  #sendTheme(peer: ViewerPeer, changes: Pick<ViewerSettings, 'changed' | 'layout'>): void {
    const { themeOf, overlayThemes } = this.#parts;
    const theme = themeOf(peer.layout === null ? peer.overlay : null);
    const overlays = peer.layout === null ? {} : { overlays: overlayThemes() };
    const chosen = this.#parts.accent();
    const accent = chosen === undefined ? {} : { accent: chosen };
    const address = this.#parts.logo();
    const logo = address === undefined ? {} : { logo: address };
    peer.send({ type: 'settings', theme, ...overlays, ...accent, ...logo, ...changes });
  }

  #enter(peer: ViewerPeer, state: 'plain' | 'page'): void {
    const { hub, latestViewers } = this.#parts;
    const { target } = peer.request;
    peer.state = state;
    if (state === 'plain' && peer.request.parameters.cars === '1')
      peer.encoding = plainCarsEncoding;
    hub.enter(peer);
    if (target.kind === 'live') latestViewers.join(peer, target.driver);
    else hub.join(peer, target.sessionID);
  }

  /** A hidden page gets nothing; when it is visible again it gets the session's latest state. */
  #setVisible(peer: ViewerPeer, visible: boolean): void {
    if (peer.visible === visible) return;
    const { hub } = this.#parts;
    const { sessionID } = peer;
    peer.visible = visible;
    if (sessionID !== null) hub.join(peer, sessionID);
    hub.sendSessionTo(peer);
  }

  #end(peer: ViewerPeer, kind: CloseKind, detail?: string): void {
    this.#exit(peer);
    peer.pool.close(peer.id, kind, detail);
  }

  #exit(peer: ViewerPeer): void {
    const { watches } = peer;
    peer.state = 'closing';
    if (!watches) return;
    this.#parts.latestViewers.leave(peer);
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
  if (!isObject(message)) return null;
  const { protocol, overlay, layout, build, channels, hz, board = false, cars = false } = message;
  if (typeof protocol !== 'number') return null;
  if (!isName(overlay) || !isName(build)) return null;
  if (layout !== undefined && !isName(layout)) return null;
  if (typeof hz !== 'number' || !(hz >= 0 && hz <= limits.viewerHzMax)) return null;
  if (typeof board !== 'boolean' || typeof cars !== 'boolean') return null;
  if (!Array.isArray(channels) || channels.length > channelByName.size) return null;
  if (!channels.every((name): name is ChannelName => typeof name === 'string')) return null;
  const page = layout === undefined ? { overlay } : { overlay, layout };
  return { type: 'hello', protocol, ...page, build, channels, hz: Math.round(hz), board, cars };
}
