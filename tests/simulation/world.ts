/**
 * The world of one simulation: agents, posting publishers, viewers, a relay, its database and an OBS in one process.
 * It checks its rules after every step.
 */

import type { RaceEvent } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { SimulatedAgent } from './agent.ts';
import { Database } from './database.ts';
import { Network } from './network.ts';
import { HeldFolder, SimulatedObs, simulatedRules } from './obs.ts';
import type { Planted } from './planted.ts';
import { Poster } from './poster.ts';
import { Publishing } from './publishing.ts';
import { Chance } from './random.ts';
import { type Answer, type Instance, SimulatedRelay } from './relay.ts';
import { Truth } from './truth.ts';
import { SimulatedViewer } from './viewer.ts';
import { type Process, VirtualTime } from './virtual-time.ts';

/** A rule of the simulation is broken. */
export class Broken extends Error {}

/** Expected failures of a simulation that are logged as errors. */
const expectedErrors = [
  'The relay ends with frames that could not be stored.',
  'The relay refuses frames for good.',
];
/** Events of virtual time that may wait at once. */
const waitingMax = 3_000;
/** Limits are checked once in this number of steps. */
const boundSteps = 64;
/** A crash may lose frames of the last second and those being written to disk, ms. */
const crashMs = 1_000;

export class World {
  readonly time = new VirtualTime();
  readonly chance: Chance;
  readonly planted: Planted;
  readonly truth = new Truth();
  readonly network: Network;
  readonly database: Database;
  readonly obs: SimulatedObs;
  readonly held: HeldFolder;
  readonly publishing: Publishing;
  readonly relay: SimulatedRelay;
  readonly agents: SimulatedAgent[] = [];
  readonly posters: Poster[] = [];
  viewers: SimulatedViewer[] = [];
  /** Packets that a relay had received and not stored when it ended. */
  readonly relayLost = new Set<number>();
  /** Packets that any relay has received. */
  readonly everReceived = new Set<number>();
  relayWallOffsetMs = 0;
  #failure: string | null = null;
  #viewerNumber = 0;

  constructor(seed: number, planted: Planted) {
    this.chance = new Chance(seed);
    this.planted = planted;
    const { time, chance } = this;
    this.network = new Network(time, chance.fork());
    this.network.onWire = (wire) => planted.wire(wire);
    this.database = new Database(time, chance.fork());
    this.obs = new SimulatedObs(time, this.network, chance.fork());
    this.held = new HeldFolder(time, chance.fork());
    this.publishing = new Publishing(this.truth, time, (sentence) => this.fail(sentence));
    this.relay = new SimulatedRelay(this, simulatedRules());
  }

  /** Reports a broken rule. The first one counts. */
  fail(sentence: string): void {
    this.#failure ??= sentence;
  }

  log(name: string): Log {
    const logAt = (level: string) => (fields: object, sentence: string) => {
      this.time.log(`    ${name} ${level}: ${sentence} ${wordsOf(fields)}`);
    };
    const error = logAt('error');
    return {
      debug: () => {},
      info: logAt('info'),
      warn: logAt('warn'),
      error: (fields, sentence) => {
        error(fields, sentence);
        if (!expectedErrors.includes(sentence)) {
          this.fail(`${name} logs an error: ${sentence} ${wordsOf(fields)}`);
        }
      },
    };
  }

  /** Moves the time on. @throws Broken */
  async pass(ms: number): Promise<void> {
    const until = this.time.now + ms;
    while (await this.time.step(until)) this.#check();
  }

  /** Moves the time on until a condition holds. @throws Broken if it does not within this time, ms */
  async passUntil(what: string, ms: number, holds: () => boolean): Promise<void> {
    const until = this.time.now + ms;
    while (!holds()) {
      if (!(await this.time.step(until))) throw new Broken(`It is not so after ${ms} ms: ${what}`);
      this.#check();
    }
  }

  /** Waits for asynchronous work of a program. */
  async passFor(what: string, ms: number, work: Promise<void>): Promise<void> {
    let isDone = false;
    const done = work.then(() => {
      isDone = true;
    });
    await this.passUntil(what, ms, () => isDone);
    await done;
  }

