/** The car's offset from the driven line, in metres to the right: pit entry, pit exit and running wide. Pure. */
import { type Circuit, pitLaneOffsetM } from './circuit.ts';

/** Running wide from `fromM` to `toM` of the lap, at most `mostM` to the right of the line. */
export interface Excursion {
  readonly fromM: number;
  readonly toM: number;
  readonly mostM: number;
}

/** From 0 to 1 without a jump in the path's curvature at either end. */
function smooth(from: number, to: number, x: number): number {
  const share = Math.max(0, Math.min(1, (x - from) / (to - from)));
  return share * share * share * (10 + share * (6 * share - 15));
}

/** Length of pit entry and pit exit. */
const wayM = 125;

export function isInPitLane(circuit: Circuit, distanceM: number, lap: LapKind): boolean {
  const { entryM, exitM } = circuit.pit;
  return (lap.pitIn && distanceM >= entryM) || (lap.pitOut && distanceM <= exitM);
}

export interface LapKind {
  /** The lap ends in the pit lane; began in it. */
  readonly pitIn: boolean;
  readonly pitOut: boolean;
  readonly excursion: Excursion | null;
}

/** Offset by the pit entry, lane and exit, m. */
function pitOffsetM(circuit: Circuit, distanceM: number, lap: LapKind): number {
  const { entryM, exitM } = circuit.pit;
  let offset = 0;
  if (lap.pitIn) offset += pitLaneOffsetM * smooth(entryM - wayM, entryM, distanceM);
  if (lap.pitOut) offset += pitLaneOffsetM * (1 - smooth(exitM, exitM + wayM, distanceM));
  return offset;
}

/** Offset by running wide, m. */
export function wideOffsetM(distanceM: number, lap: LapKind): number {
  if (lap.excursion === null) return 0;
  const { fromM, toM, mostM } = lap.excursion;
  const middle = fromM + (toM - fromM) * 0.45;
  return mostM * smooth(fromM, middle, distanceM) * (1 - smooth(middle, toM, distanceM));
}

/** Offset without random drift, m. */
export function offsetM(circuit: Circuit, distanceM: number, lap: LapKind): number {
  return pitOffsetM(circuit, distanceM, lap) + wideOffsetM(distanceM, lap);
}

/** Curvature that the offset adds to the path, 1/m, positive right. */
export function offsetCurvature(circuit: Circuit, distanceM: number, lap: LapKind): number {
  const h = 2;
  const here = offsetM(circuit, distanceM, lap);
  const before = offsetM(circuit, distanceM - h, lap);
  const after = offsetM(circuit, distanceM + h, lap);
  return (after - 2 * here + before) / (h * h);
}
