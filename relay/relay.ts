/** What a relay is started with, and what its owner can do with it while it runs. Types only. */
import type { Router } from 'express';
import type { RaceEvent } from '../protocol/events.ts';
import type { Log } from '../protocol/log.ts';
import type { MarkAnswer } from '../protocol/marked-moment.ts';
import type { ListedOverlay } from '../protocol/overlay-metadata.ts';
import type { RelayStatus, ViewerInfo } from '../protocol/relay-answers.ts';
import type { Backplane } from './backplane/backplane.ts';
import type { GameServerOptions } from './ingest/game-server/game-server-socket.ts';
import type { PersonalBestLookup } from './live/race-event-dispatcher.ts';
import type { StreamDelay } from './live-chunks/stream-delay.ts';
import type { Recorder } from './storage/recorder.ts';

/** The relay's options. The command line parses them and has the defaults. */
export interface RelayOptions {
  host: string;
  port: number;
  /** Key that publishers must show. When `host` is not this machine's own, there must be one, or a publish key that was made. */
  key?: string;
  /** Key that lets its holder change anything, beside the panel's own token. */
  adminKey?: string;
  /** Everybody may watch, and nobody may do more without a key; limits for each address are tighter. */
  isPublic?: boolean;
  /** Files in PEM with which the relay speaks TLS; absent: it does not. */
  tls?: { readonly cert: string; readonly key: string };
  /** Addresses and networks (CIDR) of proxies whose `X-Forwarded-…` headers are believed. */
  trustedProxies?: string[];
  /** Names other than localhost under which this relay is reached (checked against `Host`). */
  /** With port 0: the port to use if it is free. */
  formerPort?: number;
  allowHosts: string[];
  /** Origins of foreign pages that may watch. */
  allowOrigins: string[];
  /** `sqlite:FILE`, `postgres://…` or `none`. */
  db: string;
  /** True for the default database, which nobody asked for (see `RecorderOptions.ownTablesOnly`). */
  ownTablesOnly?: boolean;
  /** The oldest sessions are deleted when the database grows beyond so many MB; absent: it may grow. */
  dbSizeMaxMb?: number;
  /** Folder of the built pages (overlays, panel). */
  pagesFolder: string;
  /** Folder of the built-in themes and, if there is one, the user's own. */
  themesFolder: string;
  /** Folder of the built-in layouts. */
  layoutsFolder: string;
  userFolder: string;
  /** NATS servers through which several relays work as one (see `NatsBackplaneParts`); absent: this relay works alone. */
  backplane?: string;
  /** The dedicated server of Assetto Corsa whose races are shown; absent: none. */
  gameServer?: GameServerOptions;
}

/** What the relay is connected to. */
export interface RelayParts {
  readonly log: Log;
  /** Default: a recorder for `options.db`. The relay closes it when it stops. */
  readonly recorder?: Recorder;
  readonly version?: string;
  /** Default: that of `options.backplane`. The relay closes it when it stops. */
  readonly backplane?: Backplane;
  readonly onEvent?: (event: RaceEvent) => void;
  /** Mounts further routes; the relay listens when it resolves. */
  readonly beforeListening?: (relay: Relay) => Promise<void>;
  /** Default: the recorder's. */
  readonly personalBest?: PersonalBestLookup;
  /** ms since 1970 with fractions when the relay started; since then it never goes back or jumps. */
  readonly now?: () => number;
  /** ms since 1970 as the system has it, for dates that people read. Default: `now` if it is given. */
  readonly date?: () => number;
  /** How often the relay checks for pauses, departures and slow viewers, ms; four ticks count as a second. Tests shorten it. */
  readonly tickMs?: number;
}

export interface Relay {
  /** As this machine reaches it, for instance `http://127.0.0.1:5000`. */
  readonly address: string;
  readonly port: number;
  /** New each time the relay starts. */
  readonly instance: string;
  readonly recorder: Recorder;
  /** Whoever shows it may change anything; the panel's address contains it. */
  readonly panelToken: string;
  /** Adds routes under `/api`: private, unless `http/route-permissions.ts` lists them. Their bodies are parsed. */
  mount(router: Router): void;
  /** What can be a source in OBS: overlays, and layouts as `layout/{name}`. */
  sources(): Promise<readonly ListedOverlay[]>;
  /** Calls the listener for every event once, in order. @returns ends it */
  onEvent(listener: (event: RaceEvent) => void): () => void;
  /**
   * Marks the newest moment of the drive that `live` stands for.
   * @param note at most `limits.momentNoteCharsMax` characters
   * @throws RelayError `nobody-drives`, `too-many`, `relay-away`
   */
  mark(note: string): Promise<MarkAnswer>;
  readonly streamDelay: Pick<StreamDelay, 'reportObs'>;
  stats(): RelayStatus;
  viewers(): ViewerInfo[];
  /** Ends within `limits.stopMs`, with what was received stored. May be called twice. */
  stop(): Promise<void>;
}
