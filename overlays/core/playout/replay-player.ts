/**
 * A stored lap as a stream: which of its samples are due at a moment, played in a loop at some speed, and the board
 * that goes with them. Pure; what it gives goes the same way as what comes from the relay.
 */

import type { Frame } from '../../../protocol/frame.ts';
import type { LapReplay } from '../../../protocol/lap-replay.ts';
import type { TimingSummary } from '../../../protocol/timing-summary.ts';

export interface ReplayPlayerOptions {
  /** 1 = as it was driven. */
  readonly speed: number;
  /** Where each round begins, seconds into the lap. */
  readonly startS: number;
}

export interface Due {
  /** In order, their `t` in the time of the page: ms since the round began. */
  readonly frames: Partial<Frame>[];
  /** The board from now on; null: as before. */
  readonly board: TimingSummary | null;
  /** These are the first of a round: what was shown before does not go on. */
  readonly begins: boolean;
}

/** What is played: frames of one drive in order, and the boards that were shown with them. */
export type PlayedReplay = Pick<LapReplay, 'data' | 'boards'>;

/** Between two rounds the last picture stands for a moment, ms. */
const pauseMs = 1_000;
/** Of a lap without times: the physics steps are 3 ms long. */
const packetMs = 3;

interface Moment {
  readonly atMs: number;
  readonly frame: Partial<Frame>;
}

interface BoardChange {
  readonly atMs: number;
  readonly board: TimingSummary;
}

export class ReplayPlayer {
  readonly #frames: readonly Moment[];
  readonly #boards: readonly BoardChange[];
  readonly #lengthMs: number;
  #beganMs: number | null = null;
  #next = 0;
  #nextBoard = 0;

  constructor({ data, boards }: PlayedReplay, { speed, startS }: ReplayPlayerOptions) {
    const timed = data.map((frame) => ({ frame, t: timeOf(frame) }));
    const firstT = timed[0]?.t ?? 0;
    const lengthMs = (timed.at(-1)?.t ?? 0) - firstT;
    // A start behind the end would leave nothing to show.
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
    this.#lengthMs = this.#frames.at(-1)?.atMs ?? 0;
  }

  /** What is due since the last call. Call with times that do not go back. */
  due(nowMs: number): Due {
    let begins = false;
    if (this.#beganMs === null || nowMs - this.#beganMs > this.#lengthMs + pauseMs) {
      this.#beganMs = nowMs;
      this.#next = 0;
      this.#nextBoard = 0;
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
    return { frames, board, begins };
  }
}

function timeOf(frame: Partial<Frame>): number {
  return frame.t ?? (frame.packetId ?? 0) * packetMs;
}