  #check(): void {
    this.publishing.check();
    if (this.time.steps % boundSteps === 0) this.#checkBounds();
    this.verify();
  }

  /** @throws Broken if a rule is broken */
  verify(): void {
    if (this.#failure !== null) throw new Broken(this.#failure);
  }

  #checkBounds(): void {
    const { waiting } = this.time;
    if (waiting > waitingMax) this.fail(`${waiting} things wait to happen.`);
    for (const agent of this.agents) {
      const kept = agent.stats?.framesKept ?? 0;
      if (kept > 1_800) this.fail(`${agent.name} keeps ${kept} frames.`);
    }
    const instance = this.relay.now;
    if (instance === null) return;
    const { framesWaiting } = instance.writer.stats();
    if (framesWaiting > limits.writerFramesMax) this.fail(`${framesWaiting} frames wait.`);
    for (const { client, server } of this.network.wires) {
      if (client.destroyed || server.destroyed) continue;
      if (server.bufferedAmount > 2 * limits.backlogBytesMax + limits.ingestBytesMax) {
        this.fail(`${server.bufferedAmount} bytes wait for ${client.owner.name}.`);
      }
    }
    for (const packet of instance.receivedAt.keys()) {
      if (this.database.packets.has(packet)) instance.receivedAt.delete(packet);
    }
  }

  // ------------------------------------------------------------------ members

  addAgent(sessionID: string | null): SimulatedAgent {
    const agent = new SimulatedAgent(this, `agent${this.agents.length + 1}`, sessionID);
    this.agents.push(agent);
    return agent;
  }

  addPoster(sessionID: string): Poster {
    const poster = new Poster(this, `poster${this.posters.length + 1}`, sessionID);
    this.posters.push(poster);
    return poster;
  }

  addViewer(target: string, isPage: boolean): SimulatedViewer {
    const viewer = new SimulatedViewer(this, `viewer${++this.#viewerNumber}`, target, isPage);
    this.viewers.push(viewer);
    viewer.start();
    return viewer;
  }

  // ------------------------------------------------------------------ what passes between them

  /** A POST that may be late or lost, or whose answer is lost. */
  request(
    from: Process,
    sessionID: string,
    lap: number,
    frames: readonly Frame[],
    timeoutMs: number,
    answered: (answer: Answer) => void,
  ): void {
    const { time, chance, relay } = this;
    const socket = { remoteAddress: '127.0.0.1', localAddress: '127.0.0.1' };
    let isOver = false;
    const end = (answer: Answer): void => {
      if (isOver) return;
      isOver = true;
      answered(answer);
    };
    time.in(timeoutMs, from, 'no answer', () => end(null));
    const wayMs = () => chance.between(0.5, 30);
    if (chance.holds(0.02)) return;
    const instance = relay.now;
    if (instance === null) {
      time.in(wayMs(), from, 'refused', () => end(null));
      return;
    }
    const body = JSON.stringify(frames);
    const isAnswerLost = chance.holds(0.02);
    time.in(wayMs(), instance.process, 'request', () => {
      instance.post(socket, sessionID, lap, body, (answer) => {
        if (!isAnswerLost) time.in(wayMs(), from, 'answer', () => end(answer));
      });
    });
  }

  /** Checks that an event of the relay belongs to the run in which it happened. */
  eventOf({ name, sessionID, car }: RaceEvent): void {
    if (name !== 'session-ended' || car === undefined) return;
    const run = this.publishing.newestShown(sessionID);
    if (run?.car != null && run.car !== car) {
      this.fail(`The end of ${run.name}, driven with ${run.car}, is reported with ${car}.`);
    }
  }

  // ------------------------------------------------------------------ what must hold

  checkAgent(agent: SimulatedAgent): void {
    const lost = agent.lost();
    if (lost.length === 0) return;
    this.fail(`${agent.name} has forgotten ${lost.length} frames, ${lost[0]} first, not on disk.`);
  }

  /** After a relay is killed, every packet it had for over a second is on disk. */
  checkCrash({ receivedAt }: Instance): void {
    const { time, database } = this;
    if (database.state !== 'well' || time.now - database.wellSince < 15_000) return;
    for (const [packet, at] of receivedAt) {
      if (time.now - at <= crashMs || database.packets.has(packet)) continue;
      this.fail(`A crash loses packet ${packet}, which came ${Math.round(time.now - at)} ms ago.`);
    }
  }
}

function wordsOf(fields: object): string {
  const { err, ...rest } = fields as { err?: unknown };
  const error = err instanceof Error ? ` ${err.stack ?? err.message}` : '';
  return `${JSON.stringify(rest)}${error}`;
}
