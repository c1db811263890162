/**
 * The state of a page: session, session info, status, events and the moment of the stream that is drawn. Updated by the
 * relay's messages and read once per picture. Its status says what overlays show: driving, a pause, a menu, no agent, no relay.
 * Pure: no socket and no clock.
 */

import type { Grid } from '../../../protocol/cars.ts';
import type { DecodedCars } from '../../../protocol/cars-codec.ts';
import type { Channel } from '../../../protocol/channels.ts';
import type { RaceEvent } from '../../../protocol/events.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { limits } from '../../../protocol/limits.ts';
import type { RelayToViewer, ViewedSession } from '../../../protocol/messages.ts';
import type { SessionInfo } from '../../../protocol/session.ts';
import { emptyBoard, type TimingSummary } from '../../../protocol/timing-summary.ts';
import type { StreamStep } from '../net/transport-choice.ts';
import type { Sample } from '../sample.ts';
import { CarsClock } from './cars-clock.ts';
import { GridPlayout } from './grid-playout.ts';
import { Playout } from './playout.ts';

const noInfo: SessionInfo = {};

type Status = Sample['status'];

interface MutableSample extends Sample {
  state: Partial<Frame>;
  passed: readonly Partial<Frame>[];
  sessionInfo: SessionInfo;
  board: TimingSummary;
  grid: Grid | null;
  status: Status;
  t: number | null;
  events: readonly RaceEvent[];
  reset: boolean;
}

export class Feed {
  readonly playout: Playout;
  readonly #grid = new GridPlayout();
  readonly #carsClock = new CarsClock();
  readonly #extraDelayMs: number;
  #session: ViewedSession | null = null;
  #events: RaceEvent[] = [];
  #reset = false;
  /** Time at which the connection was lost; null: connected. */
  #awaySinceMs: number | null = 0;
  #wasConnected = false;
  #isDirty = true;
  #framesReceived = 0;
  #sessionInfo: SessionInfo = noInfo;
  readonly #sample: MutableSample = {
    state: {},
    passed: [],
    sessionInfo: noInfo,
    board: emptyBoard,
    grid: null,
    status: 'no-relay',
    t: null,
    events: [],
    reset: false,
  };

  readonly #step: () => StreamStep | null;

  /**
   * @param channels the channels of the frames, in the requested encoding
   * @param step of a page that keeps step with a late stream
   */
  constructor(
    channels: readonly Channel[],
    extraDelayMs: number,
    step: () => StreamStep | null = () => null,
  ) {
    this.#step = step;
    this.playout = new Playout(channels, extraDelayMs);
    this.#extraDelayMs = extraDelayMs;
  }

  get session(): ViewedSession | null {
    return this.#session;
  }

  get sessionInfo(): SessionInfo {
    return this.#sessionInfo;
  }

  get framesReceived(): number {
    return this.#framesReceived;
  }

  /** The newest values, drawn or not. */
  get newest(): Partial<Frame> {
    return this.playout.newest;
  }

  setConnected(isConnected: boolean, nowMs: number): void {
    this.#awaySinceMs = isConnected ? null : (this.#awaySinceMs ?? nowMs);
    this.#wasConnected ||= isConnected;
    this.#isDirty = true;
  }

  /** Time at which the status changes without a message, ms; null: it does not. */
  changesAtMs(): number | null {
    if (this.#awaySinceMs === null || !this.#wasConnected) return null;
    return this.#awaySinceMs + limits.viewerStaleMs;
  }

  status(nowMs: number): Status {
    if (!this.#wasConnected) return 'no-relay';
    // A restarted relay is back before the status changes.
    if (this.#awaySinceMs !== null && nowMs - this.#awaySinceMs >= limits.viewerStaleMs) {
      return 'no-relay';
    }
    return this.#session?.status ?? 'no-session';
  }

  message(message: RelayToViewer): void {
    switch (message.type) {
      case 'welcome':
      case 'session':
        this.#watch(message.session, message.state);
        this.#sample.board = message.board ?? emptyBoard;
        break;
      case 'cars':
        this.#grid.message(message);
        break;
      case 'event':
        this.#events.push(message.event);
        if (this.#events.length > limits.viewerEventsMax) this.#events.shift();
        break;
      default:
        return;
    }
    this.#isDirty = true;
  }

  #watch(session: ViewedSession | null, state: Partial<Frame> | null): void {
    const before = this.#session;
    if (session?.sessionID !== before?.sessionID || session?.run !== before?.run) {
      this.playout.forget();
      this.#grid.forget();
      this.#carsClock.forget();
      this.#events = [];
      this.#reset = true;
    }
    this.#session = session;
    this.#sessionInfo = session?.facts ?? noInfo;
    if (state !== null) this.playout.seed(state);
  }

  frames(frames: readonly Partial<Frame>[], nowMs: number): void {
    this.#framesReceived += frames.length;
    this.playout.push(frames, nowMs);
  }

  cars(cars: DecodedCars, nowMs: number): void {
    this.#grid.push(cars);
    this.#carsClock.arrived(cars.t, nowMs);
    this.#isDirty = true;
  }

  /** True when `sample` would differ from the last one. */
  hasChanges(): boolean {
    return this.#isDirty || this.playout.moves() || this.#carsClock.moves();
  }

  get #carsDelayMs(): number {
    return this.#extraDelayMs + (this.#step()?.leadMs ?? 0);
  }

  /** The page's clock minus the session's at which the picture is in step with the stream, ms; null: it keeps no step. */
  #stepOffsetMs(): number | null {
    const step = this.#step();
    const startMs = this.#session?.originMs ?? null;
    return step === null || startMs === null ? null : startMs + step.delayMs - step.clockOffsetMs;
  }

  /** The moment to draw. The object is reused; events and `reset` are passed once. */
  sample(nowMs: number): Sample {
    const played = this.playout.play(nowMs, this.#stepOffsetMs());
    const sample = this.#sample;
    sample.state = played.state;
    sample.passed = played.passed;
    sample.t = played.t;
    // Frames have a better clock.
    if (played.t !== null) this.#carsClock.forget();
    sample.grid = this.#grid.at(played.t ?? this.#carsClock.at(nowMs, this.#carsDelayMs));
    sample.sessionInfo = this.#sessionInfo;
    sample.status = this.status(nowMs);
    sample.events = this.#events;
    sample.reset = this.#reset;
    this.#events = [];
    this.#reset = false;
    this.#isDirty = false;
    return sample;
  }
}
