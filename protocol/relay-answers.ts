/**
 * What the relay answers to `GET /api/…`: its status, its viewers, OBS, the OBS rules, stored sessions and laps. The
 * relay builds these answers, and the panel reads them. Types only.
 */
import type { BackplaneStatus } from './backplane-status.ts';
import type { RaceEventName } from './events.ts';
import type { GameServerStatus } from './game-server.ts';
import type { LiveSessionStatus } from './live-session-status.ts';
import type { CarAndTrack, SessionInfo, SessionStatus } from './session.ts';

// ------------------------------------------------------------------ GET /api/status

/** A connected agent. */
export interface AgentInfo {
  readonly id: number;
  /** Its name and version. */
  readonly agent: string;
  readonly remoteAddress: string;
  /** ms since 1970 */
  readonly connectedAt: number;
  readonly status: SessionStatus;
  /** Why it has this status, in a sentence; null: no more is known. */
  readonly detail: string | null;
  readonly sessionID: string | null;
  readonly framesTaken: number;
  readonly batchesRefused: number;
}

/** A publisher that was refused, or had fields left out, in the last minutes, and why. */
export interface RefusedPublisher {
  readonly remoteAddress: string;
  /** null: it named none, or none that is valid. */
  readonly sessionID: string | null;
  /** An error code of the relay, the name of a close code, or `fields-left-out`: accepted without some fields. */
  readonly code: string;
  /** The newest sentence about it. */
  readonly message: string;
  readonly count: number;
  /** Since the newest refusal, ms. */
  readonly agoMs: number;
}

export interface HubCounters {
  /** Messages encoded, once for each encoding. */
  encodes: number;
  /** Messages written, counted for each viewer. */
  messages: number;
  bytes: number;
  /** Messages that lagging viewers did not get. */
  skipped: number;
  /** Viewers closed because they stayed behind. */
  stuck: number;
}

export interface RecorderStats {
  readonly store: 'none' | 'sqlite' | 'postgres';
  readonly state: 'ok' | 'opening' | 'away' | 'closed';
  /** Why the database is away. */
  readonly detail: string | null;
  readonly framesTaken: number;
  readonly framesStored: number;
  readonly framesDuplicate: number;
  /** Too many frames waited (`limits.writerFramesMax`), or the database refused these. */
  readonly framesDropped: number;
  readonly framesWaiting: number;
  /** Sessions with session info or moments that are not written yet. */
  readonly factsWaiting: number;
  readonly transactions: number;
}

export interface RelayStatus {
  readonly version: string;
  /** New each time the relay starts. */
  readonly instance: string;
  readonly build: string;
  /** ms since 1970 */
  readonly startedAt: number;
  readonly uptimeMs: number;
  /** Id of the session that `live` stands for. */
  readonly live: string | null;
  readonly agents: readonly AgentInfo[];
  readonly refused: readonly RefusedPublisher[];
  readonly sessions: readonly LiveSessionStatus[];
  readonly viewers: number;
  readonly framesTaken: number;
  readonly batchesTaken: number;
  /** Frames that arrived too late for viewers and were only stored. */
  readonly framesLate: number;
  readonly keysWrong: number;
  /** Sockets and pages that were refused for their origin or because there was no room. */
  readonly refusals: number;
  readonly hub: HubCounters;
  readonly recorder: RecorderStats;
  /** Absent: the relay works alone. */
  readonly backplane?: BackplaneStatus;
  /** Absent: the relay follows no dedicated server. */
  readonly gameServer?: GameServerStatus;
}

// ------------------------------------------------------------------ GET /api/viewers

export interface ViewerInfo {
  readonly id: number;
  /** Name of the overlay, or `layout/{name}`; null: a plain client. */
  readonly overlay: string | null;
  readonly build: string | null;
  readonly protocol: 'plain' | 'sequential';
  /** Session id or `live`. */
  readonly target: string;
  readonly driver: string | null;
  /** The session watched now. */
  readonly sessionID: string | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly remoteAddress: string;
  readonly isLocal: boolean;
  readonly userAgent: string;
  /** The page is a browser source of OBS. */
  readonly isObs: boolean;
  readonly visible: boolean;
  /** ms since 1970 */
  readonly connectedAt: number;
  readonly messagesSkipped: number;
  /** Bytes that the system has not accepted yet. */
  readonly backlogBytes: number;
}

