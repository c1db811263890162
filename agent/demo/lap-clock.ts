/**
 * Time-keeping as the game does it: the lap's time restarts at the line at once, the counters follow some
 * milliseconds later, laps are told to 1 ms though the physics step is 3 ms. Knows times and distances only.
 */
import type { Random } from './random.ts';

/** What the timing shows; ms, 0 where there is none (as the game has it). */
export interface Timing {
  currentMs: number;
  lastMs: number;
  bestMs: number;
  completedLaps: number;
  sector: number;
  /** The last finished sector alone. */
  lastSectorMs: number;
}

interface Pending {
  readonly atMs: number;
  readonly lapMs: number;
  readonly valid: boolean;
  /** The time is shown before the counter counts. */
  readonly timeFirst: boolean;
}

/** A finished lap, as it really was. */
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
  /** Seconds behind (+) or ahead of (-) the best lap at this place. */
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
  /** Time at every 25 m of the lap that is driven, and of the best one. */
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

  /** The clock runs from now (leaving the box). */
  start(nowMs: number): void {
    this.#running = true;
    this.#begin(nowMs);
  }

  /** Back to the box: the lap is given up, what was reached stays. */
  stop(): void {
    this.#running = false;
    this.#pending = null;
    this.shown.currentMs = 0;
    this.shown.sector = 0;
  }

  /** A session begun anew forgets its laps. */
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
   * @param distanceM since the line, at its end, already counted from the new lap after a crossing.
   * @param movedM what the car moved in it.
   * @param crossed the line was crossed in it.
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
    // Starts are kept in whole ms, so that lap times add up to the time that passed.
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
  const seconds = String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0');
  return `${minutes}:${seconds}:${String(ms % 1000).padStart(3, '0')}`;
}
