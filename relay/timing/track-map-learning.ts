/** Learns the map of a track from one whole lap: from its trace, or from places and coordinates. Pure. */

import { limits } from '../../protocol/limits.ts';
import type { TrackMap } from '../../protocol/timing-summary.ts';
import { fraction, type LapTrace } from './lap-trace.ts';

/** Greatest distance between the two ends of a lap around a circuit, as a share of its length. */
const openShare = 0.02;

export type LearntMap = Omit<TrackMap, 'track' | 'trackConfiguration'>;

/**
 * @param trace finished
 * @returns null: there are no coordinates, or the lap does not end where it began
 */
export function learnMap(trace: LapTrace): LearntMap | null {
  const ground = groundOf(trace);
  if (ground === null || !isClosed(ground)) return null;
  const byPosition = trace.source === 'position';
  const line = byPosition ? trace.linePosition : 0;
  const points = pointsOf(ground, line);
  const sectorStarts = trace.sectorPlaces().map((place) => fraction(line + place));
  return { points, sectorStarts, line, ...(byPosition ? {} : { byCoordinates: true as const }) };
}

/** Where a car was. */
export interface GroundPoint {
  /** 0…1 of the lap. */
  readonly place: number;
  /** m */
  readonly x: number;
  readonly z: number;
}

/**
 * @param ground one lap, its places ascending
 * @returns null: it does not end where it began
 */
export function learnMapFrom(ground: readonly GroundPoint[]): LearntMap | null {
  if (ground.length < limits.mapPoints / 4 || !isClosed(ground)) return null;
  return { points: pointsOf(ground, 0), sectorStarts: [], line: 0 };
}

/** @param line place of the line, 0…1 */
function pointsOf(ground: readonly GroundPoint[], line: number): LearntMap['points'] {
  const points = [];
  for (let n = 0, i = 0; n < limits.mapPoints; n++) {
    const place = n / limits.mapPoints;
    while (i < ground.length - 2 && ground[i + 1]!.place < place) i++;
    const a = ground[i]!;
    const b = ground[i + 1]!;
    const span = b.place - a.place;
    const share = span === 0 ? 0 : Math.min(1, Math.max(0, (place - a.place) / span));
    const position = fraction(line + place);
    points.push({ x: cm(a.x + (b.x - a.x) * share), z: cm(a.z + (b.z - a.z) * share), position });
  }
  return points.sort((a, b) => a.position - b.position);
}

function groundOf(trace: LapTrace): GroundPoint[] | null {
  const ground: GroundPoint[] = [];
  for (let i = 0; i < trace.length; i++) {
    const { x, z } = trace.groundOf(i);
    if (Number.isNaN(x) || Number.isNaN(z)) return null;
    ground.push({ place: trace.placeAt(i), x, z });
  }
  return ground.length < limits.mapPoints / 4 ? null : ground;
}

function isClosed(ground: readonly GroundPoint[]): boolean {
  const first = ground[0]!;
  const last = ground.at(-1)!;
  // A lap from the grid is longer than one around, a lap from the pit exit shorter.
  if (Math.abs(first.place) > openShare || Math.abs(last.place - 1) > openShare) return false;
  let lengthM = 0;
  for (let i = 1; i < ground.length; i++) lengthM += between(ground[i - 1]!, ground[i]!);
  return between(first, last) < lengthM * openShare;
}

function between(a: GroundPoint, b: GroundPoint): number {
  return Math.hypot(a.x - b.x, a.z - b.z);
}

function cm(metres: number): number {
  return Math.round(metres * 100) / 100;
}