// ------------------------------------------------------------------ GET /api/first-run

/** How far the user has come in the panel's three steps. `PUT /api/first-run` changes the keys that it contains. */
export interface FirstRunState {
  /** The user has closed the steps, or OBS has shown an overlay. */
  readonly isOver: boolean;
  /** The user goes on without a connection to OBS. */
  readonly skipsObs: boolean;
  /** Selected; null: the panel's own choice. */
  readonly overlay: string | null;
  /** Selected; null: the theme in use. */
  readonly theme: string | null;
  /** The user has confirmed overlay and theme. */
  readonly isChosen: boolean;
}

// ------------------------------------------------------------------ GET /api/obs

/** Where OBS is, without its password. */
export interface ObsAddress {
  readonly url: string | null;
  readonly hasPassword: boolean;
  /** `panel`: typed in the panel. `obs`: from the settings of OBS itself. `config`: from the config file. null: nowhere. */
  readonly from: 'panel' | 'obs' | 'config' | null;
}

/** What the OBS of the relay's machine says about its WebSocket server in its own settings. */
export interface OwnObs {
  /** `unknown`: OBS is installed, and its settings say nothing that can be read. */
  readonly server: 'on' | 'off' | 'unknown';
  /** null: not known. */
  readonly port: number | null;
  /** `none`: OBS asks for none. `known`: the relay can read it. `unknown`: the user has to type it. */
  readonly password: 'none' | 'known' | 'unknown';
}

/** Name of the connection's state. */
export type ObsStatusName =
  | 'off'
  | 'connecting'
  | 'connected'
  | 'loading'
  | 'gone'
  | 'refused'
  | 'unreachable'
  | 'frozen'
  | 'not-obs'
  | 'wrong-password'
  | 'kicked'
  | 'bad-version'
  | 'failed';

/** A browser source in OBS that shows a page of this relay. */
export interface ObsSource {
  /** In OBS. */
  readonly name: string;
  readonly url: string;
  /** `gear`, or `layout/broadcast`. */
  readonly overlay: string;
  /** Session id or `live`. */
  readonly target: string;
  readonly driver: string | null;
  /** It is hidden, and unloads its page while hidden. */
  readonly asleep: boolean;
  /** Scenes and groups that contain it. */
  readonly scenes: readonly string[];
}

export interface ObsProblem {
  /** The rule that would fail; absent: no single rule. */
  readonly rule?: string;
  /** `warning`: can be fixed without changing the rule, for instance by starting the replay buffer. */
  readonly severity?: 'error' | 'warning';
  readonly sentence: string;
}

export interface ObsStatus {
  readonly state: ObsStatusName;
  /** The state in words, with what to do. */
  readonly sentence: string;
  readonly settings: ObsAddress;
  /** null: the relay's machine has no OBS. */
  readonly found: OwnObs | null;
  readonly version: { readonly obs: string; readonly webSocket: string } | null;
  readonly programScene: string | null;
  /** From the top, as OBS lists them. */
  readonly scenes: readonly string[];
  /** This OBS has browser sources. */
  readonly canAddSources: boolean;
  readonly sources: readonly ObsSource[];
  readonly replayBuffer: 'off' | 'stopped' | 'running' | null;
  readonly recording: boolean | null;
  readonly streaming: boolean | null;
  readonly problems: readonly ObsProblem[];
}

/** The answer to `GET /api/obs/names`: what rules may name. null while OBS is away. */
export interface ObsNames {
  /** Scenes from the top, then groups. */
  readonly places: readonly {
    readonly name: string;
    readonly isGroup: boolean;
    readonly sources: readonly string[];
  }[];
  /** Text sources. */
  readonly texts: readonly string[];
  /** Media sources. */
  readonly media: readonly string[];
  readonly hotkeys: readonly string[];
}

