/**
 * The watching sockets, `/ws/{session}`: plain clients that only receive, and our own pages that say first what
 * they draw. Reads what a viewer says; never queues anything for it.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { type ChannelName, channelByName } from '../../protocol/channels.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import {
  protocolVersion,
  type RelayToViewer,
  type ViewerHello,
  type ViewerSettings,
  type ViewerWelcome,
} from '../../protocol/messages.ts';
import { RelayError } from '../errors.ts';
import type { Followers } from '../followers.ts';
import { type Group, plainForm } from '../group.ts';
import type { Hub } from '../hub.ts';
import { type Target, type Viewer, type ViewerFacts, viewerFacts } from '../viewer.ts';
import { isRecord, readMessage } from './incoming.ts';
import { type CloseKind, Lifeline } from './lifeline.ts';

export interface ViewersParts {
  readonly hub: Hub;
  readonly followers: Followers;
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
  readonly request: IncomingMessage;
  /** Of this machine, so that it gets each frame at once. */
  readonly isLocal: boolean;
}

class ViewerPeer implements Viewer {
  readonly id: number;
  readonly line: Lifeline;
  readonly target: Target;
  readonly isLocal: boolean;
  readonly remoteAddress: string;
  readonly userAgent: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly since: number;
  overlay: string | null = null;
  layout: string | null = null;
  build: string | null = null;
  form = plainForm;
  visible = true;
  sessionID: string | null = null;
  group: Group | null = null;
  place = 0;
  behindSince = 0;
  skipped = 0;
  /** Past its hello; plain clients need none. */
  entered = false;
  /** Messages in the second that is running. */
  messages = 0;

  constructor(id: number, line: Lifeline, arrival: Arrival, since: number) {
    const { target, parameters, request, isLocal } = arrival;
    this.id = id;
    this.line = line;
    this.target = target;
    this.parameters = parameters;
    this.remoteAddress = request.socket.remoteAddress ?? '';
    this.isLocal = isLocal;
    this.userAgent = (request.headers['user-agent'] ?? '').slice(0, 300);
    this.since = since;
  }

  get socket(): Socket {
    return this.line.socket;
  }
}

export class Viewers {
  readonly #parts: ViewersParts;
  readonly #peers = new Set<ViewerPeer>();
  #nextId = 1;
  #second = 0;

  constructor(parts: ViewersParts) {
    this.#parts = parts;
  }

  get size(): number {
    return this.#peers.size;
  }

  list(): ViewerFacts[] {
    return [...this.#peers].filter((peer) => peer.entered).map(viewerFacts);
  }

  /** Takes a socket that was let in. */
  accept(ws: WebSocket, socket: Socket, arrival: Arrival, isPlain: boolean): void {
    const line = new Lifeline(ws, socket);
    const peer = new ViewerPeer(this.#nextId++, line, arrival, this.#parts.now());
    this.#peers.add(peer);
    ws.on('close', () => this.#leave(peer));
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      line.heard();
      // A plain client has nothing to say.
      if (!isPlain) this.#hear(peer, data, isBinary);
    });
    if (isPlain) this.#enter(peer);
  }

  /** Once a second: pings a share of the sockets, looks after those that lag or never said hello. */
  tick(): void {
    const now = this.#parts.now();
    const turns = Math.round(limits.pingIntervalMs / 1000);
    this.#second = (this.#second + 1) % turns;
    for (const peer of this.#peers) {
      peer.messages = 0;
      if (!peer.entered) {
        const isLate = now - peer.since > limits.helloTimeoutMs;
        if (isLate) this.#end(peer, 'badMessage', 'There was no hello.');
      } else if (peer.behindSince !== 0 && this.#parts.hub.isStuck(peer)) {
        this.#end(peer, 'stuck');
      } else if (peer.id % turns === this.#second && !peer.line.ping()) {
        this.#end(peer, 'silent');
      }
    }
  }

  /** Tells all pages which theme is chosen for them. @param changed a theme whose file was changed */
  tellThemes(changed?: string): void {
    for (const peer of this.#peers) {
      if (peer.entered && peer.form.form !== null)
        this.#tellTheme(peer, changed === undefined ? {} : { changed });
    }
  }

  /** Tells the pages of a layout that it is another one now. */
  tellLayout(name: string): void {
    for (const peer of this.#peers) {
      if (peer.entered && peer.layout === name) this.#tellTheme(peer, { layout: name });
    }
  }

  /** Ends all. */
  stop(): void {
    for (const peer of this.#peers) {
      this.#exit(peer);
      peer.line.close('shuttingDown');
    }
  }

  #hear(peer: ViewerPeer, data: Buffer, isBinary: boolean): void {
    if (++peer.messages > limits.viewerMessagesPerSecondMax) {
      this.#end(peer, 'tooMany', 'Too many messages a second.');
      return;
    }
    const message = isBinary ? null : readMessage(data);
    if (message === null) {
      this.#end(peer, 'badMessage');
      return;
    }
    if (message.type === 'ping' && typeof message.id === 'number') {
      const pong: RelayToViewer = { type: 'pong', id: message.id, relayMs: this.#parts.now() };
      peer.line.send(pong);
    } else if (message.type === 'hello' && !peer.entered) {
      this.#welcome(peer, message);
    } else if (message.type === 'visible' && typeof message.visible === 'boolean' && peer.entered) {
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
      peer.form = hub.formOf(hello.channels, hello.hz, !peer.isLocal, hello.board);
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      this.#end(peer, 'tooMany', error.message);
      return;
    }
    peer.overlay = hello.overlay;
    peer.layout = hello.layout ?? null;
    peer.build = hello.build;
    this.#enter(peer);
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
    peer.line.send(welcome);
    const isChosen =
      this.#parts.themeOf(peer.overlay) !== null ||
      (peer.layout !== null && Object.keys(this.#parts.overlayThemes()).length > 0);
    if (isChosen) this.#tellTheme(peer, {});
  }

  #tellTheme(peer: ViewerPeer, news: Pick<ViewerSettings, 'changed' | 'layout'>): void {
    const { themeOf, overlayThemes } = this.#parts;
    const theme = themeOf(peer.layout === null ? peer.overlay : null);
    const overlays = peer.layout === null ? {} : { overlays: overlayThemes() };
    peer.line.send({ type: 'settings', theme, ...overlays, ...news });
  }

  #enter(peer: ViewerPeer): void {
    const { hub, followers } = this.#parts;
    const { target } = peer;
    peer.entered = true;
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
    peer.line.close(kind, detail);
  }

  #exit(peer: ViewerPeer): void {
    if (!peer.entered) return;
    peer.entered = false;
    this.#parts.followers.leave(peer);
    this.#parts.hub.exit(peer);
  }

  #leave(peer: ViewerPeer): void {
    this.#exit(peer);
    this.#peers.delete(peer);
  }
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
