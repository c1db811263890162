/** Starts the relay: connects what decides with what touches the world, and stops it all in reverse. Decides nothing. */
import { randomUUID } from 'node:crypto';
import express, { type Router } from 'express';
import type { RaceEvent } from '../protocol/events.ts';
import { limits } from '../protocol/limits.ts';
import type { Log } from '../protocol/log.ts';
import type { MarkAnswer } from '../protocol/marked-moment.ts';
import type { ListedOverlay } from '../protocol/overlay-metadata.ts';
import type { RelayStatus, ViewerInfo } from '../protocol/relay-answers.ts';
import type { RunKey } from '../protocol/session.ts';
import { RelayAccess } from './access/relay-access.ts';
import { BatchLatency } from './broadcast/batch-latency.ts';
import { Hub } from './broadcast/hub.ts';
import { LatestSessionViewers } from './broadcast/latest-session-viewers.ts';
import { ConnectionPools } from './broadcast/pools.ts';
import { snapshotOf } from './broadcast/session-snapshot.ts';
import { ViewerSockets } from './broadcast/viewer-sockets.ts';
import { EventListeners } from './event-listeners.ts';
import { type AppParts, makeApp } from './http/app.ts';
import { keyRouter } from './http/key-routes.ts';
import { Listeners } from './http/listeners.ts';
import type { HttpRoutes } from './http/server.ts';
import { sessionCarsRouter } from './http/session-cars.ts';
import { healthRouter, sessionNow, statusRouter } from './http/status.ts';
import { TlsFiles } from './http/tls-files.ts';
import { Upgrade } from './http/upgrade.ts';
import { watchListRouter } from './http/watch-list.ts';
import { AgentSockets } from './ingest/agent-sockets.ts';
import { describeRouter } from './ingest/describe-session.ts';
import type { GameServerSocket } from './ingest/game-server/game-server-socket.ts';
import { openGameServer } from './ingest/game-server/live-race.ts';
import { HttpIngest, stopping } from './ingest/http-ingest.ts';
import { RefusedPublishers } from './ingest/refused-publishers.ts';
import { Exporter } from './laps/exporter.ts';
import { momentRouter } from './laps/moment-routes.ts';
import { readingRouter } from './laps/router.ts';
import { FailureIsolation } from './live/failure-isolation.ts';
import { markMoment } from './live/moment-marking.ts';
import { SessionCars } from './live/session-cars.ts';
import { SessionRegistry } from './live/session-registry.ts';
import { TimingRecovery } from './live/timing-recovery.ts';
import { bothWays } from './live-chunks/both-ways.ts';
import { type ServedChunks, serveChunks } from './live-chunks/serve-chunks.ts';
import type { StreamDelay } from './live-chunks/stream-delay.ts';
import { firstRunRouter } from './pages/first-run.ts';
import { layoutRouter } from './pages/layouts/layout-routes.ts';
import type { Look } from './pages/look.ts';
import type { Pages } from './pages/pages.ts';
import { themeRouter } from './pages/themes/theme-routes.ts';
import { watchUserFiles } from './pages/user-file-watch.ts';
import type { Relay, RelayOptions, RelayParts } from './relay.ts';
import { openRecorder, recorderOptions } from './storage/open-database.ts';
import type { Recorder } from './storage/recorder.ts';
import { StoredReferences } from './timing/stored-references.ts';
import { TrackMaps } from './timing/track-maps.ts';
import { type OpenedFolder, openUserFolder } from './user-folder.ts';
import { within } from './within.ts';

/** The wall clock, but monotonic: an adjusted system clock must not make a session jump. */
const systemNow = (): number => performance.timeOrigin + performance.now();

const ticksPerSecond = 4;

/**
 * @throws StartError when the options would leave the relay open to others; Node's error when it cannot listen;
 * StoreProblem when the database cannot be used.
 */
export async function startRelay(options: RelayOptions, parts: RelayParts): Promise<Relay> {
  const { log, now = systemNow } = parts;
  const access = await RelayAccess.open(options, { log, now });
  const tls = options.tls === undefined ? null : await TlsFiles.open(options.tls, log);
  const recorder = parts.recorder ?? (await openRecorder(recorderOptions(options, log)));
  try {
    const opened = await openUserFolder(options, log);
    const relay = new RunningRelay(options, parts, { recorder, access, tls, ...opened });
    relay.mount(opened.entries.router);
    relay.mount(await firstRunRouter(options.userFolder, log));
    await relay.start();
    return relay;
  } catch (error) {
    await recorder.close();
    throw error;
  }
}

