/**
 * Tells what the driver's game is doing and which session a sample belongs to, by comparing counters. A reducer:
 * given samples, reports and times, it answers with what changed; it reads no clock, logs nothing, sends nothing.
 *
 * How Assetto Corsa behaves is measured in recorded drives: a packet id that falls back is a new run of the game; a
 * restart of the session puts completed laps and lap times to 0 but neither packet id nor distance; the position
 * wraps up to 100 ms before the completed laps count up; in a pause the status may stay at «live» while nothing moves.
 *
 * A restart in the first lap cannot be told from these counters: the completed laps stay 0, and only the lap's clock
 * falls back. The session goes on then; the relay's book of laps keeps the attempts apart.
 */
import { limits } from '../../protocol/limits.ts';
import type { GameStatus, SessionInfo } from '../../protocol/session.ts';
import { decodeSessionInfo, staticBytes } from '../games/assetto-corsa/session-info.ts';
import type { MemoryReport } from '../sampling/sampler.ts';
import { at, type MemorySample } from '../sampling/snapshot.ts';
import { LapDecision } from './lap-decision.ts';
import { runOf, sessionIdOf } from './session-id.ts';

export interface Session {
  readonly sessionID: string;
  readonly run: string;
  /** As published: with the driver's name and the redline that was learnt. */
  facts: SessionInfo;
  /** `t` = 0, ms on the machine's monotonic clock. */
  readonly startMs: number;
}

export type SessionChange =
  | { type: 'status'; status: GameStatus; detail: string | null }
  | { type: 'began'; session: Session }
  | { type: 'facts'; session: Session }
  /** Not driven any more, but it decides the lap that was: publish it as the newest frame of the session, at once. */
  | { type: 'decided'; session: Session; sample: MemorySample }
  | { type: 'ended'; session: Session; detail: string }
  /** The car was put somewhere else; the session goes on. */
  | { type: 'teleported' };

export interface SessionOptions {
  /** Fixed session id. */
  session?: string;
  /** Driver's name instead of the game's. */
  driver?: string;
  /** ms since 1970. */
  wallMs: () => number;
  /** 0…1 */
  random: () => number;
}

/** The game's own numbers for what it does. */
const pageStatus = { off: 0, replay: 1, live: 2, pause: 3 } as const;
/** Where the game does not tell the length of the track, m. */
const usualTrackM = 4000;

const noChange: readonly SessionChange[] = [];

export class SessionTracker {
  readonly #options: SessionOptions;
  #changes: SessionChange[] = [];
  #session: Session | null = null;
  #status: GameStatus = 'waiting';
  #detail: string | null = null;
  #report: MemoryReport = { pages: false, game: false, detail: null };

  /** Packet ids of the last sample; null: the pages were just opened. */
  #physicsId: number | null = null;
  #graphicsId = 0;
  /** Something has moved since the pages were opened: they are not just held open by another tool. */
  #alive = false;
  #aliveMs = 0;
  /** When the physics steps were last seen to have moved. */
  #movedMs = Number.NEGATIVE_INFINITY;

  #completedLaps = 0;
  #sessionType = -1;
  readonly #decision = new LapDecision();
  #trackPosition = 0;
  #inPit = false;

  readonly #staticSeen: Uint8Array;
  #factsMs = Number.NEGATIVE_INFINITY;
  #drivingMs: number | null = null;
  /** The facts as the game gave them, null: not yet. */
  #gameFacts: SessionInfo | null = null;
  /** The highest revs seen of a car. */
  #highestRpm = 0;
  #rpmCar: string | undefined;

