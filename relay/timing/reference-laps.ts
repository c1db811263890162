/**
 * The reference laps of one run: the best laps that have a trace, the deltas to them (`lap-delta.ts` computes one), and the learnt track map. Nothing
 * here decides a lap, so a drive without positions still has laps, times and fuel. Pure.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { Attempt, LapResult } from './book-state.ts';
import { LapDelta } from './lap-delta.ts';
import { LapTrace, linePoints, pointOf, type TracePoint } from './lap-trace.ts';
import { type LearntMap, learnMap } from './track-map-learning.ts';

export interface Deltas {
  deltaBestMs: number | null;
  deltaPersonalMs: number | null;
}

/** A lap that the delta is measured against. */
export interface Reference {
  /** Its number in this session; null: it belongs to another session. */
  readonly lap: number | null;
  readonly trace: LapTrace;
}

const noDeltas: Deltas = { deltaBestMs: null, deltaPersonalMs: null };

export class ReferenceLaps {
  readonly #traces = new WeakMap<Attempt, LapTrace>();
  /** Where past attempts ended. */
  readonly #ends = new WeakMap<Attempt, TracePoint>();
  /** Traces of laps that were driven before the book was restored. */
  readonly #earlier = new Map<number, LapTrace>();
  #point: TracePoint | null = null;
  #best: Reference | null = null;
  #personal: LapTrace | null = null;
  #deltaToBest: LapDelta | null = null;
  #deltaToPersonal: LapDelta | null = null;
  #learnt: LearntMap | null = null;
  #newest: Reference | null = null;

  /** The session's best lap that has a trace. */
  get best(): Reference | null {
    return this.#best;
  }

  /** The driver's best lap of all sessions that has a trace. */
  get personal(): LapTrace | null {
    return this.#personal;
  }

  /** The last completed lap that has a trace. */
  get newest(): Reference | null {
    return this.#newest;
  }

  get learntMap(): LearntMap | null {
    return this.#learnt;
  }

  /** Adds laps of this session that were driven before the book was restored. */
  recoverLaps(laps: readonly LapResult[], traces: ReadonlyMap<number, LapTrace>): void {
    for (const [lap, trace] of traces) this.#earlier.set(lap, trace);
    for (const { lap } of laps) {
      const trace = traces.get(lap);
      if (trace !== undefined) this.#updateBest(lap, trace);
    }
  }

  /** Adds a lap of the driver, of any session. */
  updatePersonal(trace: LapTrace): void {
    if (this.#personal === null || trace.lapMs < this.#personal.lapMs) this.#personal = trace;
  }

  /** Adds a frame of the current attempt from before the book was restored. @param stepMs since the frame before */
  recover(attempt: Attempt, frame: Frame, clockMs: number, stepMs: number): void {
    const point = pointOf(frame, clockMs);
    if (frame.packetId === attempt.startPacket && attempt.beginning === 'line') {
      const { start } = linePoints(this.#point, point, stepMs);
      this.#traces.set(attempt, new LapTrace(start));
    }
    this.#traces.get(attempt)?.add(point);
    this.#point = point;
  }

  /**
   * The lap clock restarted.
   * @param frame the first one past the line
   * @param beganMs its time by the new clock
   * @param stepMs since the frame before
   * @param lapMs of the lap that ended, by its clock; null: not known
   */
  line(
    ended: Attempt,
    next: Attempt,
    frame: Frame,
    beganMs: number,
    stepMs: number,
    lapMs: number | null,
  ): void {
    const { end, start } = linePoints(this.#point, pointOf(frame, beganMs), stepMs);
    this.#traces.set(next, new LapTrace(start));
    if (lapMs !== null) {
      this.#ends.set(ended, end === start ? { ...end, timeMs: lapMs } : end);
    }
  }

  /** A new attempt begins, with new deltas. */
  beginAttempt(): void {
    this.#deltaToBest = null;
    this.#deltaToPersonal = null;
  }

  beginSector(attempt: Attempt): void {
    this.#traces.get(attempt)?.beginSector();
  }

  /** @param clockMs of the lap; null: it does not run */
  addFrame(attempt: Attempt, frame: Frame, clockMs: number | null): Deltas | null {
    if (clockMs === null) {
      this.#point = null;
      return null;
    }
    const point = pointOf(frame, clockMs);
    this.#point = point;
    const trace = this.#traces.get(attempt);
    if (trace === undefined) return noDeltas;
    trace.add(point);
    this.#deltaToBest = deltaTo(this.#deltaToBest, trace, this.#best?.trace ?? null);
    this.#deltaToPersonal = deltaTo(this.#deltaToPersonal, trace, this.#personal);
    return {
      deltaBestMs: this.#deltaToBest?.at(point) ?? null,
      deltaPersonalMs: this.#deltaToPersonal?.at(point) ?? null,
    };
  }

  /** A lap is complete. @param counts it may be a best one */
  complete({ lap, timeMs, whole, pitted }: LapResult, attempt: Attempt, counts: boolean): void {
    const trace = whole && timeMs !== null ? this.#finished(attempt, timeMs, !pitted) : null;
    if (trace !== null) this.#newest = { lap, trace };
    const known = trace ?? this.#earlier.get(lap) ?? null;
    if (!counts || known === null) return;
    this.#updateBest(lap, known);
  }

  /** The session was restarted, so its laps are gone. */
  restart(): void {
    this.#best = null;
    this.#earlier.clear();
    this.beginAttempt();
  }

  #finished(attempt: Attempt, timeMs: number, learns: boolean): LapTrace | null {
    const trace = this.#traces.get(attempt);
    const end = this.#ends.get(attempt);
    if (trace === undefined || end === undefined) return null;
    if (!trace.finish(end, timeMs)) return null;
    if (learns) this.#learnt ??= learnMap(trace);
    return trace;
  }

  #updateBest(lap: number, trace: LapTrace): void {
    if (this.#best === null || trace.lapMs < this.#best.trace.lapMs) this.#best = { lap, trace };
    this.updatePersonal(trace);
  }
}

/** The current delta while the reference stays the same, else a new one. */
function deltaTo(
  delta: LapDelta | null,
  lap: LapTrace,
  reference: LapTrace | null,
): LapDelta | null {
  if (reference === null) return null;
  return delta?.reference === reference ? delta : new LapDelta(lap, reference);
}
