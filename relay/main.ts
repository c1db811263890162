/** Starts the relay: connects what decides with what touches the world, and stops it all in reverse. Decides nothing. */
import { hostname } from 'node:os';
import express, { type Router } from 'express';
import type { RaceEvent } from '../protocol/events.ts';
import { limits } from '../protocol/limits.ts';
import type { LiveSessionStatus } from '../protocol/live-session-status.ts';
import type { Log } from '../protocol/log.ts';
import type { MarkAnswer } from '../protocol/marked-moment.ts';
import type { ListedOverlay } from '../protocol/overlay-metadata.ts';
import type { RelayStatus, ViewerInfo } from '../protocol/relay-answers.ts';
import type { RunKey } from '../protocol/session.ts';
import type { RelayAccess } from './access/relay-access.ts';
import type { Backplane } from './backplane/backplane.ts';
import { RelayCluster } from './backplane/relay-cluster.ts';
import { BatchLatency } from './broadcast/batch-latency.ts';
import { Hub } from './broadcast/hub.ts';
import { LatestSessionViewers } from './broadcast/latest-session-viewers.ts';
import { LocalPool } from './broadcast/local-pool.ts';
import { snapshotOf } from './broadcast/session-snapshot.ts';
import { ViewerSockets } from './broadcast/viewer-sockets.ts';
import { EventListeners } from './event-listeners.ts';
import { makeApp } from './http/app.ts';
import { Listeners } from './http/listeners.ts';
import { relayRoutes } from './http/relay-routes.ts';
import type { HttpRoutes } from './http/server.ts';
import { sessionNow } from './http/status.ts';
import { Upgrade } from './http/upgrade.ts';
import { watchableSession } from './http/watch-list.ts';
import { AgentSockets } from './ingest/agent-sockets.ts';
import type { GameServerSocket } from './ingest/game-server/game-server-socket.ts';
import { openGameServer } from './ingest/game-server/live-race.ts';
import { HttpIngest, stopping } from './ingest/http-ingest.ts';
import { RefusedPublishers } from './ingest/refused-publishers.ts';
import { Exporter } from './laps/exporter.ts';
import { FailureIsolation } from './live/failure-isolation.ts';
import type { LiveSession } from './live/live-session.ts';
import { markMoment } from './live/moment-marking.ts';
import { SessionCars } from './live/session-cars.ts';
import { SessionRegistry } from './live/session-registry.ts';
import { TimingRecovery } from './live/timing-recovery.ts';
import { bothWays } from './live-chunks/both-ways.ts';
import { type ServedChunks, serveChunks } from './live-chunks/serve-chunks.ts';
import type { StreamDelay } from './live-chunks/stream-delay.ts';
import { type OpenedParts, withOpenedParts } from './open-parts.ts';
import { firstRunRouter } from './pages/first-run.ts';
import type { Look } from './pages/look.ts';
import type { Pages } from './pages/pages.ts';
import { watchUserFiles } from './pages/user-file-watch.ts';
import type { Relay, RelayOptions, RelayParts } from './relay.ts';
import type { Recorder } from './storage/recorder.ts';
import { Ticker } from './ticker.ts';
import { StoredReferences } from './timing/stored-references.ts';
import { TrackMaps } from './timing/track-maps.ts';
import { within } from './within.ts';

/**
 * @throws StartError when the options would leave the relay open to others; Node's error when it cannot listen;
 * StoreProblem when the database cannot be used.
 */
export async function startRelay(options: RelayOptions, parts: RelayParts): Promise<Relay> {
  return withOpenedParts(options, parts, async (opened) => {
    const relay = new RunningRelay(options, parts, opened);
    relay.mount(opened.entries.router);
    relay.mount(await firstRunRouter(options.userFolder, parts.log));
    await relay.start();
    return relay;
  });
}

