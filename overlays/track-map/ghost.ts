/**
 * The ghost: where the car was at this time of the session's best lap, 0…1 along the track; `view.ts` draws it on the line. The
 * course is recorded while the lap is driven, so a page that opens later knows it from the next best lap on. Pure.
 */

import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { TimingSummary } from '../../protocol/timing-summary.ts';
import type { Sample } from '../core/sample.ts';

interface CoursePoint {
  /** Into the lap. */
  readonly ms: number;
  /** 0…1 along the track. */
  readonly position: number;
}

interface Course {
  readonly lap: number;
  readonly points: CoursePoint[];
}

/** Time between two recorded points, ms; it doubles each time a course gets too long. */
const apartMs = 150;
/** A course that begins later than this was joined in the middle of its lap, ms. */
const startsBeforeMs = 1_500;

export class BestLapGhost {
  #running: Course | null = null;
  #apartMs = apartMs;
  /** The lap before: it may turn out to be the best one. */
  #last: Course | null = null;
  #best: Course | null = null;

  /** @returns where the car of the best lap is now, 0…1 along the track; null: unknown, or it has finished */
  read({
    passed,
    state,
    board,
    reset,
  }: Pick<Sample, 'passed' | 'state' | 'board' | 'reset'>): number | null {
    if (reset) this.#forget();
    for (const frame of passed) this.#record(frame);
    this.#choose(board);
    const { currentLapTime } = state;
    if (this.#best === null || typeof currentLapTime !== 'number') return null;
    return positionAt(this.#best.points, currentLapTime);
  }

  #forget(): void {
    this.#running = null;
    this.#last = null;
    this.#best = null;
  }

  #record({ lap, currentLapTime: ms, trackPosition: position }: Partial<Frame>): void {
    if (lap === undefined || typeof ms !== 'number' || position === undefined) return;
    if (this.#running?.lap !== lap) {
      if (this.#running?.lap === lap - 1) this.#last = this.#running;
      this.#running = { lap, points: [] };
      this.#apartMs = apartMs;
    }
    const { points } = this.#running;
    const before = points.at(-1);
    if (before === undefined && ms > startsBeforeMs) return;
    // A flashback or a restart begins the lap again.
    if (before !== undefined && ms < before.ms) points.length = 0;
    else if (before !== undefined && ms - before.ms < this.#apartMs) return;
    points.push({ ms, position });
    if (points.length < limits.mapGhostPointsMax) return;
    this.#running = { lap, points: points.filter((_, i) => i % 2 === 0) };
    this.#apartMs *= 2;
  }

  #choose({ sessionBestLap }: TimingSummary): void {
    if (sessionBestLap === null) this.#best = null;
    else if (this.#last?.lap === sessionBestLap && this.#last.points.length > 1) {
      this.#best = this.#last;
    } else if (this.#best?.lap !== sessionBestLap) this.#best = null;
  }
}

function positionAt(points: readonly CoursePoint[], ms: number): number | null {
  if (ms < points[0]!.ms || ms > points.at(-1)!.ms) return null;
  let low = 0;
  let high = points.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (points[middle]!.ms < ms) low = middle + 1;
    else high = middle;
  }
  const b = points[low]!;
  const a = points[Math.max(low - 1, 0)]!;
  const share = b.ms > a.ms ? (ms - a.ms) / (b.ms - a.ms) : 0;
  // Over the end of the position, which is where it begins.
  const step = b.position - a.position;
  const onward = step < -0.5 ? step + 1 : step;
  const at = a.position + onward * share;
  return at - Math.floor(at);
}
