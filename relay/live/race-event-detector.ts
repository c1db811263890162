/**
 * Detects the events of the driver's own car by comparing each frame and status with the one before: laps, the pits, flags, off
 * the track, collisions, pauses, replays. Those of other cars (overtakes, battles) are detected in `session-cars.ts`. Frames come
 * in order and each once. The first frame is the baseline and causes no event. Pure.
 */
import type { RaceEvent } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { GameStatus } from '../../protocol/session.ts';
import type { LapResult } from '../timing/book-state.ts';

/**
 * An event without the number, time and session, which `RaceEventDispatcher` adds. Without `driver` and `car` it is about the
 * session's own.
 */
export type EventDraft = Omit<RaceEvent, 'id' | 'at' | 'sessionID' | 'track'>;

/** The pit lane flag flickers at the lines, so it counts after this long, ms of `t`. */
const pitHoldMs = 300;
/** Tyres off the track that cause an event, and at most how many allow the next one. */
const offTrackTyres = 3;
const onTrackTyres = 1;
/** A collision raises a damage value by more than this, in the game's unit. A tap gives about 2. */
const collisionDamage = 1;
/** Contacts within this time are one collision, ms of `t`. */
const collisionQuietMs = 2_000;
/** A session whose first frame is later than this was joined after it started, ms of `t`. */
const joinedMs = 60_000;

/** The car is driven, or driving is paused. */
export function isDrive(status: GameStatus): boolean {
  return status === 'driving' || status === 'paused';
}

export class RaceEventDetector {
  /** The start was reported, or joined. */
  #begun = false;
  /** The run continues after its end was reported. */
  #resumed = false;
  #endReported = false;
  #status: GameStatus = 'waiting';
  #lap: number | null = null;
  /** Whether the car counts as in the pits, and since when (`t`, ms) frames say otherwise; null: not known. */
  #pit: { is: boolean; otherSince: number | null } | null = null;
  #inPitLane = false;
  #inPit = false;
  #flag: number | null = null;
  /** The next time off the track is an event; null: not known yet. */
  #offTrackArmed: boolean | null = null;
  #damage: readonly number[] | null = null;
  /** `t` of the last collision, ms. */
  #collisionT = Number.NEGATIVE_INFINITY;

  get lap(): number | null {
    return this.#lap;
  }

