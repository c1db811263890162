/**
 * Plays a stored lap in a loop: gives the frames and the timing due at a time, as the relay would send them. Pure.
 */

import {
  type CarsMoment,
  type CarsMomentEntries,
  CarsReader,
  positionsOf,
} from '../../../protocol/car-positions.ts';
import type { DecodedCars } from '../../../protocol/cars-codec.ts';
import type { Frame } from '../../../protocol/frame.ts';
import type { LapReplay } from '../../../protocol/lap-replay.ts';
import { limits } from '../../../protocol/limits.ts';
import type { TimingSummary } from '../../../protocol/timing-summary.ts';

export interface ReplayPlayerOptions {
  /** 1: as driven. */
  readonly speed: number;
  /** Start of each round, seconds into the lap. */
  readonly startS: number;
  /** Start of the first round, seconds into the lap; absent: as of each. */
  readonly firstS?: number;
}

export interface Due {
  /** In order; `t` is ms since the round began. */
  readonly frames: Partial<Frame>[];
  /** The new timing; null: unchanged. */
  readonly board: TimingSummary | null;
  /** What changes about the cars now, in order. */
  readonly entries: readonly CarsMomentEntries[];
  /** Where the cars are until shortly after now, in order; `t` is ms since the round began. */
  readonly cars: readonly DecodedCars[];
  /** A new round begins. */
  readonly begins: boolean;
}

/** The frames of a drive, in order, its timing at each change, and where the cars were. */
export type PlayedReplay = Pick<LapReplay, 'data' | 'boards' | 'cars'>;

/** The last picture stays this long between two rounds, ms. */
const pauseMs = 1_000;
/** Step between packets of a lap without times: the game's physics step, ms. */
const packetMs = 3;

interface Moment {
  readonly atMs: number;
  readonly frame: Partial<Frame>;
}

interface CarsChange {
  readonly atMs: number;
  readonly moment: CarsMoment;
}

interface BoardChange {
  readonly atMs: number;
  readonly board: TimingSummary;
}

export class ReplayPlayer {
  readonly #frames: readonly Moment[];
  readonly #boards: readonly BoardChange[];
  readonly #cars: readonly CarsChange[];
  /** Where the cars are is known this much before it is drawn, ms. */
  readonly #carsAheadMs: number;
  readonly #lengthMs: number;
  /** How far into the round the first one starts, ms. */
  readonly #firstMs: number;
  #beganMs: number | null = null;
  #next = 0;
  #nextBoard = 0;
  #nextCars = 0;
  #nextEntries = 0;

  constructor(
    { data, boards, cars = [] }: PlayedReplay,
    { speed, startS, firstS = startS }: ReplayPlayerOptions,
  ) {
    const timed = data.map((frame) => ({ frame, t: timeOf(frame) }));
    const firstT = timed[0]?.t ?? 0;
    const lengthMs = (timed.at(-1)?.t ?? 0) - firstT;
    // A start after the end would leave nothing to show.
    const startT = firstT + (startS * 1000 < lengthMs ? startS * 1000 : 0);
    this.#frames = timed
      .filter(({ t }) => t >= startT)
      .map(({ t, frame }) => {
        const atMs = (t - startT) / speed;
        return { atMs, frame: { ...frame, t: atMs } };
      });
    const times = new Map(timed.map(({ t, frame }) => [frame.packetId, t]));
    this.#boards = boards.map(({ packetId, board }) => ({
      atMs: ((times.get(packetId) ?? firstT) - startT) / speed,
      board,
    }));
    this.#cars = fromStart(cars.map((moment) => ({ atMs: (moment.t - startT) / speed, moment })));
    this.#carsAheadMs = limits.carsReplayAheadMs / speed;
    this.#lengthMs = this.#frames.at(-1)?.atMs ?? 0;
    const firstMs = (firstS * 1000 - (startT - firstT)) / speed;
    this.#firstMs = firstMs > 0 && firstMs < this.#lengthMs ? firstMs : 0;
  }

  /** What has become due since the last call. @param nowMs must not decrease */
  due(nowMs: number): Due {
    let begins = false;
    if (this.#beganMs === null || nowMs - this.#beganMs > this.#lengthMs + pauseMs) {
      const skippedMs = this.#beganMs === null ? this.#firstMs : 0;
      this.#beganMs = nowMs - skippedMs;
      this.#next = Math.max(
        0,
        this.#frames.findIndex(({ atMs }) => atMs >= skippedMs),
      );
      this.#nextBoard = 0;
      this.#nextCars = 0;
      this.#nextEntries = 0;
      begins = this.#frames.length > 0;
    }
    const atMs = nowMs - this.#beganMs;
    const frames: Partial<Frame>[] = [];
    for (let one = this.#frames[this.#next]; one !== undefined && one.atMs <= atMs; ) {
      frames.push(one.frame);
      one = this.#frames[++this.#next];
    }
    let board: TimingSummary | null = null;
    for (let one = this.#boards[this.#nextBoard]; one !== undefined && one.atMs <= atMs; ) {
      board = one.board;
      one = this.#boards[++this.#nextBoard];
    }
    return { frames, board, ...this.#carsUntil(atMs), begins };
  }

  #carsUntil(atMs: number): Pick<Due, 'entries' | 'cars'> {
    const entries: CarsMomentEntries[] = [];
    for (let one = this.#cars[this.#nextEntries]; one !== undefined && one.atMs <= atMs; ) {
      if (one.moment.entries !== null) entries.push(one.moment.entries);
      one = this.#cars[++this.#nextEntries];
    }
    const cars: DecodedCars[] = [];
    const untilMs = atMs + this.#carsAheadMs;
    for (let one = this.#cars[this.#nextCars]; one !== undefined && one.atMs <= untilMs; ) {
      cars.push({ ...positionsOf(one.moment), t: one.atMs });
      one = this.#cars[++this.#nextCars];
    }
    return { entries, cars };
  }
}

/** The last moment before the round with all that was known then, and the moments in the round. */
function fromStart(cars: readonly CarsChange[]): readonly CarsChange[] {
  const after = cars.findIndex(({ atMs }) => atMs > 0);
  const first = Math.max(0, (after < 0 ? cars.length : after) - 1);
  const known = new CarsReader();
  for (const { moment } of cars.slice(0, first + 1)) known.read(moment);
  return cars.slice(first).map((one, i) => {
    if (i > 0) return one;
    // What is known before the round is known from its first picture on.
    return { atMs: Math.min(one.atMs, 0), moment: { ...one.moment, entries: known.all } };
  });
}

/** Time of a frame in its lap, ms. */
export function timeOf(frame: Partial<Frame>): number {
  return frame.t ?? (frame.packetId ?? 0) * packetMs;
}
