/**
 * Decides what the game does (driving, paused, menu, …) and which session a sample belongs to. A reducer: samples and
 * reports go in, changes come out. `game-restart.ts` decides where one session ends and the next begins. Pure.
 *
 * Assetto Corsa, as measured in recorded drives: in a pause the status may stay at “live” while nothing moves.
 */
import { limits } from '../../protocol/limits.ts';
import type { GameStatus, SessionInfo } from '../../protocol/session.ts';
import { decodeSessionInfo, staticBytes } from '../games/assetto-corsa/session-info.ts';
import type { AgentOptions } from '../options.ts';
import type { MemoryReport } from '../sampling/sampler.ts';
import { at, type MemorySample } from '../sampling/snapshot.ts';
import { FinalLap } from './final-lap.ts';
import {
  isGameRestart,
  isNextSession,
  isOtherCarOrTrack,
  isSessionRestart,
} from './game-restart.ts';
import { runOf, sessionIdOf } from './session-id.ts';

export interface Session {
  readonly sessionID: string;
  readonly run: string;
  /** As published, with the driver's name from the options and the learnt redline. */
  info: SessionInfo;
  /** `t` = 0, ms on the machine's monotonic clock. */
  readonly startMs: number;
}

export type SessionChange =
  | { type: 'status'; status: GameStatus; detail: string | null }
  | { type: 'began'; session: Session }
  | { type: 'info'; session: Session }
  /** Completes the last lap of the drive: to be published at once as the session's newest frame. */
  | { type: 'final-lap'; session: Session; sample: MemorySample }
  | { type: 'ended'; session: Session; detail: string }
  /** The car was put into the pits; the session goes on. */
  | { type: 'teleported' };

export interface SessionOptions
  extends Pick<AgentOptions, 'session' | 'driver' | 'raceNumber' | 'team' | 'race' | 'country'> {
  /** ms since 1970. */
  wallMs: () => number;
  /** 0…1 */
  random: () => number;
}

/** The game's own numbers. */
const pageStatus = { off: 0, replay: 1, live: 2, pause: 3 } as const;
/** Used where the game gives no track length, m. */
const defaultTrackM = 4000;

const noChange: readonly SessionChange[] = [];

export class SessionTracker {
  readonly #options: SessionOptions;
  #changes: SessionChange[] = [];
  #session: Session | null = null;
  /** null: nothing was observed yet, so that the first status is reported whatever it is. */
  #status: GameStatus | null = null;
  #detail: string | null = null;
  #report: MemoryReport = { pages: false, game: false, detail: null };

  /** Packet id of the last sample; null: the pages were just opened. */
  #physicsId: number | null = null;
  /** Packet id of the graphics page. */
  #graphicsId = 0;
  /** Something has moved since the pages were opened, so it is not just another tool that holds them open. */
  #alive = false;
  /** When something moved last, ms. */
  #aliveMs = 0;
  /** Time of the last physics step. */
  #movedMs = Number.NEGATIVE_INFINITY;

  #completedLaps = 0;
  #sessionType = -1;
  readonly #finalLap = new FinalLap();
  #trackPosition = 0;
  #inPit = false;

  readonly #staticSeen: Uint8Array;
  /** When the static page was compared last, ms. */
  #infoMs = Number.NEGATIVE_INFINITY;
  /** Since when the car is driven, ms; null: it is not. */
  #drivingMs: number | null = null;
  /** As the game gave it; null: not known yet. */
  #gameInfo: SessionInfo | null = null;
  /** The highest revs seen of a car. */
  #highestRpm = 0;
  #rpmCar: string | undefined;

