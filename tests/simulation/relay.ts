/** A relay of a simulation: the real parts over a simulated network, disk and OBS. */
import { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RaceEvent } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { GameStatus } from '../../protocol/session.ts';
import { latestSession } from '../../protocol/session-id.ts';
import { thisMachine } from '../../relay/access/address-quota.ts';
import { Hub } from '../../relay/broadcast/hub.ts';
import type { LatestSessionViewers } from '../../relay/broadcast/latest-session-viewers.ts';
import { LocalPool } from '../../relay/broadcast/local-pool.ts';
import { snapshotOf } from '../../relay/broadcast/session-snapshot.ts';
import { ViewerSockets } from '../../relay/broadcast/viewer-sockets.ts';
import { AgentSockets } from '../../relay/ingest/agent-sockets.ts';
import { HttpIngest } from '../../relay/ingest/http-ingest.ts';
import { RefusedPublishers } from '../../relay/ingest/refused-publishers.ts';
import type { Batch, PublisherConnection } from '../../relay/live/batch.ts';
import type { LiveSession } from '../../relay/live/live-session.ts';
import { SessionCars } from '../../relay/live/session-cars.ts';
import { SessionRegistry } from '../../relay/live/session-registry.ts';
import { ObsConnection } from '../../relay/obs/connection/obs-connection.ts';
import { Dispatcher } from '../../relay/obs/rules/dispatcher.ts';
import type { ReadRules } from '../../relay/obs/rules/rule-schema.ts';
import { systemClock } from '../../relay/storage/clock.ts';
import { Writer } from '../../relay/storage/writer.ts';
import { within } from '../../relay/within.ts';
import { localAccess, nothingChosen, sessionParts } from '../support/lone-relay.ts';
import { asSocket, asWebSocket, type End } from './network.ts';
import { Process } from './virtual-time.ts';
import type { World } from './world.ts';

const host = 'relay';
const tickMs = 250;
const ticksPerSecond = 4;

/** The answer to a POST; null: none came. */
export type Answer = { readonly status: number; readonly text: string } | null;

/** One start of the relay, until its end. */
export class Instance {
  readonly process: Process;
  readonly instance: string;
  readonly sessions: SessionRegistry;
  readonly hub: Hub;
  readonly writer: Writer;
  readonly agents: AgentSockets;
  readonly viewers: ViewerSockets;
  readonly obs: ObsConnection;
  readonly dispatcher: Dispatcher;
  /** When it received each packet that was not on disk at the last check. */
  readonly receivedAt = new Map<number, number>();
  /** ms on the relay's clock. */
  readonly now: () => number;
  readonly #world: World;
  readonly #ingest: HttpIngest;
  readonly #pool: LocalPool;
  readonly #latestViewers: LatestSessionViewers;
  #ticks = 0;
  isStopping = false;

