/**
 * Learns the map of a track from the cars of a session that has no frames, as of a dedicated server. Two whole laps in a row of
 * one car must agree, because a lap through the pits is not a map, and the server does not say who is there. Pure.
 */
import type { CarMotion } from '../../../protocol/cars.ts';
import { type GroundPoint, type LearntMap, learnMapFrom } from '../track-map-learning.ts';

/** A car has passed the line when its place falls from above `lapEnd` to below `lapBegin`. */
const lapEnd = 0.9;
const lapBegin = 0.1;
/** With a larger part of the lap missing there is no map of it. */
const longStep = 0.02;
/** Two laps agree when they are nowhere farther apart: less than to a pit lane, m. */
const apartM = 12;

interface Lap {
  /** null: the car was not seen from the line on. */
  points: GroundPoint[] | null;
  place: number;
  /** Of the lap before. */
  map: LearntMap | null;
}

export class CarMap {
  readonly #laps = new Map<number, Lap>();

  /** @returns the map once it is learnt; null: not yet */
  add(motions: readonly CarMotion[]): LearntMap | null {
    for (const motion of motions) {
      const map = this.#addCar(motion);
      if (map !== null) return map;
    }
    return null;
  }

  #addCar({ id, trackPosition: place, worldPosition, inPitLane }: CarMotion): LearntMap | null {
    const [x, , z] = worldPosition;
    const lap = this.#laps.get(id);
    if (lap === undefined) {
      this.#laps.set(id, { points: null, place, map: null });
      return null;
    }
    const before = lap.place;
    lap.place = place;
    if (before > lapEnd && place < lapBegin) {
      const map = lap.points === null ? null : learnMapFrom(lap.points);
      const agrees = map !== null && lap.map !== null && areNear(map, lap.map);
      lap.map = map;
      lap.points = [{ place, x, z }];
      return agrees ? map : null;
    }
    if (place < before || place - before > longStep || inPitLane) lap.points = null;
    else if (place > before) lap.points?.push({ place, x, z });
    return null;
  }
}

function areNear(a: LearntMap, b: LearntMap): boolean {
  return a.points.every((point, i) => {
    const other = b.points[i]!;
    return Math.hypot(point.x - other.x, point.z - other.z) <= apartM;
  });
}