  /** True when the sample observed last is a new one of a car that is driven: publish it. */
  publish = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#staticSeen = new Uint8Array(at.static.pitWindowEnd + 4 - at.static.smVersion);
  }

  get current(): Session | null {
    return this.#session;
  }

  /** A report of the sampling thread: are the pages there, does the game run. */
  observeMemory(report: MemoryReport): readonly SessionChange[] {
    this.#report = report;
    if (!report.pages) {
      this.#physicsId = null;
      this.#alive = false;
      this.#gameFacts = null;
      this.#end('The game was closed.');
    }
    if (!this.#alive) this.#setStatus(report.game ? 'loading' : 'waiting');
    return this.#takeChanges();
  }

  /** One sample; afterwards `publish` says whether it is a frame of the current session. */
  observe(sample: MemorySample): readonly SessionChange[] {
    const { view, atMs } = sample;
    const physicsId = view.getInt32(at.physics.packetId, true);
    const graphicsId = view.getInt32(at.graphics.packetId, true);
    const first = this.#physicsId === null;
    const restarted = !first && physicsId < this.#physicsId!;
    const moved = physicsId !== this.#physicsId;
    if (!sample.still || (!first && (moved || graphicsId !== this.#graphicsId))) {
      this.#alive = true;
      this.#aliveMs = atMs;
    }
    if (!sample.still) this.#movedMs = atMs;
    this.#physicsId = physicsId;
    this.#graphicsId = graphicsId;

    let isDecided = restarted && this.#decide(sample, true);
    if (restarted) {
      this.#gameFacts = null;
      this.#end('The game was started anew.');
    }
    const status = this.#statusNow(sample);
    const moves = status === 'driving' && moved && !sample.still;
    const isOther = this.#isOfOtherSession(sample);
    const leaves = isOther || (status !== 'driving' && status !== 'paused');
    if (!moves || leaves) isDecided = this.#decide(sample, leaves) || isDecided;
    // What ends the drive is told when its last lap is decided: the relay hears of both in this order.
    if (!leaves || !this.#decision.isUndecided) this.#setStatus(status);
    // The next session begins when the game has put its counters back, or they would fall in its middle.
    const waits = isDecided || (leaves && this.#decision.isOpen);
    const driving = moves && !waits;
    if (driving) this.#compareCounters(sample);
    this.#updateFacts(sample, isOther);
    if (driving) this.#beginWhenKnown(sample);
    else if (status !== 'driving') this.#drivingMs = null;
    this.publish = driving && this.#session !== null;
    if (this.publish) {
      this.#followCar(sample);
      this.#decision.follow(sample);
    }
    return this.#takeChanges();
  }

  /** A sample that is no frame of the session may still decide its last lap. */
  #decide(sample: MemorySample, leaves: boolean): boolean {
    if (this.#session === null) return false;
    const decided = this.#decision.look(sample, leaves);
    if (decided === null) return false;
    this.#changes.push({ type: 'decided', session: this.#session, sample: decided });
    return true;
  }

  /** The game is in another session of the event than the one that is published. */
  #isOfOtherSession({ view }: MemorySample): boolean {
    const sessionType = view.getInt32(at.graphics.session, true);
    const isKnown = sessionType >= 0 && this.#sessionType >= 0;
    return this.#session !== null && isKnown && sessionType !== this.#sessionType;
  }

  /** The agent ends. */
  stop(): readonly SessionChange[] {
    this.#end('The agent was stopped.');
    return this.#takeChanges();
  }

  #takeChanges(): readonly SessionChange[] {
    if (this.#changes.length === 0) return noChange;
    const changes = this.#changes;
    this.#changes = [];
    return changes;
  }

  #setStatus(status: GameStatus): void {
    const detail = this.#detailOf(status);
    if (status === this.#status && detail === this.#detail) return;
    this.#status = status;
    this.#detail = detail;
    this.#changes.push({ type: 'status', status, detail });
  }

  #detailOf(status: GameStatus): string | null {
    const { pages, detail } = this.#report;
    if (status !== 'waiting' && status !== 'loading') return null;
    if (!pages) return detail === null ? null : `${detail.slice(0, limits.detailCharsMax - 1)}.`;
    return status === 'loading'
      ? 'Nothing moves in its memory yet.'
      : 'Its memory is there but stands still: another tool holds it open.';
  }

  /** What the game does. Ends the session of one that is gone. */
  #statusNow({ view, atMs, still }: MemorySample): GameStatus {
    const gone = still && !this.#report.game && atMs - this.#aliveMs >= limits.gameGoneMs;
    if (this.#alive && gone) {
      this.#alive = false;
      this.#end('The game is gone.');
    }
    if (!this.#alive) return this.#report.game ? 'loading' : 'waiting';
    const stands = still && atMs - this.#movedMs >= limits.untoldPauseMs;
    return statusOf(view.getInt32(at.graphics.status, true), stands);
  }

  /** Restart of the session and change to another one: the counters of laps begin anew. */
  #compareCounters(sample: MemorySample): void {
    const { view } = sample;
    const completedLaps = view.getInt32(at.graphics.completedLaps, true);
    const sessionType = view.getInt32(at.graphics.session, true);
    if (this.#isOfOtherSession(sample)) this.#end('The next session of the event began.');
    else if (completedLaps < this.#completedLaps) this.#end('The session was restarted.');
    this.#completedLaps = completedLaps;
    if (sessionType >= 0) this.#sessionType = sessionType;
  }

  /** @param isOther the game is in another session: what it says now is not about the one that is published */
  #updateFacts(sample: MemorySample, isOther: boolean): void {
    if (this.#session !== null && sample.atMs - this.#factsMs < limits.slowChannelsMs) return;
    this.#factsMs = sample.atMs;
    // Twice the same: the game is not in the middle of writing it.
    if (!sameBytes(staticBytes(sample), this.#staticSeen)) return;
    const facts = decodeSessionInfo(sample);
    if (facts === null) return;
    const before = this.#gameFacts;
    if (facts.car !== this.#rpmCar) this.#highestRpm = 0;
    this.#rpmCar = facts.car;
    if (
      before !== null &&
      (before.car !== facts.car ||
        before.track !== facts.track ||
        before.trackConfiguration !== facts.trackConfiguration)
    ) {
      this.#end('Car or track changed.');
    }
    this.#gameFacts = facts;
    if (!isOther) this.#publishFacts();
  }

  #publishFacts(): void {
    if (this.#session === null) return;
    const facts = this.#factsToPublish(this.#session.facts.startedAt!);
    if (JSON.stringify(facts) === JSON.stringify(this.#session.facts)) return;
    this.#session.facts = facts;
    this.#changes.push({ type: 'facts', session: this.#session });
  }

  #factsToPublish(startedAt: number): SessionInfo {
    const facts: SessionInfo = { ...this.#gameFacts, startedAt };
    if (this.#options.driver !== undefined) facts.driverName = this.#options.driver;
    if (facts.maxRpm === undefined && this.#highestRpm >= limits.learntRpmMin) {
      facts.maxRpm = Math.ceil(this.#highestRpm / 100) * 100;
      facts.maxRpmLearnt = true;
    }
    return facts;
  }

  #beginWhenKnown({ atMs }: MemorySample): void {
    if (this.#session !== null) return;
    this.#drivingMs ??= atMs;
    if (this.#gameFacts === null && atMs - this.#drivingMs < limits.factsWaitMs) return;
    const wallMs = this.#options.wallMs();
    const facts = this.#factsToPublish(wallMs);
    this.#session = {
      sessionID: this.#options.session ?? sessionIdOf(facts.track, facts.car, wallMs),
      run: runOf(wallMs, this.#options.random),
      facts,
      startMs: atMs,
    };
    this.#trackPosition = Number.NaN;
    this.#changes.push({ type: 'began', session: this.#session });
  }

  #end(detail: string): void {
    const session = this.#session;
    if (session === null) return;
    this.#session = null;
    this.publish = false;
    this.#decision.close();
    this.#changes.push({ type: 'ended', session, detail });
  }

  /** Redline and teleport. */
  #followCar({ view }: MemorySample): void {
    const rpm = view.getInt32(at.physics.rpms, true);
    if (rpm > this.#highestRpm) {
      const grown = Math.ceil(rpm / 100) > Math.ceil(this.#highestRpm / 100);
      this.#highestRpm = rpm;
      if (grown && this.#gameFacts !== null) this.#publishFacts();
    }
    const trackPosition = view.getFloat32(at.graphics.normalizedCarPosition, true);
    const inPit = view.getInt32(at.graphics.isInPit, true) !== 0;
    if (inPit && !this.#inPit) {
      const jump = Math.abs(trackPosition - this.#trackPosition);
      const lengthM = this.#session?.facts.trackLengthM ?? usualTrackM;
      const speedKmh = view.getFloat32(at.physics.speedKmh, true);
      if (
        Math.min(jump, 1 - jump) * lengthM > limits.teleportMMin &&
        speedKmh <= limits.teleportKmhMax
      ) {
        this.#changes.push({ type: 'teleported' });
      }
    }
    this.#trackPosition = trackPosition;
    this.#inPit = inPit;
  }
}

/**
 * What a game that is there does. Values that the game does not have count as its menu.
 * @param stands it has stood still for so long that this is no stutter.
 */
function statusOf(value: number, stands: boolean): GameStatus {
  if (value === pageStatus.replay) return 'replay';
  if (value === pageStatus.pause) return 'paused';
  if (value === pageStatus.live) return stands ? 'paused' : 'driving';
  return 'menu';
}

/** Compares, and makes `seen` the same. */
function sameBytes(bytes: Uint8Array, seen: Uint8Array): boolean {
  let same = true;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] !== seen[i]) {
      seen[i] = bytes[i]!;
      same = false;
    }
  }
  return same;
}
