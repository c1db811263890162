/**
 * The messages of both sockets in both directions. Text messages are JSON of these types; binary messages are
 * compact frames (`frame-codec.ts`) and compact cars (`cars-codec.ts`). A change here is a change of the protocol: see `protocolVersion`.
 */

import type {
  CarCollision,
  CarEntry,
  CarSourceName,
  GameCamera,
  GridCar,
  GridEntry,
  GridFocus,
} from './cars.ts';
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
 * The first message. The agent creates `run` when a session begins. It names one run of the game under this session id
 * for ever, so the relay recognizes frames that are sent again.
 */
export interface AgentHello {
  type: 'hello';
  protocol: number;
  agent: string;
  /** Runs whose frames this agent still keeps. The relay answers how far each is stored. */
  kept: { sessionID: string; run: string }[];
}

/** A snapshot: it replaces the previous one. */
export interface AgentSession {
  type: 'session';
  sessionID: string;
  run: string;
  facts: SessionInfo;
}

/** A snapshot: it replaces the previous one. */
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
  /** Sent again or after a break: stored, but not shown live. */
  late?: boolean;
  data: Frame[];
}

/**
 * The cars that the agent's PC sees. Where they are follows as compact cars about ten times a second, for the run that the
 * newest of these messages names. Sent only to a relay whose welcome has `cars`. Never kept for later.
 */
export interface AgentCars {
  type: 'cars';
  sessionID: string;
  run: string;
  /** null: there is no source any more, and no car. */
  source: CarSourceName | null;
  server: string | null;
  /** True: these are all cars. False: the others are as before. */
  whole: boolean;
  cars: CarEntry[];
  /** Ids of cars that are no longer there. */
  gone: number[];
  /** Collisions since the message before. Absent: none, or the source does not report any. */
  collisions?: CarCollision[];
  /** In every message of our app's cars. Absent: they come from elsewhere, or the agent is older. */
  camera?: GameCamera;
}

export interface Ping {
  type: 'ping';
  id: number;
}

export type AgentMessage =
  | AgentHello
  | AgentSession
  | AgentStatus
  | AgentClock
  | AgentBatch
  | AgentCars
  | Ping;

// ---------------------------------------------------------------- relay → agent

export interface RelayWelcome {
  type: 'welcome';
  protocol: number;
  relay: string;
  /** New each time the relay starts. */
  instance: string;
  stored: StoredThrough[];
  /** The relay takes `AgentCars` and compact cars. Absent: it is older and would refuse them. */
  cars?: true;
}

/** Every frame of this run up to this packet is stored, or was refused for good. The agent may forget them. */
export interface StoredThrough {
  sessionID: string;
  run: string;
  packetId: number;
}

/** The batch was accepted, and the agent may send the next one. */
export interface BatchReceived {
  type: 'received';
  seq: number;
  /** One sentence for each optional field that was invalid and left out of the batch. */
  warnings?: readonly string[];
}

export interface BatchStored extends StoredThrough {
  type: 'stored';
}

/**
 * The batch was refused, and none of it was kept. Without `retryMs` it is refused for good. With `retryMs` there is no
 * room for its session at the moment: the agent may send it as late at once, and the next live batch after `retryMs`,
 * after `session` and `status`.
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

/**
 * The car that commentators show, of a session whose cars come from our app in the agent's game (`source` is `app`): ids of
 * cars are the game's own there. Sent on the first such cars, and when it changes. Older agents ignore it.
 */
export interface AgentFocus {
  type: 'focus';
  sessionID: string;
  run: string;
  /** null: no car is chosen, or the cars come from another source now. */
  carId: number | null;
}

export type RelayToAgent =
  | RelayWelcome
  | BatchReceived
  | BatchStored
  | BatchRefused
  | AgentFocus
  | Pong;

// ---------------------------------------------------------------- page → relay (`/ws/{session}`)

