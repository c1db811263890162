/**
 * The courses of the laps of one run, and what follows from them: the gap to the best laps whose course is known, and
 * the map of the track. Pure. None of it decides a lap: a drive without places has laps, times and fuel all the same.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { Attempt, LapResult } from './book-state.ts';
import { Course, linePoints, pointOf } from './course.ts';
import { LapGap } from './lap-gap.ts';
import type { LapTrace, TracePoint } from './lap-trace.ts';
import { type LearntMap, learnMap } from './track-map.ts';

export interface Deltas {
  deltaBestMs: number | null;
  deltaPersonalMs: number | null;
}

/** A lap that gaps are held against. */
export interface Reference {
  /** Its number in this session; null: it is of another one. */
  readonly lap: number | null;
  readonly trace: LapTrace;
}

const noDeltas: Deltas = { deltaBestMs: null, deltaPersonalMs: null };

export class LapCourses {
  readonly #courses = new WeakMap<Attempt, Course>();
  /** Where attempts that are over ended. */
  readonly #ends = new WeakMap<Attempt, TracePoint>();
  /** Of laps that were driven before the book was read back. */
  readonly #earlier = new Map<number, LapTrace>();
  #point: TracePoint | null = null;
  #best: Reference | null = null;
  #personal: LapTrace | null = null;
  #gapToBest: LapGap | null = null;
  #gapToPersonal: LapGap | null = null;
  #learnt: LearntMap | null = null;
  #newest: Reference | null = null;

  /** The best lap of the session whose course is known. */
  get best(): Reference | null {
    return this.#best;
  }

  /** The driver's best lap, of any session, whose course is known. */
  get personal(): LapTrace | null {
    return this.#personal;
  }

  /** The lap that was completed last with a course that is known. */
  get newest(): Reference | null {
    return this.#newest;
  }

  get learntMap(): LearntMap | null {
    return this.#learnt;
  }

  /** Laps of this session that were driven before. */
  recallLaps(laps: readonly LapResult[], traces: ReadonlyMap<number, LapTrace>): void {
    for (const [lap, trace] of traces) this.#earlier.set(lap, trace);
    for (const { lap } of laps) {
      const trace = traces.get(lap);
      if (trace !== undefined) this.#holdBest(lap, trace);
    }
  }

  /** A lap of the driver's, of any session. */
  holdPersonal(trace: LapTrace): void {
    if (this.#personal === null || trace.lapMs < this.#personal.lapMs) this.#personal = trace;
  }

  /** The attempt's course, as far as it was driven before the book was read back. @param stepMs to the frame before */
  recall(attempt: Attempt, frame: Frame, clockMs: number, stepMs: number): void {
    const point = pointOf(frame, clockMs);
    if (frame.packetId === attempt.startPacket && attempt.beginning === 'line') {
      const { start } = linePoints(this.#point, point, stepMs);
      this.#courses.set(attempt, new Course(start));
    }
    this.#courses.get(attempt)?.add(point);
    this.#point = point;
  }

  /**
   * A lap's clock started anew.
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
    this.#courses.set(next, new Course(start));
    if (lapMs !== null) {
      this.#ends.set(ended, end === start ? { ...end, timeMs: lapMs } : end);
    }
  }

  /** Gaps are of one attempt. */
  beginAttempt(): void {
    this.#gapToBest = null;
    this.#gapToPersonal = null;
  }

  beginSector(attempt: Attempt): void {
    this.#courses.get(attempt)?.beginSector();
  }

  /** @param clockMs of the lap; null: it does not run */
  take(attempt: Attempt, frame: Frame, clockMs: number | null): Deltas | null {
    if (clockMs === null) {
      this.#point = null;
      return null;
    }
    const point = pointOf(frame, clockMs);
    this.#point = point;
    const course = this.#courses.get(attempt);
    if (course === undefined) return noDeltas;
    course.add(point);
    this.#gapToBest = gapOf(this.#gapToBest, course.trace, this.#best?.trace ?? null);
    this.#gapToPersonal = gapOf(this.#gapToPersonal, course.trace, this.#personal);
    return {
      deltaBestMs: this.#gapToBest?.at(point) ?? null,
      deltaPersonalMs: this.#gapToPersonal?.at(point) ?? null,
    };
  }

  /** A lap is complete. @param counts it may be a best one */
  complete({ lap, timeMs, whole, pitted }: LapResult, attempt: Attempt, counts: boolean): void {
    const trace = whole && timeMs !== null ? this.#finished(attempt, timeMs, !pitted) : null;
    if (trace !== null) this.#newest = { lap, trace };
    const known = trace ?? this.#earlier.get(lap) ?? null;
    if (!counts || known === null) return;
    this.#holdBest(lap, known);
  }

  /** The session was begun anew: its laps are gone. */
  restart(): void {
    this.#best = null;
    this.#earlier.clear();
    this.beginAttempt();
  }

  #finished(attempt: Attempt, timeMs: number, learns: boolean): LapTrace | null {
    const course = this.#courses.get(attempt);
    const end = this.#ends.get(attempt);
    if (course === undefined || end === undefined) return null;
    const { trace } = course;
    if (!trace.finish(end, timeMs)) return null;
    if (learns) this.#learnt ??= learnMap(trace, course.sectorPlaces());
    return trace;
  }

  #holdBest(lap: number, trace: LapTrace): void {
    if (this.#best === null || trace.lapMs < this.#best.trace.lapMs) this.#best = { lap, trace };
    this.holdPersonal(trace);
  }
}

function gapOf(gap: LapGap | null, lap: LapTrace, reference: LapTrace | null): LapGap | null {
  if (reference === null) return null;
  return gap?.reference === reference ? gap : new LapGap(lap, reference);
}
