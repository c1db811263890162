/**
 * The planned speed at each metre of one lap: corner speeds from curvature and grip, then a backward pass for braking
 * and a forward pass for traction. Each lap's plan differs a little. Pure.
 */
import { airDensity, type CarSpec, gravity } from './car-spec.ts';
import type { Circuit } from './circuit.ts';
import type { Random } from './random.ts';

export interface LapConditions {
  /** Mass with fuel, kg. */
  readonly massKg: number;
  /** Grip of the tyres now; 1 = warm and new. */
  readonly gripShare: number;
  /** Share of the grip that the driver uses, about 0.9 to 1. */
  readonly pace: number;
  /** How much corners and brake points vary; 1 = a good amateur. */
  readonly spread: number;
  /** The lane's limit applies before the line (a lap that ends in the pits). */
  readonly pitIn: boolean;
  /** The lane's limit applies after the line (a lap that began in the pits). */
  readonly pitOut: boolean;
}

/** Speeds in m/s at the circuit's table entries. */
export interface LapPlan {
  readonly speedMps: Float64Array;
}

const topSpeedMps = 95;
/** The driven axle's share of the grip when accelerating. */
const tractionShare = 0.6;

/** Share of the grip that is used in each metre: one value a corner, spread over its surroundings. */
function sharesPerMetre(circuit: Circuit, draw: () => number): Float64Array {
  const shares = new Float64Array(circuit.count);
  const values = circuit.corners.map(draw);
  for (let i = 0; i < circuit.count; i++) {
    const distanceM = i * circuit.stepM;
    const index = circuit.corners.findIndex((corner) => distanceM < corner.endM + 20);
    shares[i] = values[index === -1 ? 0 : index]!;
  }
  return shares;
}

/** Plans one lap. */
export function planLap(
  circuit: Circuit,
  spec: CarSpec,
  conditions: LapConditions,
  random: Random,
): LapPlan {
  const { count, stepM } = circuit;
  const grip = spec.grip * conditions.gripShare;
  const downforcePerM = (0.5 * airDensity * spec.liftArea) / conditions.massKg;
  const dragPerM = (0.5 * airDensity * spec.dragArea) / conditions.massKg;
  const cornering = sharesPerMetre(
    circuit,
    () => grip * conditions.pace * (1 + 0.017 * conditions.spread * random.bell()),
  );
  const braking = sharesPerMetre(
    circuit,
    () => grip * conditions.pace * (0.95 + 0.04 * conditions.spread * random.bell()),
  );
  const traction = sharesPerMetre(
    circuit,
    () => grip * conditions.pace * tractionShare * (0.9 + 0.05 * conditions.spread * random.bell()),
  );
  const speedMps = cornerSpeeds(circuit, cornering, downforcePerM);
  applyPitLane(circuit, conditions, speedMps);

  /** Acceleration left for the pedals at entry `i`, m/s²: drivers stay well inside the friction circle. */
  const left = (i: number, v: number, most: number, caution: number): number => {
    const loadMps2 = gravity + downforcePerM * v * v;
    const lateral = (v * v * Math.abs(circuit.curvature[i]!)) / (grip * loadMps2);
    return most * loadMps2 * Math.max(0.03, 1 - lateral * lateral) ** caution;
  };
  // Two laps, so that the pass also covers the line.
  for (let n = 2 * count; n > 0; n--) {
    const i = n % count;
    const before = (n - 1) % count;
    const v = speedMps[i]!;
    // Hard at high speed, where downforce helps, and softer towards the corner.
    const hardness = braking[before]! * Math.min(1.06, 0.7 + 0.0056 * v);
    const slowing =
      left(before, v, hardness, 0.7) + dragPerM * v * v + gravity * circuit.slope[before]!;
    speedMps[before] = Math.min(speedMps[before]!, Math.sqrt(v * v + 2 * slowing * stepM));
  }
  for (let n = 0; n < 2 * count; n++) {
    const i = n % count;
    const after = (n + 1) % count;
    const v = speedMps[i]!;
    const pushing = left(i, v, traction[i]!, 0.75) - dragPerM * v * v - gravity * circuit.slope[i]!;
    speedMps[after] = Math.min(
      speedMps[after]!,
      Math.sqrt(v * v + 2 * Math.max(0.5, pushing) * stepM),
    );
  }
  return { speedMps };
}

function cornerSpeeds(
  circuit: Circuit,
  cornering: Float64Array,
  downforcePerM: number,
): Float64Array {
  const speedMps = new Float64Array(circuit.count);
  for (let i = 0; i < circuit.count; i++) {
    const needed = Math.abs(circuit.curvature[i]!) - cornering[i]! * downforcePerM;
    const v = needed <= 0 ? topSpeedMps : Math.sqrt((cornering[i]! * gravity) / needed);
    speedMps[i] = Math.min(topSpeedMps, v);
  }
  return speedMps;
}

/** The car reaches the limit at the lane's entry; inside the lane the pit limiter holds it. */
function applyPitLane(circuit: Circuit, conditions: LapConditions, speedMps: Float64Array): void {
  const limitMps = circuit.pit.limitKmh / 3.6;
  for (let i = 0; i < circuit.count; i++) {
    const distanceM = i * circuit.stepM;
    const insideM = distanceM - circuit.pit.entryM;
    if (conditions.pitIn && insideM >= -3) {
      speedMps[i] = Math.min(speedMps[i]!, insideM < 3 ? limitMps - 0.6 : limitMps + 5);
    }
    if (conditions.pitOut && distanceM <= circuit.pit.exitM) {
      speedMps[i] = Math.min(speedMps[i]!, limitMps + 5);
    }
  }
}