class RunningRelay implements Relay {
  readonly recorder: Recorder;
  readonly panelToken: string;
  readonly streamDelay: StreamDelay;
  readonly instance: string;
  readonly #options: RelayOptions;
  readonly #log: Log;
  readonly #liveGuard: FailureIsolation;
  readonly #now: () => number;
  readonly #date: () => number;
  readonly #version: string;
  readonly #mounted = express.Router();
  readonly #startedAt: number;
  readonly #access: RelayAccess;
  readonly #hub: Hub;
  readonly #latency: BatchLatency;
  readonly #pool: LocalPool;
  readonly #chunks: ServedChunks;
  readonly #latestViewers: LatestSessionViewers;
  readonly #sessions: SessionRegistry;
  readonly #viewers: ViewerSockets;
  readonly #agents: AgentSockets;
  readonly #cars: SessionCars;
  readonly #gameServer: GameServerSocket | null;
  readonly #refused: RefusedPublishers;
  readonly #pages: Pages;
  readonly #exporter = new Exporter();
  readonly #server: Listeners;
  readonly #listeners: EventListeners;
  readonly #cluster: RelayCluster | null;
  readonly #beforeListening: RelayParts['beforeListening'];
  readonly #ticker: Ticker;
  #stopping: Promise<void> | null = null;
  readonly #isStopping = (): boolean => this.#stopping !== null;
  #unwatch: () => Promise<void> = async () => {};