  /** The last observed sample is a frame of the current session. */
  publish = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    this.#staticSeen = new Uint8Array(at.static.pitWindowEnd + 4 - at.static.smVersion);
  }

  get current(): Session | null {
    return this.#session;
  }

  /** @param report whether the pages are there and the game runs */
  observeMemory(report: MemoryReport): readonly SessionChange[] {
    this.#report = report;
    if (!report.pages) {
      this.#physicsId = null;
      this.#alive = false;
      this.#gameInfo = null;
      this.#end('The game was closed.');
    }
    if (!this.#alive) this.#setStatus(report.game ? 'loading' : 'waiting');
    return this.#flushChanges();
  }

  /** One sample; afterwards `publish` says whether it is a frame of the current session. */
  observe(sample: MemorySample): readonly SessionChange[] {
    const { view, atMs } = sample;
    const physicsId = view.getInt32(at.physics.packetId, true);
    const graphicsId = view.getInt32(at.graphics.packetId, true);
    const first = this.#physicsId === null;
    const restarted = isGameRestart(this.#physicsId, physicsId);
    const moved = physicsId !== this.#physicsId;
    if (!sample.still || (!first && (moved || graphicsId !== this.#graphicsId))) {
      this.#alive = true;
      this.#aliveMs = atMs;
    }
    if (!sample.still) this.#movedMs = atMs;
    this.#physicsId = physicsId;
    this.#graphicsId = graphicsId;

    let isFinal = restarted && this.#readFinalLap(sample, true);
    if (restarted) {
      this.#gameInfo = null;
      this.#end('The game was restarted.');
    }
    const status = this.#statusNow(sample);
    const moves = status === 'driving' && moved && !sample.still;
    const isOther = this.#isOfOtherSession(sample);
    const leaves = isOther || (status !== 'driving' && status !== 'paused');
    if (!moves || leaves) isFinal = this.#readFinalLap(sample, leaves) || isFinal;
    // The relay gets the last lap first and the new status after it.
    if (!leaves || !this.#finalLap.isPending) this.#setStatus(status);
    // The next session begins after the game has reset its counters.
    const waits = isFinal || (leaves && this.#finalLap.isOpen);
    const driving = moves && !waits;
    if (driving) this.#compareCounters(sample);
    this.#updateInfo(sample, isOther);
    if (driving) this.#beginWhenKnown(sample);
    else if (status !== 'driving') this.#drivingMs = null;
    this.publish = driving && this.#session !== null;
    if (this.publish) {
      this.#followCar(sample);
      this.#finalLap.follow(sample);
    }
    return this.#flushChanges();
  }

  /** A sample that is not a frame of the session may still complete its last lap. */
  #readFinalLap(sample: MemorySample, leaves: boolean): boolean {
    if (this.#session === null) return false;
    const lap = this.#finalLap.read(sample, leaves);
    if (lap === null) return false;
    this.#changes.push({ type: 'final-lap', session: this.#session, sample: lap });
    return true;
  }

  /** The game is in another session of the event than the published one. */
  #isOfOtherSession({ view }: MemorySample): boolean {
    const sessionType = view.getInt32(at.graphics.session, true);
    return this.#session !== null && isNextSession(this.#sessionType, sessionType);
  }

  /** The agent ends. */
  stop(): readonly SessionChange[] {
    this.#end('The agent was stopped.');
    return this.#flushChanges();
  }

  #flushChanges(): readonly SessionChange[] {
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

  /** Also ends the session of a game that is gone. */
  #statusNow({ view, atMs, still }: MemorySample): GameStatus {
    const gone = still && !this.#report.game && atMs - this.#aliveMs >= limits.gameGoneMs;
    if (this.#alive && gone) {
      this.#alive = false;
      this.#end('The game is gone.');
    }
    if (!this.#alive) return this.#report.game ? 'loading' : 'waiting';
    const isStill = still && atMs - this.#movedMs >= limits.silentPauseMs;
    return statusOf(view.getInt32(at.graphics.status, true), isStill);
  }

  /** Ends the session where it was restarted or the next one began. */
  #compareCounters(sample: MemorySample): void {
    const { view } = sample;
    const completedLaps = view.getInt32(at.graphics.completedLaps, true);
    const sessionType = view.getInt32(at.graphics.session, true);
    if (this.#isOfOtherSession(sample)) this.#end('The next session of the event began.');
    else if (isSessionRestart(this.#completedLaps, completedLaps))
      this.#end('The session was restarted.');
    this.#completedLaps = completedLaps;
    if (sessionType >= 0) this.#sessionType = sessionType;
  }

  /** @param isOther the game is in another session than the published one */
  #updateInfo(sample: MemorySample, isOther: boolean): void {
    if (this.#session !== null && sample.atMs - this.#infoMs < limits.slowChannelsMs) return;
    this.#infoMs = sample.atMs;
    // The same bytes twice: the game is not in the middle of writing them.
    if (!sameBytes(staticBytes(sample), this.#staticSeen)) return;
    const info = decodeSessionInfo(sample);
    if (info === null) return;
    if (info.car !== this.#rpmCar) this.#highestRpm = 0;
    this.#rpmCar = info.car;
    if (isOtherCarOrTrack(this.#gameInfo, info)) this.#end('Car or track changed.');
    this.#gameInfo = info;
    if (!isOther) this.#publishInfo();
  }

  #publishInfo(): void {
    if (this.#session === null) return;
    const info = this.#infoToPublish(this.#session.info.startedAt!);
    if (JSON.stringify(info) === JSON.stringify(this.#session.info)) return;
    this.#session.info = info;
    this.#changes.push({ type: 'info', session: this.#session });
  }

  #infoToPublish(startedAt: number): SessionInfo {
    const info: SessionInfo = { ...this.#gameInfo, startedAt };
    const { driver, raceNumber, team, country, race } = this.#options;
    if (driver !== undefined) info.driverName = driver;
    if (raceNumber !== undefined) info.raceNumber = raceNumber;
    if (team !== undefined) info.team = team;
    if (race !== undefined) info.race = race;
    if (country !== undefined) info.country = country;
    if (info.maxRpm === undefined && this.#highestRpm >= limits.learntRpmMin) {
      info.maxRpm = Math.ceil(this.#highestRpm / 100) * 100;
      info.maxRpmLearnt = true;
    }
    return info;
  }

  #beginWhenKnown({ atMs }: MemorySample): void {
    if (this.#session !== null) return;
    this.#drivingMs ??= atMs;
    if (this.#gameInfo === null && atMs - this.#drivingMs < limits.infoWaitMs) return;
    const { wallMs: wallNow, random } = this.#options;
    const wallMs = wallNow();
    const info = this.#infoToPublish(wallMs);
    this.#session = {
      sessionID: this.#options.session ?? sessionIdOf(info.track, info.car, wallMs, random),
      run: runOf(wallMs, random),
      info,
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
    this.#finalLap.close();
    this.#changes.push({ type: 'ended', session, detail });
  }

  /** Learns the redline and notices a teleport. */
  #followCar({ view }: MemorySample): void {
    const rpm = view.getInt32(at.physics.rpms, true);
    if (rpm > this.#highestRpm) {
      const grown = Math.ceil(rpm / 100) > Math.ceil(this.#highestRpm / 100);
      this.#highestRpm = rpm;
      if (grown && this.#gameInfo !== null) this.#publishInfo();
    }
    const trackPosition = view.getFloat32(at.graphics.normalizedCarPosition, true);
    const inPit = view.getInt32(at.graphics.isInPit, true) !== 0;
    if (inPit && !this.#inPit) {
      const jump = Math.abs(trackPosition - this.#trackPosition);
      const lengthM = this.#session?.info.trackLengthM ?? defaultTrackM;
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
 * Unknown values count as the menu.
 * @param isStill nothing has moved for longer than a stutter
 */
function statusOf(value: number, isStill: boolean): GameStatus {
  if (value === pageStatus.replay) return 'replay';
  if (value === pageStatus.pause) return 'paused';
  if (value === pageStatus.live) return isStill ? 'paused' : 'driving';
  return 'menu';
}

/** Copies `bytes` to `seen`. @returns whether they were the same */
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
