/**
 * Both directions of both sockets on one page. Text messages are JSON of these types; binary messages are
 * compact frames (`codec.ts`). A change here is a change of the protocol: see `protocolVersion`.
 */

import type { ChannelName } from './channels.ts';
import type { RaceEvent } from './events.ts';
import type { Frame } from './frame.ts';
import type { GameStatus, SessionInfo, SessionStatus } from './session.ts';
import type { TimingSummary } from './timing-summary.ts';

export const protocolVersion = 1;

/** Subprotocol of our own pages on `/ws/{session}` and of the agent on `/publish`. */
export const viewerSubprotocol = 'sequential.v1';
export const publishSubprotocol = 'sequential-publish.v1';

// ---------------------------------------------------------------- agent → relay (`/publish`)

/**
 * First message. `run` names one run of the game under this session id for ever (made by the agent when the
 * session begins), so that what is sent again is never taken for something new.
 */
export interface AgentHello {
  type: 'hello';
  protocol: number;
  agent: string;
  /** Runs of which this agent still keeps frames, so that the relay can say how far each is stored. */
  kept: { sessionID: string; run: string }[];
}

/** Snapshot: replaces what was known. */
export interface AgentSession {
  type: 'session';
  sessionID: string;
  run: string;
  facts: SessionInfo;
}

/** Snapshot. `at` is `t` of the session where known. */
export interface AgentStatus {
  type: 'status';
  sessionID: string | null;
  run: string | null;
  status: GameStatus;
  /** One sentence for people, for instance why the game is not readable. */
  detail?: string;
}

/** The relay's clock (ms since 1970, fractions allowed) at `t` = 0 of the session, as measured by ping and pong. */
export interface AgentClock {
  type: 'clock';
  sessionID: string;
  run: string;
  originMs: number;
}

export interface AgentBatch {
  type: 'batch';
  sessionID: string;
  run: string;
  /** Counts batches of this connection from 1. */
  seq: number;
  lap: number;
  /** Sent again or sent after a break: for the store, not for the live picture. */
  late?: boolean;
  data: Frame[];
}

export interface Ping {
  type: 'ping';
  id: number;
}

export type AgentMessage = AgentHello | AgentSession | AgentStatus | AgentClock | AgentBatch | Ping;

// ---------------------------------------------------------------- relay → agent

export interface RelayWelcome {
  type: 'welcome';
  protocol: number;
  relay: string;
  /** New each time the relay starts. */
  instance: string;
  stored: StoredThrough[];
}

/** Every frame of this run up to this packet is on disk (or was refused for good): the agent may forget it. */
export interface StoredThrough {
  sessionID: string;
  run: string;
  packetId: number;
}

/** The batch was taken; the next one may go out. */
export interface BatchReceived {
  type: 'received';
  seq: number;
  /** Optional fields that did not fit and were left out of the batch: one sentence each. */
  warnings?: readonly string[];
}

export interface BatchStored extends StoredThrough {
  type: 'stored';
}

/**
 * The batch was refused and nothing of it was kept. For good; or, with `retryMs`, because there is no room for its
 * session at the moment: it may be sent as late at once, and the next live batch after so many ms, behind `session`
 * and `status`.
 */
export interface BatchRefused {
  type: 'refused';
  seq: number;
  error: ProtocolError;
  retryMs?: number;
}

export interface Pong {
  type: 'pong';
  id: number;
  /** The relay's clock, ms since 1970 with fractions. */
  relayMs: number;
}

export type RelayToAgent = RelayWelcome | BatchReceived | BatchStored | BatchRefused | Pong;

// ---------------------------------------------------------------- page → relay (`/ws/{session}`)

export interface ViewerHello {
  type: 'hello';
  protocol: number;
  /** Name of the overlay, for the list of open pages; `layout` for a page that shows one. */
  overlay: string;
  /** Name of the layout that the page shows: it is told when that was changed. */
  layout?: string;
  /** Build of the page: a relay of another build answers with its own and the page reloads once. */
  build: string;
  /** What the page draws from; nothing else is sent to it. */
  channels: ChannelName[];
  /** Most frames a second that the page wants; 0 = all there are. */
  hz: number;
  /** The page wants the board (laps, sectors, fuel, references) too. */
  board?: boolean;
}

/** A hidden page gets no frames until it is shown again, then the newest state. */
export interface ViewerVisible {
  type: 'visible';
  visible: boolean;
}

export type ViewerMessage = ViewerHello | ViewerVisible | Ping;

// ---------------------------------------------------------------- relay → page

/** The session a page watches, as far as it is known. Snapshot. */
export interface ViewedSession {
  sessionID: string;
  /**
   * Counts the runs of the game under this id within one relay, from 1. A new one means, as a new `sessionID`
   * does: `t` may start again, forget everything before.
   */
  run: number;
  facts: SessionInfo;
  status: SessionStatus;
  /** Relay clock (ms since 1970) at `t` = 0; null until known. */
  originMs: number | null;
  /** `measured` by ping and pong, or `estimated` from arrival times (simple publishers). */
  clock: 'measured' | 'estimated' | null;
}

export interface ViewerWelcome {
  type: 'welcome';
  protocol: number;
  build: string;
  instance: string;
  relayMs: number;
  /** null: nobody has published what this page watches yet. */
  session: ViewedSession | null;
  /** The latest known value of every channel that the page asked for. */
  state: Partial<Frame> | null;
  /** For pages that asked for it, while there is a session. */
  board?: TimingSummary;
}

/** The session, its facts, its clock or its status changed. A new `sessionID` or `run` means: forget everything before. */
export interface ViewerSession {
  type: 'session';
  session: ViewedSession | null;
  state: Partial<Frame> | null;
  /** For pages that asked for it, while there is a session. */
  board?: TimingSummary;
}

export interface ViewerEvent {
  type: 'event';
  event: RaceEvent;
}

/** Theme or other choices were changed through the relay's API. Kind names what to load again. */
export interface ViewerSettings {
  type: 'settings';
  /** Theme for this page; null = the page's own choice or the default. For a layout: the theme of all overlays. */
  theme: string | null;
  /** For a layout: themes chosen for single overlays, by the overlay's name. */
  overlays?: Readonly<Record<string, string>>;
  /** The file of this theme was changed: load it again even if it is shown already. */
  changed?: string;
  /** The file of this layout was changed: load it again. */
  layout?: string;
}

export type RelayToViewer = ViewerWelcome | ViewerSession | ViewerEvent | ViewerSettings | Pong;

// ---------------------------------------------------------------- plain viewers

/** What a client without a subprotocol gets: one message a batch. */
export interface PlainBatch {
  sessionID: string;
  lap: number;
  data: Frame[];
}

/** Every error of HTTP and of the sockets. */
export interface ProtocolError {
  code: string;
  message: string;
  hint?: string;
}
