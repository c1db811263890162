/** The course of the attempt at a lap that is driven now, and of one that has just ended. Pure. */
import type { Frame } from '../../protocol/frame.ts';
import { isJump, LapTrace, pointBetween, type TracePoint } from './lap-trace.ts';

export class Course {
  readonly trace: LapTrace;
  /** Way at which each sector after the first began, shares of the track or metres like the trace's. */
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
 * Where the car was when the clock started anew, by the frames before and after: the end of one lap and the beginning
 * of the next. They are apart where the car was put somewhere else.
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
  // A clock that starts late began before the frame before.
  const share = stepMs <= 0 ? 1 : 1 - after.timeMs / stepMs;
  const line = pointBetween(before, after, share, 0);
  return { end: line, start: line };
}