  constructor(world: World, number: number, rules: ReadRules & { ok: true }) {
    this.#world = world;
    const { time, database, network, chance } = world;
    this.process = time.current;
    this.instance = `instance-${number}`;
    const log = world.log('relay');
    const now = (): number => time.epochMs + time.now;
    this.now = now;
    let origins = 0;
    this.writer = new Writer({
      kind: 'sqlite',
      connect: () => database.connect(this.process),
      log,
      clock: systemClock,
      newOrigin: () => `origin-${number}-${++origins}`,
    });
    const recorder = this.writer;
    this.hub = new WatchedHub(world, (sessionID) => this.sessions.get(sessionID));
    const { hub } = this;
    const parts = sessionParts({ hub, recorder, log, now }, () => this.sessions);
    const { latestViewers } = parts;
    this.#latestViewers = latestViewers;
    const onEvent = (event: RaceEvent): void => this.#heard(event);
    this.sessions = new WatchedSessions(world, this, { ...parts, onEvent });
    const { sessions } = this;
    const isStopping = () => this.isStopping;
    const refused = new RefusedPublishers(log, now);
    const owners = { claim: () => {} };
    this.agents = new AgentSockets({
      sessions,
      cars: new SessionCars({ broadcast: this.hub, sessions, store: recorder, now }),
      recorder: world.planted.recorder(recorder),
      owners,
      refused,
      log,
      instance: this.instance,
      version: 'simulated',
      now,
    });
    const access = localAccess(log, now);
    this.#ingest = new HttpIngest({ sessions, access, owners, refused, log, now, isStopping });
    this.#pool = new LocalPool({
      counters: hub.counters,
      now,
      upgrade: ({ socket }, opened) => opened(asWebSocket(socket as unknown as End)),
    });
    this.viewers = new ViewerSockets({
      hub,
      latestViewers,
      pool: this.#pool,
      log,
      instance: this.instance,
      build: () => 'simulated',
      now,
      ...nothingChosen,
    });
    const own = chance.fork();
    this.obs = new ObsConnection({ log, random: own.next });
    this.dispatcher = new Dispatcher({
      obs: world.planted.obs(this.obs),
      log: world.obs.listenTo(log),
      ...world.planted.undoStorage(world.held.of(this.process)),
    });
    this.dispatcher.setRules(rules.rules);
    network.listen(host, {
      process: this.process,
      accept: (end, path) => this.#accept(end, path),
    });
  }

  async start(): Promise<void> {
    this.obs.configure({ url: 'ws://obs' });
    setInterval(() => this.#tick(), tickMs);
    await this.writer.start();
  }

  #heard(event: RaceEvent): void {
    this.#world.eventOf(event);
    this.dispatcher.handleEvent(event, this.instance);
  }

  #tick(): void {
    this.#latestViewers.tick();
    this.sessions.tick();
    if (++this.#ticks % ticksPerSecond !== 0) return;
    this.#pool.tick();
    this.sessions.measure(ticksPerSecond * tickMs);
    this.viewers.tick();
    this.agents.tick();
  }

  #accept(end: End, path: string): void {
    const grant = { kind: 'nobody', isRemote: false } as const;
    if (path === '/publish') {
      this.agents.accept(asWebSocket(end), asSocket(end), { remoteAddress: '', grant });
      this.#world.planted.accepted(end, this);
      return;
    }
    const name = path.slice('/ws/'.length);
    this.viewers.accept({
      request: {
        target:
          name === latestSession
            ? { kind: 'live', driver: null }
            : { kind: 'session', sessionID: decodeURIComponent(name) },
        parameters: {},
        isLocal: true,
        remoteAddress: '127.0.0.1',
        grant,
        quotaHolder: thisMachine,
        userAgent: '',
      },
      upgrade: {
        request: { socket: end, headers: {} } as unknown as IncomingMessage,
        socket: asSocket(end),
        head: Buffer.alloc(0),
      },
      release: () => {},
    });
  }

  /** One request, as Node's server passes it. */
  post(socket: object, sessionID: string, lap: number, body: string, answer: (a: Answer) => void) {
    const bytes = Buffer.from(body);
    const request = Object.assign(new EventEmitter(), {
      method: 'POST',
      url: `/ingest?session_id=${sessionID}&lap=${lap}`,
      headers: {
        host: '127.0.0.1:5000',
        'content-type': 'application/json',
        'content-length': String(bytes.length),
      },
      socket,
      resume: () => {},
    });
    let status = 0;
    const response = {
      headersSent: false,
      writeHead: (code: number) => {
        status = code;
      },
      end: (text: string) => answer({ status, text }),
    };
    this.#ingest.handle(
      request as unknown as IncomingMessage,
      response as unknown as ServerResponse,
    );
    request.emit('data', bytes);
  }

  /** Ends it as SIGTERM does, in the order of the command line. */
  async stop(): Promise<void> {
    this.isStopping = true;
    await this.#world.planted.endTriggers(this.dispatcher);
    await this.obs.close();
    this.sessions.stop();
    await within(limits.stopStoreMs, this.writer.close());
    this.sessions.stop();
    this.agents.stop();
    this.viewers.stop();
    this.hub.stop();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Records the frames that viewers are shown. */
class WatchedHub extends Hub {
  readonly #world: World;

  constructor(world: World, session: (sessionID: string) => LiveSession | undefined) {
    super({
      snapshot: (sessionID) => snapshotOf(session(sessionID)),
    });
    this.#world = world;
  }

  override sendBatch(batch: Batch, pageFrames: () => readonly Frame[]): void {
    this.#world.publishing.shown(batch);
    super.sendBatch(batch, pageFrames);
  }
}

/** Records which publisher sends which frames. */
class WatchedSessions extends SessionRegistry {
  readonly #world: World;
  readonly #instance: Instance;

  constructor(
    world: World,
    instance: Instance,
    parts: ConstructorParameters<typeof SessionRegistry>[0],
  ) {
    super(parts);
    this.#world = world;
    this.#instance = instance;
  }

  override receive(batch: Batch): void {
    const frames: Frame[] = [...batch.frames];
    const { publishing, time } = this.#world;
    if (!batch.late) {
      // Without room for the session nobody receives the frames.
      this.open(batch.sessionID);
      publishing.batchArrived(batch, frames);
    }
    super.receive(batch);
    for (const { packetId } of frames) {
      this.#instance.receivedAt.set(packetId, time.now);
      this.#world.everReceived.add(packetId);
      this.#world.relayLost.delete(packetId);
    }
    if (!batch.late) publishing.batchProcessed(batch, frames);
  }

  override changeStatus(
    sessionID: string,
    run: string,
    status: GameStatus,
    connection: PublisherConnection,
  ): LiveSession | null {
    const session = super.changeStatus(sessionID, run, status, connection);
    this.#world.publishing.status(sessionID, run, status);
    return session;
  }

  override attach(session: LiveSession, agent: PublisherConnection, run: string): void {
    super.attach(session, agent, run);
    this.#world.publishing.attached(session.id, agent, run);
  }

  override detach(session: LiveSession, agent: PublisherConnection): void {
    super.detach(session, agent);
    this.#world.publishing.detached(session.id, agent);
  }
}

/** The relay of a simulation over all its starts. */
export class SimulatedRelay {
  readonly #world: World;
  readonly #rules: ReadRules & { ok: true };
  #starts = 0;
  now: Instance | null = null;

  constructor(world: World, rules: ReadRules & { ok: true }) {
    this.#world = world;
    this.#rules = rules;
  }

  start(): void {
    if (this.now !== null) return;
    const { time } = this.#world;
    const process = new Process(`relay${++this.#starts}`);
    process.wallOffsetMs = this.#world.relayWallOffsetMs;
    time.as(process, () => {
      this.#world.publishing.relayBegins();
      this.now = new Instance(this.#world, this.#starts, this.#rules);
      void this.now.start();
    });
  }

  /** Ends it as SIGKILL or a power cut does. */
  kill(isSudden: boolean): void {
    const instance = this.now;
    if (instance === null) return;
    this.#world.checkCrash(instance);
    this.#ends(instance, isSudden);
  }

  async stop(): Promise<void> {
    const instance = this.now;
    if (instance === null || instance.isStopping) return;
    const { time } = this.#world;
    await time.as(instance.process, () => instance.stop());
    if (this.now === instance) this.#ends(instance, false);
  }

  #ends(instance: Instance, isSudden: boolean): void {
    const { time, network, database } = this.#world;
    this.now = null;
    time.kill(instance.process);
    if (isSudden) network.vanish(instance.process);
    else network.forget(instance.process);
    for (const packet of instance.receivedAt.keys()) {
      if (!database.packets.has(packet)) this.#world.relayLost.add(packet);
    }
  }
}