/** What was opened before the relay itself. */
interface OpenedParts extends OpenedFolder {
  readonly recorder: Recorder;
  readonly access: RelayAccess;
  readonly tls: TlsFiles | null;
}

class RunningRelay implements Relay {
  readonly recorder: Recorder;
  readonly panelToken: string;
  readonly streamDelay: StreamDelay;
  readonly instance = randomUUID();
  readonly #options: RelayOptions;
  readonly #log: Log;
  readonly #liveGuard: FailureIsolation;
  readonly #now: () => number;
  readonly #version: string;
  readonly #mounted = express.Router();
  readonly #startedAt: number;
  readonly #access: RelayAccess;
  readonly #hub: Hub;
  readonly #latency: BatchLatency;
  readonly #pools: ConnectionPools;
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
  readonly #beforeListening: RelayParts['beforeListening'];
  #timer: NodeJS.Timeout | undefined;
  readonly #tickMs: number;
  #ticks = 0;
  #stopping: Promise<void> | null = null;
  readonly #isStopping = (): boolean => this.#stopping !== null;
  #unwatch: () => Promise<void> = async () => {};

  constructor(
    options: RelayOptions,
    parts: RelayParts,
    { recorder, pages, look, entries, streamDelay, access, tls }: OpenedParts,
  ) {
    const { log, now = systemNow, version = 'dev' } = parts;
    this.recorder = recorder;
    this.panelToken = access.panelToken;
    this.streamDelay = streamDelay;
    this.#options = options;
    this.#log = log;
    this.#liveGuard = new FailureIsolation(log);
    this.#now = now;
    this.#version = version;
    this.#tickMs = parts.tickMs ?? 1000 / ticksPerSecond;
    this.#startedAt = now();
    this.#listeners = new EventListeners(log, parts.onEvent);
    this.#beforeListening = parts.beforeListening;
    this.#access = access;
    access.keys.onChange(() => access.closeRefused(this.#viewers, this.#agents));
    this.#refused = new RefusedPublishers(log, now);
    const hub = new Hub({ snapshot: (sessionID) => snapshotOf(this.#sessions.get(sessionID)) });
    this.#chunks = serveChunks({
      sessions: () => this.#sessions,
      build: () => pages.build,
      choices: () => look.settings.choices,
      streamDelayMs: () => streamDelay.delayMs,
      now,
    });
    this.#latency = new BatchLatency((id) => this.#sessions.get(id), now);
    const broadcast = this.#latency.measured(bothWays(hub, this.#chunks.recorder));
    const workers = options.workers ?? 0;
    this.#pools = new ConnectionPools({ workers, log, counters: hub.counters, now });
    const latestViewers = new LatestSessionViewers({
      hub,
      now,
      sessions: () => this.#sessions.all(),
      session: (sessionID) => this.#sessions.get(sessionID),
    });
    const maps = new TrackMaps(options.userFolder, log);
    const sessions = new SessionRegistry({
      references: new StoredReferences({ reader: recorder.reader, maps }),
      recovery: new TimingRecovery({ stored: recorder, now }),
      broadcast,
      latestViewers,
      store: recorder,
      log,
      now,
      onEvent: (event) => this.#listeners.notify(event),
      personalBest: parts.personalBest ?? ((info) => recorder.personalBest(info)),
    });
    this.#hub = hub;
    this.#latestViewers = latestViewers;
    this.#sessions = sessions;
    this.#pages = pages;
    this.#viewers = new ViewerSockets({
      hub,
      latestViewers,
      pools: this.#pools,
      log,
      instance: this.instance,
      now,
      build: () => pages.build,
      ...look.chosen,
    });
    look.onChange(() => this.#viewers.sendThemes());
    streamDelay.onFlash = () => this.#viewers.flash();
    const { named } = entries;
    const cars = new SessionCars({ broadcast, sessions, store: recorder, named, now });
    this.#cars = cars;
    this.#gameServer = openGameServer(options.gameServer, { sessions, cars, log, now });
    this.#agents = new AgentSockets({
      sessions,
      cars,
      recorder,
      owners: access.owners,
      refused: this.#refused,
      log,
      instance: this.instance,
      version,
      now,
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

  #routes(look: Look, maps: TrackMaps): Pick<AppParts, 'open' | 'publishing' | 'api'> {
    const { recorder } = this;
    const sessions = this.#sessions;
    const pages = this.#pages;
    const current = () => this.#latestViewers.current;
    const status = {
      isStopping: this.#isStopping,
      access: this.#access.control,
      stats: () => this.stats(),
      refusals: () => this.#refused.totals(),
      viewers: () => this.viewers(),
      histograms: this.#latency.histograms,
    };
    return {
      open: [healthRouter(status), this.#chunks.router, pages.router, look.logo.pages],
      publishing: [
        describeRouter({ ...this.#access.parts, sessions, isStopping: this.#isStopping }),
      ],
      api: [
        statusRouter(status),
        keyRouter(this.#access.keys, this.#access.isPublic),
        watchListRouter({
          sessions: () => sessions.all(),
          live: current,
          isStoring: () => recorder.stats().store !== 'none',
          now: this.#now,
        }),
        sessionCarsRouter({ sessions, cars: this.#cars, live: current }),
        maps.router,
        look.settings.router,
        this.streamDelay.router,
        look.logo.api,
        themeRouter({
          themes: pages.themes,
          choice: look.settings,
          changed: (name) => this.#viewers.sendThemes(name),
        }),
        layoutRouter({
          layouts: pages.layouts,
          changed: (name) => this.#viewers.sendLayoutChange(name),
        }),
        momentRouter({ recorder, live: this.#liveRun, mark: (...words) => this.mark(...words) }),
        readingRouter({ recorder, maps, exporter: this.#exporter, live: this.#liveRun }),
        this.#mounted,
      ],
    };
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
    await this.#pools.open();
    await this.#gameServer?.start();
    this.#server.announce(host, port);
    await this.#beforeListening?.(this);
    await this.#server.listen(host, { port, preferred: formerPort });
    this.#timer = setInterval(() => this.#tick(), this.#tickMs);
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

  mark(note: string, sessionID = this.#latestViewers.current): MarkAnswer {
    if (this.#isStopping()) throw stopping();
    return markMoment(this.#sessions, { store: this.recorder, now: this.#now }, sessionID, note);
  }

  viewers(): ViewerInfo[] {
    return this.#viewers.list();
  }

  stats(): RelayStatus {
    const now = this.#now();
    const viewersOf = (id: string) => this.#hub.viewersOf(id);
    return {
      version: this.#version,
      instance: this.instance,
      build: this.#pages.build,
      startedAt: this.#startedAt,
      uptimeMs: Math.round(now - this.#startedAt),
      live: this.#latestViewers.current,
      agents: this.#agents.list(),
      refused: this.#refused.list(),
      sessions: [...this.#sessions.all()].map((one) => sessionNow(one, viewersOf(one.id), now)),
      viewers: this.#viewers.size,
      workers: this.#pools.workers,
      ...this.#sessions.counts,
      ...this.#access.control.counts,
      hub: { ...this.#hub.counters },
      recorder: this.recorder.stats(),
      ...(this.#gameServer === null ? {} : { gameServer: this.#gameServer.status() }),
    };
  }

  /** The run that `live` stands for. */
  readonly #liveRun = (): RunKey | null => {
    const session = this.#sessions.get(this.#latestViewers.current ?? '');
    return session === undefined ? null : { sessionID: session.id, run: session.runName ?? '' };
  };

  stop(): Promise<void> {
    this.#stopping ??= this.#stopOnce();
    return this.#stopping;
  }

  #tick(): void {
    const isSecond = ++this.#ticks % ticksPerSecond === 0;
    const guarded = (part: string, act: () => void) => this.#liveGuard.run({ part }, act);
    guarded('latest viewers', () => this.#latestViewers.tick());
    guarded('sessions', () => this.#sessions.tick());
    guarded('chunks', () => this.#chunks.recorder.tick());
    if (!isSecond) return;
    guarded('pools', () => this.#pools.tick());
    guarded('rates', () => this.#sessions.measure(ticksPerSecond * this.#tickMs));
    guarded('viewers', () => this.#viewers.tick());
    guarded('agents', () => this.#agents.tick());
    this.#access.tick();
    void this.#server.poll();
  }

  /** Frames that come while the store writes its last ones are shown, and stay in the agents' buffers. */
  async #stopOnce(): Promise<void> {
    clearInterval(this.#timer);
    await this.#unwatch();
    await this.#gameServer?.stop();
    const closed = this.#server.close();
    this.#sessions.stop();
    await this.#exporter.stop();
    await within(limits.stopStoreMs, this.recorder.close());
    this.#sessions.stop();
    await this.#access.flush();
    this.#agents.stop();
    this.#viewers.stop();
    this.#hub.stop();
    await within(limits.closeTimeoutMs, closed);
    this.#server.closeAllConnections();
    await this.#pools.stop();
    this.#log.info({}, 'The relay has stopped.');
  }
}