export interface ViewerHello {
  type: 'hello';
  protocol: number;
  /** Name of the overlay, for the list of open pages; `layout` for a page that shows one. */
  overlay: string;
  /** Name of the layout that the page shows. The relay notifies the page when its file changes. */
  layout?: string;
  /** Build of the page. A relay of another build answers with its own, and the page reloads once. */
  build: string;
  /** The channels that the page draws. The relay sends no others. */
  channels: ChannelName[];
  /** The highest number of frames a second that the page wants; 0: all. */
  hz: number;
  /** The page wants the timing (laps, sectors, fuel, references) too. */
  board?: boolean;
  /** The page wants the cars of the session too. */
  cars?: boolean;
}

/** A hidden page gets no frames. When it is shown again it gets the newest state. */
export interface ViewerVisible {
  type: 'visible';
  visible: boolean;
}

export type ViewerMessage = ViewerHello | ViewerVisible | Ping;

// ---------------------------------------------------------------- relay → page

/** A snapshot of the session that a page watches. */
export interface ViewedSession {
  sessionID: string;
  /**
   * Counts the runs of the game under this id within one relay, or within relays that work as one, from 1. A new `run` means the same as a new
   * `sessionID`: `t` may start again, and everything before is obsolete.
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
  /** null: nothing has been published for this page yet. */
  session: ViewedSession | null;
  /** The latest known value of every channel that the page asked for. */
  state: Partial<Frame> | null;
  /** For pages that asked for it, while there is a session. */
  board?: TimingSummary;
}

/** The session, its info, its clock or its status changed. A new `sessionID` or `run` makes everything before obsolete. */
export interface ViewerSession {
  type: 'session';
  session: ViewedSession | null;
  state: Partial<Frame> | null;
  /** For pages that asked for it, while there is a session. */
  board?: TimingSummary;
}

/**
 * The cars of the session, for pages that asked for them: whole after `welcome` and after another session, then only what
 * changed. Places, gaps and positions follow as compact cars.
 */
export interface ViewerCars {
  type: 'cars';
  sessionID: string;
  run: number;
  /** null: no source of cars; `cars` is empty then. */
  source: CarSourceName | null;
  server: string | null;
  isRace: boolean;
  focus: GridFocus;
  /** True: these are all cars. False: the others are as before. */
  whole: boolean;
  cars: readonly GridEntry[];
  /** Ids of cars that are no longer there. */
  gone: readonly number[];
}

export interface ViewerEvent {
  type: 'event';
  event: RaceEvent;
}

/** A theme, a layout or a choice of them was changed through the relay's API. */
export interface ViewerSettings {
  type: 'settings';
  /** Theme for this page; null: the page's own choice or the default. For a layout: the theme of all overlays. */
  theme: string | null;
  /** For a layout: themes chosen for single overlays, by the overlay's name. */
  overlays?: Readonly<Record<string, string>>;
  /** Replaces the accent colour of themes, `#rrggbb`; missing: each theme's own. */
  accent?: string;
  /** Address of the streamer's logo on this relay; missing: none is set. */
  logo?: string;
  /** The file of this theme was changed, so a page that shows it loads it again. */
  changed?: string;
  /** The file of this layout was changed, so a page that shows it loads it again. */
  layout?: string;
}

/** For pages in OBS: they flash, so that the streamer sees how late the stream shows it. */
export interface ViewerFlash {
  type: 'flash';
}

export type RelayToViewer =
  | ViewerWelcome
  | ViewerSession
  | ViewerCars
  | ViewerEvent
  | ViewerSettings
  | ViewerFlash
  | Pong;

// ---------------------------------------------------------------- plain viewers

/** The message to clients without a subprotocol: one for each batch. */
export interface PlainBatch {
  sessionID: string;
  lap: number;
  data: Frame[];
}

/** Beside the batches, to plain clients that ask for it with `?cars=1`, every `limits.plainCarsMs`. */
export interface PlainCars {
  sessionID: string;
  /** In the order of their places. */
  cars: readonly GridCar[];
}

/** An error, over HTTP and over the sockets. */
export interface ProtocolError {
  code: string;
  message: string;
  hint?: string;
}
