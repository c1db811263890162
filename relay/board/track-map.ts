/** Learns the line of a track from one whole lap of a car. Pure; keeping it is somebody else's business. */
import type { TrackMap } from '../../protocol/board.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';

interface Point {
  x: number;
  z: number;
  position: number;
}

export class MapLearner {
  #points: Point[] = [];
  #sectorStarts: number[] = [];
  #sector = 0;
  /** Samples behind the line, until the lap before it is told to be complete. */
  #next: Point[] = [];
  #learnt: Pick<TrackMap, 'points' | 'sectorStarts'> | null = null;

  /** The line of the first lap that was whole; null until then. */
  get learnt(): Pick<TrackMap, 'points' | 'sectorStarts'> | null {
    return this.#learnt;
  }

  take(frame: Frame): void {
    if (this.#learnt !== null) return;
    const { worldPosition, trackPosition, sector } = frame;
    if (worldPosition === undefined || trackPosition === undefined) return;
    const last = this.#points.at(-1);
    if (last !== undefined && trackPosition < last.position) {
      // The line: the place along the track falls back before the lap is told to be complete.
      const isLine = last.position - trackPosition > 0.5;
      if (isLine && this.#next.length < limits.mapPoints) {
        this.#next.push(point(worldPosition, trackPosition));
      }
      return;
    }
    if (this.#points.length === limits.traceSamplesMax) return;
    this.#points.push(point(worldPosition, trackPosition));
    if (sector !== undefined && sector !== this.#sector) {
      if (sector > this.#sector) this.#sectorStarts.push(trackPosition);
      this.#sector = sector;
    }
  }

  /** A lap is complete. @param whole it was driven from line to line, away from the pits */
  line(whole: boolean): void {
    if (this.#learnt !== null) return;
    if (whole && isClosed(this.#points)) {
      this.#learnt = { points: spread(this.#points), sectorStarts: this.#sectorStarts };
    }
    this.#points = this.#next;
    this.#next = [];
    this.#sectorStarts = [];
    this.#sector = 0;
  }
}

function point(world: readonly [number, number, number], position: number): Point {
  return { x: world[0], z: world[2], position };
}

/** The two ends meet, as far as one sample's way lets them. */
function isClosed(points: readonly Point[]): boolean {
  const first = points[0];
  const last = points.at(-1);
  if (first === undefined || last === undefined || points.length < limits.mapPoints / 4)
    return false;
  if (first.position > 0.02 || last.position < 0.98) return false;
  const lengthM = points.reduce((sum, p, i) => (i === 0 ? 0 : sum + between(points[i - 1]!, p)), 0);
  return between(first, last) < lengthM * 0.02;
}

function between(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.z - b.z);
}

/** `limits.mapPoints` points at even places along the track, each between the two samples around it. */
function spread(points: readonly Point[]): Point[] {
  const even: Point[] = [];
  let i = 0;
  for (let n = 0; n < limits.mapPoints; n++) {
    const position = n / limits.mapPoints;
    while (i < points.length - 2 && points[i + 1]!.position < position) i++;
    const a = points[i]!;
    const b = points[i + 1]!;
    const span = b.position - a.position;
    const share = span === 0 ? 0 : (position - a.position) / span;
    const held = Math.min(Math.max(share, 0), 1);
    even.push({
      x: round(a.x + (b.x - a.x) * held),
      z: round(a.z + (b.z - a.z) * held),
      position,
    });
  }
  return even;
}

function round(metres: number): number {
  return Math.round(metres * 100) / 100;
}