  /**
   * Adds a frame.
   * @param t ms since the session began
   * @param ownClock `t` comes from the publisher, so it shows whether the session was joined in the middle
   * @param completed laps that are complete with this frame
   */
  addFrame(
    frame: Frame,
    lap: number,
    t: number,
    ownClock: boolean,
    completed: readonly LapResult[],
  ): EventDraft[] {
    const events: EventDraft[] = [];
    if (!this.#begun) this.#begin(ownClock && t > joinedMs, events);
    // A replay shows the past, so it causes no events.
    if (this.#status === 'replay') return events;
    this.#lap = lap;
    for (const done of completed) this.#addLapEvents(done, events);
    this.#detectPit(frame, lap, t, events);
    this.#detectFlag(frame, lap, events);
    this.#detectOffTrack(frame, lap, events);
    this.#detectCollision(frame, lap, t, events);
    return events;
  }

  /** Adds laps that were completed without a frame. */
  addLaps(completed: readonly LapResult[]): EventDraft[] {
    const events: EventDraft[] = [];
    for (const done of completed) this.#addLapEvents(done, events);
    return events;
  }

  /**
   * The status of the game was reported.
   * @param completed laps that are complete because the drive ends
   */
  changeStatus(status: GameStatus, completed: readonly LapResult[] = []): EventDraft[] {
    const events: EventDraft[] = [];
    const before = this.#status;
    this.#status = status;
    if (this.#begun) this.#addStatusEvents(before, status, completed, events);
    return events;
  }

  /**
   * The run continues after it ended: its next frame reports the start again.
   * @param status of the game now
   */
  resume(status: GameStatus): void {
    this.#begun = false;
    this.#resumed = this.#endReported;
    this.#endReported = false;
    this.#status = status;
  }

  #begin(joined: boolean, events: EventDraft[]): void {
    this.#begun = true;
    if (this.#status === 'ended') this.#status = 'waiting';
    if (joined && !this.#resumed) return;
    this.#resumed = false;
    events.push({ name: 'session-started' });
    this.#addStatusEvents('waiting', this.#status, [], events);
  }

  #addStatusEvents(
    before: GameStatus,
    after: GameStatus,
    completed: readonly LapResult[],
    events: EventDraft[],
  ): void {
    for (const done of completed) this.#addLapEvents(done, events);
    if (before === after) return;
    const lap = this.#lapFields();
    if (before === 'replay') events.push({ name: 'replay-ended', ...lap });
    if (isDrive(before) && !isDrive(after)) events.push({ name: 'driving-ended', ...lap });
    if (!isDrive(before) && isDrive(after)) events.push({ name: 'driving-started', ...lap });
    if (after === 'paused') events.push({ name: 'paused', ...lap });
    if (before === 'paused' && after === 'driving') events.push({ name: 'resumed', ...lap });
    if (after === 'replay') events.push({ name: 'replay-started', ...lap });
    if (after === 'ended') {
      events.push({ name: 'session-ended', ...lap });
      this.#endReported = true;
      this.#begun = false;
    }
  }

  #lapFields(): { lap: number } | object {
    return this.#lap === null ? {} : { lap: this.#lap };
  }

  #addLapEvents(done: LapResult, events: EventDraft[]): void {
    const { lap, timeMs: lapTimeMs, valid, bestMs } = done;
    const draft = {
      lap,
      valid,
      ...(lapTimeMs === null ? {} : { lapTimeMs }),
      ...(bestMs === null ? {} : { bestMs }),
      ...(lapTimeMs === null || bestMs === null ? {} : { deltaMs: lapTimeMs - bestMs }),
    };
    events.push({ name: 'lap-completed', ...draft });
    if (done.isSessionBest) events.push({ name: 'session-best', ...draft });
  }

  #detectPit(frame: Frame, lap: number, t: number, events: EventDraft[]): void {
    if (frame.inPitLane === undefined && frame.inPit === undefined) return;
    this.#inPitLane = frame.inPitLane ?? this.#inPitLane;
    this.#inPit = frame.inPit ?? this.#inPit;
    const inPit = this.#inPitLane || this.#inPit;
    const pit = this.#pit;
    if (pit === null) {
      this.#pit = { is: inPit, otherSince: null };
    } else if (inPit === pit.is) {
      pit.otherSince = null;
    } else if (pit.otherSince === null) {
      pit.otherSince = t;
    } else if (t - pit.otherSince >= pitHoldMs) {
      this.#pit = { is: inPit, otherSince: null };
      events.push({ name: inPit ? 'pit-entered' : 'pit-exited', lap });
    }
  }

  #detectFlag(frame: Frame, lap: number, events: EventDraft[]): void {
    const { flag } = frame;
    if (flag === undefined) return;
    if (this.#flag !== null && flag !== this.#flag) {
      events.push({ name: 'flag-changed', flag, lap });
    }
    this.#flag = flag;
  }

  #detectOffTrack(frame: Frame, lap: number, events: EventDraft[]): void {
    const { tyresOut } = frame;
    if (tyresOut === undefined) return;
    if (tyresOut >= offTrackTyres) {
      if (this.#offTrackArmed === true) events.push({ name: 'off-track', lap });
      this.#offTrackArmed = false;
    } else if (this.#offTrackArmed === null || tyresOut <= onTrackTyres) {
      this.#offTrackArmed = true;
    }
  }

  #detectCollision(frame: Frame, lap: number, t: number, events: EventDraft[]): void {
    const { damage } = frame;
    if (damage === undefined) return;
    const before = this.#damage;
    this.#damage = damage;
    if (before === null) return;
    const hit = damage.some((value, i) => value - before[i]! > collisionDamage);
    if (!hit || t - this.#collisionT < collisionQuietMs) return;
    this.#collisionT = t;
    events.push({ name: 'collision', lap });
  }
}
