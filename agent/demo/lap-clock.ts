/**
 * Lap timing as the game does it: the lap time restarts at the line, the counters follow some milliseconds later, and
 * lap times have a resolution of 1 ms although a physics step takes 3 ms.
 */
import { twoDigits } from '../../protocol/units.ts';
import type { Random } from './random.ts';

/** Times as in the game's pages, ms; 0 where there is none. */
export interface Timing {
  currentMs: number;
  lastMs: number;
  bestMs: number;
  completedLaps: number;
  sector: number;
  /** The last completed sector's own time. */
  lastSectorMs: number;
}

interface Pending {
  readonly atMs: number;
  readonly lapMs: number;
  readonly valid: boolean;
  /** The time is shown before the lap is counted. */
  readonly timeFirst: boolean;
}

/** The exact result of a finished lap, as truth for tests. */
export interface FinishedLap {
  readonly number: number;
  readonly lapMs: number;
  readonly valid: boolean;
}

export class LapClock {
  readonly shown: Timing = {
    currentMs: 0,
    lastMs: 0,
    bestMs: 0,
    completedLaps: 0,
    sector: 0,
    lastSectorMs: 0,
  };
  /** Delta to the best lap, s; positive = behind. */
  deltaS = 0;
  readonly finished: FinishedLap[] = [];
  readonly #sectorsM: readonly number[];
  readonly #random: Random;
  #running = false;
  #startedMs = 0;
  #steps = 0;
  #sectorEndMs = 0;
  #valid = true;
  #pending: Pending | null = null;
  /** Time at every 25 m of the current lap, and of the best one. */
  #trace: number[] = [];
  #bestTrace: number[] = [];

  constructor(sectorsM: readonly number[], random: Random) {
    this.#sectorsM = sectorsM;
    this.#random = random;
  }

  get running(): boolean {
    return this.#running;
  }

  get valid(): boolean {
    return this.#valid;
  }

  /** Starts the clock when the car leaves its box. */
  start(nowMs: number): void {
    this.#running = true;
    this.#begin(nowMs);
  }

  /** The car is back in its box: the current lap is abandoned, completed laps stay. */
  stop(): void {
    this.#running = false;
    this.#pending = null;
    this.shown.currentMs = 0;
    this.shown.sector = 0;
  }

  /** Restarts the session without laps. */
  reset(): void {
    this.stop();
    Object.assign(this.shown, { lastMs: 0, bestMs: 0, completedLaps: 0, lastSectorMs: 0 });
    this.#bestTrace = [];
    this.deltaS = 0;
  }

  spoil(): void {
    this.#valid = false;
  }

  /**
   * One physics step.
   * @param nowMs time at its end; `stepMs` its length.
   * @param distanceM from the line at the end of the step; from the new line after a crossing
   * @param movedM distance driven in the step
   * @param crossed the car crossed the line in the step
   */
  step(nowMs: number, stepMs: number, distanceM: number, movedM: number, crossed: boolean): void {
    this.#show(nowMs);
    if (!this.#running) return;
    if (crossed) this.#finish(nowMs - (distanceM / movedM) * stepMs, nowMs);
    else this.#steps += 1;
    this.shown.currentMs = this.#steps * stepMs;
    this.#sectors(nowMs, stepMs, distanceM, movedM);
    this.#compare(nowMs, distanceM);
  }

  #begin(atMs: number): void {
    this.#startedMs = atMs;
    this.#sectorEndMs = 0;
    this.#steps = 0;
    this.#valid = true;
    this.#trace = [];
    this.shown.sector = 0;
  }

  #finish(crossedMs: number, nowMs: number): void {
    // Starts are whole ms, so lap times add up to the elapsed time.
    const endMs = Math.round(crossedMs);
    const lapMs = endMs - this.#startedMs;
    const { shown } = this;
    this.#pending = {
      atMs: nowMs + this.#random.between(12, 78),
      lapMs,
      valid: this.#valid,
      timeFirst: this.#random.chance(0.25),
    };
    shown.lastSectorMs = lapMs - this.#sectorEndMs;
    const best = this.finished.every((lap) => !lap.valid || lap.lapMs > lapMs);
    if (this.#valid && best) this.#bestTrace = this.#trace;
    this.finished.push({ number: this.finished.length + 1, lapMs, valid: this.#valid });
    this.#begin(endMs);
  }

  #show(nowMs: number): void {
    const pending = this.#pending;
    if (pending === null) return;
    const { shown } = this;
    if (pending.timeFirst && nowMs >= pending.atMs) shown.lastMs = pending.lapMs;
    // One rendered frame later.
    if (nowMs < pending.atMs + (pending.timeFirst ? 17 : 0)) return;
    shown.lastMs = pending.lapMs;
    if (pending.valid && (shown.bestMs === 0 || pending.lapMs < shown.bestMs)) {
      shown.bestMs = pending.lapMs;
    }
    shown.completedLaps += 1;
    this.#pending = null;
  }

  #sectors(nowMs: number, stepMs: number, distanceM: number, movedM: number): void {
    const { shown } = this;
    const next = this.#sectorsM[shown.sector + 1];
    if (next === undefined || distanceM < next) return;
    const overMs = movedM > 0 ? ((distanceM - next) / movedM) * stepMs : 0;
    const sinceStartMs = Math.round(nowMs - overMs - this.#startedMs);
    shown.lastSectorMs = sinceStartMs - this.#sectorEndMs;
    this.#sectorEndMs = sinceStartMs;
    shown.sector += 1;
  }

  #compare(nowMs: number, distanceM: number): void {
    const place = Math.floor(distanceM / 25);
    if (this.#trace[place] !== undefined) return;
    const sinceStartMs = nowMs - this.#startedMs;
    this.#trace[place] = sinceStartMs;
    const best = this.#bestTrace[place];
    if (best !== undefined) this.deltaS = (sinceStartMs - best) / 1000;
  }
}

/** A time as the game writes it, `m:ss:mmm`, and `-:--:---` for none. */
export function gameTimeText(ms: number): string {
  if (ms <= 0) return '-:--:---';
  const minutes = Math.floor(ms / 60_000);
  const seconds = twoDigits(Math.floor((ms % 60_000) / 1000));
  return `${minutes}:${seconds}:${String(ms % 1000).padStart(3, '0')}`;
}
