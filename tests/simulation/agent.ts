/** An agent of a simulation: the real tracker, pipeline and publisher over a simulated game. */
import { Pipeline } from '../../agent/pipeline.ts';
import type { Publisher } from '../../agent/publish/port.ts';
import { WsPublisher } from '../../agent/publish/ws-publisher.ts';
import { type Session, SessionTracker } from '../../agent/session/session.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { Log } from '../../protocol/log.ts';
import { SimulatedGame, sampleMs } from './game.ts';
import { asWebSocket } from './network.ts';
import type { TrueRun } from './truth.ts';
import { Process } from './virtual-time.ts';
import type { World } from './world.ts';

/** Frames that an agent of a simulation keeps: as many as it samples in three minutes. */
const keptFramesMax = 1_800;

interface Program {
  readonly process: Process;
  readonly publisher: WsPublisher;
  readonly pipeline: Pipeline;
  /** Frames given to the publisher and not known to be on disk. */
  readonly open: Set<number>;
}

export class SimulatedAgent {
  readonly name: string;
  readonly game: SimulatedGame;
  /** Fixed session id; null: the agent makes one. */
  readonly sessionID: string | null;
  readonly #world: World;
  #program: Program | null = null;
  #run: TrueRun | null = null;
  isStopping = false;

  constructor(world: World, name: string, sessionID: string | null) {
    this.#world = world;
    this.name = name;
    this.sessionID = sessionID;
    this.game = new SimulatedGame(world.chance.fork(), world.truth);
  }

  get isRunning(): boolean {
    return this.#program !== null;
  }

  get program(): Program | null {
    return this.#program;
  }

  get stats() {
    return this.#program?.publisher.stats() ?? null;
  }

  start(): void {
    if (this.#program !== null) return;
    const { time, network, chance, planted } = this.#world;
    const process = new Process(this.name);
    const random = chance.fork();
    process.wallOffsetMs = random.between(-60_000, 60_000);
    const log: Log = this.#world.log(this.name);
    const offsetMs = random.between(0, 1_000_000);
    const now = () => time.now + offsetMs;
    time.as(process, () => {
      const publisher = new WsPublisher({
        relay: new URL('http://relay'),
        batch: random.oneOf(['auto', 'auto', 'auto', 5, 20] as const),
        hz: 1000 / sampleMs,
        log,
        now,
        random: random.next,
        keptFramesMax,
        openSocket: (url, protocols, { handshakeTimeout = null }) =>
          asWebSocket(network.connect(url, protocols, handshakeTimeout as number | null)),
      });
      const tracker = new SessionTracker({
        wallMs: Date.now,
        random: random.next,
        ...(this.sessionID === null ? {} : { session: this.sessionID }),
      });
      const open = new Set<number>();
      const tap = this.#tap(planted.publisher(publisher), open);
      const pipeline = new Pipeline(tracker, tap, log);
      this.#program = { process, publisher, pipeline, open };
      this.game.unseen();
      const poll = (): void => {
        time.in(sampleMs, process, 'polls', poll);
        this.#poll(pipeline, now());
      };
      time.in(random.between(0, sampleMs), process, 'begins', poll);
    });
  }

  /** The same publisher, with a record of the frames it receives. */
  #tap(publisher: Publisher, open: Set<number>): Publisher {
    return {
      setSession: (session) => {
        this.#sessionIs(session);
        publisher.setSession(session);
      },
      endSession: (session, detail) => publisher.endSession(session, detail),
      setStatus: (status, detail) => publisher.setStatus(status, detail),
      add: (frame: Frame) => {
        this.#world.truth.sampled(this.#run!, frame.packetId);
        open.add(frame.packetId);
        publisher.add(frame);
      },
      sendCars: (reading) => publisher.sendCars(reading),
      flush: () => publisher.flush(),
      stats: () => publisher.stats(),
      close: () => publisher.close(),
    };
  }

  #sessionIs(session: Session | null): void {
    if (session === null) {
      this.#run = null;
      return;
    }
    if (this.#run?.token !== session.run) {
      this.#run = this.#world.truth.begin(session.sessionID, session.run);
      this.game.drainFinished();
    }
    this.#run.car = session.info.car ?? null;
  }

  #poll(pipeline: Pipeline, nowMs: number): void {
    if (this.isStopping) return;
    const { game } = this;
    const { isRunning } = game;
    pipeline.observeMemory({ pages: isRunning, game: isRunning, detail: null });
    if (!isRunning) return;
    const run = this.#run;
    pipeline.observe(game.read(nowMs));
    const finished = game.drainFinished();
    if (this.#run === run) run?.laps.push(...finished);
  }

  /**
   * Compares the frames that the agent has forgotten with those on disk.
   * @returns packets that are neither kept, nor on disk, nor given up
   */
  lost(): number[] {
    const program = this.#program;
    if (program === null) return [];
    const { database } = this.#world;
    const { open, publisher } = program;
    for (const packet of open) if (database.packets.has(packet)) open.delete(packet);
    if (open.size === 0) return [];
    const { buffer } = publisher;
    const kept = new Set<number>();
    for (const { packetId, state } of buffer.frames) if (state !== 'done') kept.add(packetId);
    const { framesDropped } = publisher.stats();
    const lost = [...open].filter((packet) => !kept.has(packet));
    return lost.length <= framesDropped + buffer.forgotten ? [] : lost;
  }

  /** Ends it as SIGKILL or a power cut does. @param isSudden the other side gets no notice */
  kill(isSudden: boolean): void {
    const program = this.#program;
    if (program === null) return;
    const { time, network, truth } = this.#world;
    this.#world.checkAgent(this);
    time.kill(program.process);
    if (isSudden) network.vanish(program.process);
    else network.forget(program.process);
    for (const packet of program.open) truth.allowMissing(packet, 'the agent was killed');
    this.#gone();
  }

  #gone(): void {
    this.isStopping = false;
    this.#program = null;
    this.#run = null;
    this.game.unseen();
  }

  /** Ends it as Ctrl+C does. */
  async stop(): Promise<void> {
    const program = this.#program;
    if (program === null || this.isStopping) return;
    const { time, network, truth } = this.#world;
    const { process, pipeline, publisher } = program;
    this.isStopping = true;
    await time.as(process, () => {
      pipeline.stop();
      return publisher.close();
    });
    this.isStopping = false;
    if (this.#program !== program) return;
    this.#world.checkAgent(this);
    // The relay answers for frames that it has received and not stored yet.
    for (const packet of program.open) truth.allowMissing(packet, 'the agent was stopped');
    time.kill(process);
    network.forget(process);
    this.#gone();
  }
}
