/** The trace of an attempt at a lap, with the beginnings of its sectors. Pure. */
import type { Frame } from '../../protocol/frame.ts';
import { isJump, LapTrace, pointBetween, type TracePoint } from './lap-trace.ts';

export class Course {
  readonly trace: LapTrace;
  /** Distance at which each sector after the first began, in the unit of the trace. */
  readonly #sectorWays: number[] = [];

  constructor(start: TracePoint) {
    this.trace = new LapTrace(start);
  }

  add(point: TracePoint): void {
    this.trace.add(point);
  }

  /** A sector after the first begins where the car is now. */
  beginSector(): void {
    this.#sectorWays.push(this.trace.way);
  }

  /** Places on the complete lap where sectors after the first begin. */
  sectorPlaces(): number[] {
    return this.#sectorWays.map((way) => this.trace.placeOf(way));
  }
}

/** @param clockMs of the lap's clock */
export function pointOf(frame: Frame, clockMs: number): TracePoint {
  const { trackPosition, worldPosition } = frame;
  return {
    timeMs: clockMs,
    position: trackPosition ?? null,
    x: worldPosition?.[0] ?? null,
    z: worldPosition?.[2] ?? null,
  };
}

/**
 * Where the car was when the clock restarted, by the frames before and after: the end of one lap and the beginning of
 * the next. They differ when the car was moved to another place.
 * @param stepMs between the two frames
 */
export function linePoints(
  before: TracePoint | null,
  after: TracePoint,
  stepMs: number,
): { end: TracePoint; start: TracePoint } {
  if (before === null || isJump(before, after)) {
    return { end: before ?? after, start: after };
  }
  // When the clock started late, the line is before the earlier frame.
  const share = stepMs <= 0 ? 1 : 1 - after.timeMs / stepMs;
  const line = pointBetween(before, after, share, 0);
  return { end: line, start: line };
}