/** The answer to `GET /api/obs/filters?of=NAME`: filters of a source or scene. Empty: none, or OBS is away. */
export type ObsFilters = readonly string[];

/** The answer to `POST /api/obs/sources`. */
export interface AddedSource {
  readonly name: string;
  readonly scene: string;
  readonly url: string;
  /** false: a source that OBS had already shows this page now. */
  readonly created: boolean;
  /** Of OBS, px; there for a layout that was made for a canvas of another shape. */
  readonly canvas?: { readonly width: number; readonly height: number };
}

// ------------------------------------------------------------------ GET /api/triggers

export interface RuleStatus {
  readonly name: string;
  readonly enabled: boolean;
  readonly on: RaceEventName | readonly RaceEventName[];
  /** Kinds of its actions, in order. */
  readonly actions: readonly string[];
  /** ms since 1970; null: not since the relay started. */
  readonly lastFired: number | null;
}

export interface ActionReport {
  action: string;
  outcome: 'done' | 'failed';
  /** The result, or why it failed. */
  sentence?: string;
  tookMs: number;
}

export interface Firing {
  /** ms since 1970 */
  at: number;
  rule: string;
  /** null: a change that an earlier run of the program left. */
  event: { name: RaceEventName; sessionID: string; lap?: number } | null;
  /** Fired by hand from the panel. */
  test?: true;
  /**
   * `skipped`: nothing was done (cooldown, OBS away, too many at once). `failed`: an action failed, and those after it
   * did not run. `restore`: a report on undoing a change with `forSeconds`.
   */
  outcome: 'running' | 'done' | 'failed' | 'skipped' | 'restore';
  sentence?: string;
  actions: ActionReport[];
}

export interface RulesStatus {
  /** Problems of no single rule, in sentences. */
  readonly problems: readonly string[];
  readonly rules: readonly RuleStatus[];
  /** Newest first. */
  readonly history: readonly Firing[];
}

// ------------------------------------------------------------------ GET /api/sessions, GET /api/sessions/{id}/laps

export interface ListedSession extends CarAndTrack {
  readonly sessionID: string;
  /** The id under which it was published. */
  readonly publishedID: string;
  /** 1 for the first run under the published id. */
  readonly run: number;
  readonly driverName: string | null;
  readonly facts: SessionInfo;
  /** ISO 8601 */
  readonly createdAt: string;
  readonly updatedAt: string;
  /** Complete laps. */
  readonly laps: number;
  readonly frames: number;
  /** null: no lap counts. */
  readonly bestLapMs: number | null;
}

export interface SessionListPage {
  /** Newest first. */
  readonly sessions: readonly ListedSession[];
  /** Send it as `after` to get the next page; null: this was the last. */
  readonly next: string | null;
}

export interface StoredLap {
  lap: number;
  /** null: not known (the lap is not over, or the publisher does not send it). */
  lapMs: number | null;
  /** null: not known, or the sectors do not add up to the lap. */
  sectorsMs: number[] | null;
  /** Litres burnt; null: not known (the next lap has not begun), or fuel was added. */
  fuelL: number | null;
  /** null: the game does not publish it. */
  valid: boolean | null;
  /** From line to line with no hole. */
  whole: boolean;
  /** The car was in the pit lane on this lap. */
  pitted: boolean;
  /** false: its beginning was not recorded, so it cannot be a best lap. null: it is not complete. */
  fromLine: boolean | null;
  /**
   * Packet of the first frame of the attempt that was completed. Earlier frames of the lap are of attempts that were
   * given up. null: not known.
   */
  startPacket: number | null;
  /** Packet of the first frame past the line that ends the lap. It may carry the number of either lap. null: not known. */
  linePacket: number | null;
  frames: number;
  firstPacket: number;
  lastPacket: number;
  /** The fastest lap of its session that counts. */
  sessionBest: boolean;
  /** The fastest lap of this driver, car, track and configuration over all sessions. */
  personalBest: boolean;
}

export interface LapList {
  readonly sessionID: string;
  readonly laps: readonly StoredLap[];
}