  constructor(options: RelayOptions, parts: RelayParts, opened: OpenedParts) {
    const { recorder, pages, look, entries, streamDelay, access, tls, backplane, now, date } =
      opened;
    const { log, version = 'dev' } = parts;
    this.recorder = recorder;
    this.panelToken = access.panelToken;
    this.instance = opened.instance;
    this.streamDelay = streamDelay;
    this.#options = options;
    this.#log = log;
    this.#liveGuard = new FailureIsolation(log);
    this.#now = now;
    this.#date = date;
    this.#version = version;
    this.#ticker = new Ticker({
      now,
      tickMs: parts.tickMs,
      guard: this.#liveGuard,
      each: {
        'latest viewers': () => this.#latestViewers.tick(),
        sessions: () => this.#sessions.tick(),
        backplane: () => this.#cluster?.tick(),
        chunks: () => this.#chunks.recorder.tick(),
      },
      eachSecond: {
        connections: () => this.#pool.tick(),
        rates: (passedMs) => this.#sessions.measure(passedMs),
        viewers: () => this.#viewers.tick(),
        agents: () => this.#agents.tick(),
        access: () => this.#access.tick(),
        ports: () => void this.#server.poll(),
      },
    });
    this.#startedAt = now();
    this.#listeners = new EventListeners(log, parts.onEvent);
    this.#beforeListening = parts.beforeListening;
    this.#access = access;
    access.keys.onChange(() => access.closeRefused(this.#viewers, this.#agents));
    this.#refused = new RefusedPublishers(log, now);
    const hub = new Hub({
      snapshot: (sessionID) =>
        cluster?.isElsewhere(sessionID) ? null : snapshotOf(this.#sessions.get(sessionID)),
      remote: () => cluster?.remote,
    });
    const cluster = backplane === null ? null : this.#makeCluster(backplane, hub);
    this.#cluster = cluster;
    this.#chunks = serveChunks({
      sessions: () => this.#sessions,
      followed: () => cluster?.allFollowed() ?? this.#sessions.all(),
      elsewhere: cluster?.owners,
      build: () => pages.build,
      choices: () => look.forPages,
      streamDelayMs: () => streamDelay.delayMs,
      now,
    });
    this.#latency = new BatchLatency((id) => this.#sessions.get(id), now);
    const everywhere = this.#latency.measured(bothWays(hub, this.#chunks.recorder));
    const broadcast = cluster?.broadcastOf(everywhere) ?? everywhere;
    this.#pool = new LocalPool({ counters: hub.counters, now });
    const latestViewers = new LatestSessionViewers({
      hub,
      now,
      sessions: () => cluster?.allFollowed() ?? this.#sessions.all(),
      session: (id) => cluster?.followedSession(id) ?? this.#sessions.get(id),
      elsewhere: () => cluster?.liveElsewhere ?? null,
    });
    const maps = new TrackMaps(options.userFolder, log);
    const sessions = new SessionRegistry({
      references: new StoredReferences({ reader: recorder.reader, maps }),
      recovery: new TimingRecovery({ stored: recorder, now }),
      broadcast,
      ownership: cluster ?? undefined,
      latestViewers,
      store: recorder,
      log,
      now,
      // Events of a session are decided once, by the relay that owns it.
      onEvent: (event) => {
        if (cluster?.isElsewhere(event.sessionID) !== true) this.#listeners.notify(event);
      },
      personalBest: parts.personalBest ?? ((info) => recorder.personalBest(info)),
    });
    this.#hub = hub;
    this.#latestViewers = latestViewers;
    this.#sessions = sessions;
    this.#pages = pages;
    this.#viewers = new ViewerSockets({
      ...{ hub, latestViewers, log, now },
      pool: this.#pool,
      instance: this.instance,
      build: () => pages.build,
      ...look.chosen,
    });
    look.onChange(() => this.#viewers.sendThemes());
    streamDelay.onFlash = () => this.#viewers.flash();
    const { named } = entries;
    const racers = cluster?.racers;
    const cars = new SessionCars({ broadcast, sessions, store: recorder, racers, named, now });
    this.#cars = cars;
    this.#gameServer = openGameServer(options.gameServer, { sessions, cars, log, now });
    this.#agents = new AgentSockets({
      ...{ sessions, cars, racers, recorder, log, version, now },
      owners: access.owners,
      refused: this.#refused,
      instance: this.instance,
    });
    this.#server = new Listeners(this.#httpRoutes(look, maps), access, tls);
  }

  #httpRoutes(look: Look, maps: TrackMaps): HttpRoutes {
    const parts = {
      sessions: this.#sessions,
      ...this.#access.parts,
      refused: this.#refused,
      viewers: this.#viewers,
      agents: this.#agents,
      elsewhere: this.#cluster?.owners,
      log: this.#log,
      now: this.#now,
      isStopping: this.#isStopping,
    };
    const ingest = new HttpIngest(parts);
    const upgrade = new Upgrade(parts);
    return {
      ingest: (request, response) => ingest.handle(request, response),
      rest: makeApp({ ...parts, ...this.#routes(look, maps) }),
      upgrade: (request, socket, head) => upgrade.handle(request, socket, head),
    };
  }

  #routes(look: Look, maps: TrackMaps): ReturnType<typeof relayRoutes> {
    return relayRoutes({
      recorder: this.recorder,
      pages: this.#pages,
      look,
      maps,
      exporter: this.#exporter,
      sessions: this.#sessions,
      cars: this.#cars,
      cluster: this.#cluster,
      chunks: this.#chunks,
      streamDelay: this.streamDelay,
      viewers: this.#viewers,
      access: this.#access,
      refused: this.#refused,
      mounted: this.#mounted,
      live: () => this.#latestViewers.current,
      liveRun: this.#liveRun,
      mark: (...words) => this.mark(...words),
      stats: () => this.stats(),
      isStopping: this.#isStopping,
      now: this.#now,
      histograms: this.#latency.histograms,
    });
  }

  get port(): number {
    return this.#server.port;
  }

  get address(): string {
    return this.#server.localAddress;
  }

  async start(): Promise<void> {
    await this.#pages.open();
    this.#unwatch = watchUserFiles({
      pages: this.#pages,
      userFolder: this.#options.userFolder,
      log: this.#log,
      onTheme: (name) => this.#viewers.sendThemes(name),
      onLayout: (name) => this.#viewers.sendLayoutChange(name),
    });
    const { host, port, formerPort = 0 } = this.#options;
    await this.#gameServer?.start();
    this.#server.announce(host, port);
    await this.#beforeListening?.(this);
    await this.#cluster?.start();
    await this.#server.listen(host, { port, preferred: formerPort });
    this.#ticker.start();
    this.#log.info({ ...this.#server.addresses, instance: this.instance }, 'The relay listens.');
  }

  onEvent(listener: (event: RaceEvent) => void): () => void {
    return this.#listeners.add(listener);
  }

  mount(router: Router): void {
    this.#mounted.use(router);
  }

  sources(): Promise<readonly ListedOverlay[]> {
    return this.#pages.sources();
  }

  async mark(note: string, sessionID = this.#latestViewers.current): Promise<MarkAnswer> {
    if (this.#isStopping()) throw stopping();
    const owners = this.#cluster?.owners;
    if (sessionID !== null && owners?.isElsewhere(sessionID)) return owners.mark(sessionID, note);
    return this.#markOwn(sessionID, note);
  }

  #markOwn(sessionID: string | null, note: string): MarkAnswer {
    const parts = { store: this.recorder, date: this.#date };
    return markMoment(this.#sessions, parts, sessionID, note);
  }

  viewers(): ViewerInfo[] {
    return this.#viewers.list();
  }

  stats(): RelayStatus {
    const now = this.#now();
    const sessions = [...this.#sessions.all()].filter(({ id }) => !this.#cluster?.isElsewhere(id));
    return {
      version: this.#version,
      instance: this.instance,
      build: this.#pages.build,
      startedAt: this.#startedAt,
      uptimeMs: Math.round(now - this.#startedAt),
      live: this.#latestViewers.current,
      agents: this.#agents.list(),
      refused: this.#refused.list(),
      sessions: sessions.map((one) => this.#sessionNow(one, now)),
      viewers: this.#viewers.size,
      ...this.#sessions.counts,
      ...this.#access.control.counts,
      hub: { ...this.#hub.counters },
      recorder: this.recorder.stats(),
      ...(this.#cluster === null ? {} : { backplane: this.#cluster.status() }),
      ...(this.#gameServer === null ? {} : { gameServer: this.#gameServer.status() }),
    };
  }

  #makeCluster(backplane: Backplane, hub: Hub): RelayCluster {
    return new RelayCluster({
      backplane,
      relay: this.instance,
      name: () => `${hostname()}:${this.port}`,
      hub,
      sessions: () => this.#sessions,
      live: () => this.#latestViewers.watched,
      viewers: () => this.#viewers.size,
      status: (session) => this.#sessionNow(session, this.#now()),
      watch: watchableSession,
      keys: this.#access.owners,
      chunks: () => this.#chunks.recorder,
      chooseFocus: (sessionID, choice) => this.#cars.choose(sessionID, choice),
      mark: (sessionID, note) => this.#markOwn(sessionID, note),
      log: this.#log,
      now: this.#now,
    });
  }

  #sessionNow(session: LiveSession, now: number): LiveSessionStatus {
    const { id } = session;
    const viewers = this.#hub.viewersOf(id) + (this.#cluster?.moreViewersOf(id) ?? 0);
    return sessionNow(session, viewers, now);
  }

  /** The run that `live` stands for. */
  readonly #liveRun = (): RunKey | null => {
    const current = this.#latestViewers.current ?? '';
    const elsewhere = this.#cluster?.runOf(current);
    if (elsewhere) return elsewhere;
    const session = this.#sessions.get(current);
    return session === undefined ? null : { sessionID: session.id, run: session.runName ?? '' };
  };

  stop(): Promise<void> {
    this.#stopping ??= this.#stopOnce();
    return this.#stopping;
  }

  /** Frames that come while the store writes its last ones are shown, and stay in the agents' buffers. */
  async #stopOnce(): Promise<void> {
    this.#ticker.stop();
    await this.#unwatch();
    await this.#gameServer?.stop();
    const closed = this.#server.close();
    this.#sessions.stop();
    await this.#exporter.stop();
    // It is done long before the store is closed, unless the database hangs.
    void this.#access.flush();
    await within(limits.stopStoreMs, this.recorder.close());
    this.#sessions.stop();
    this.#agents.stop();
    this.#viewers.stop();
    this.#hub.stop();
    await within(limits.closeTimeoutMs, closed);
    this.#server.closeAllConnections();
    await this.#cluster?.stop();
    this.#log.info({}, 'The relay has stopped.');
  }
}
