/**
 * Frames of the demo car as the agent would send them, made as fast as the processor can: for storage benchmarks
 * and tests that need hours of driving. Deterministic for a seed; opens nothing.
 */
import { gravity, kestrelGt } from '../../agent/demo-car/car-spec.ts';
import { Drive, stepMs } from '../../agent/demo-car/drive.ts';
import { channelByName } from '../../protocol/channels.ts';
import type { Frame, Wheels } from '../../protocol/frame.ts';

export interface DriveFramesOptions {
  readonly seed: number;
  readonly hz: number;
  readonly seconds: number;
}

/** The agent's rounding: to the decimals of the channel's step. */
function rounder(name: string): (value: number) => number {
  const { step, type, min, max } = channelByName.get(name)!;
  const decimals = type === 'integer' ? 0 : Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));
  const scale = 10 ** decimals;
  return (value) => Math.round(Math.min(max, Math.max(min, value)) * scale) / scale + 0;
}

const names = [
  'gas',
  'brake',
  'fuel',
  'rpms',
  'steerAngle',
  'speedKmh',
  't',
  'clutch',
  'trackPosition',
  'accG',
  'worldPosition',
  'tyreCoreC',
  'tyrePressurePsi',
  'tyreWearPct',
  'distanceM',
] as const;
const to = Object.fromEntries(names.map((name) => [name, rounder(name)])) as Record<
  (typeof names)[number],
  (value: number) => number
>;

/** Yields frames in order; `lap` is the lap being driven. */
export function* driveFrames({ seed, hz, seconds }: DriveFramesOptions): Generator<Frame> {
  const drive = new Drive({ seed, spec: kestrelGt, pitEveryLaps: 9, spoiltLap: 3 });
  let slowDueMs = 0;
  const steps = Math.round((seconds * 1000) / stepMs);
  let sampleDueMs = 0;
  for (let packetId = 1; packetId <= steps; packetId++) {
    drive.step();
    if (drive.nowMs < sampleDueMs) continue;
    sampleDueMs += 1000 / hz;
    const slow = drive.nowMs >= slowDueMs;
    if (slow) slowDueMs += 250;
    yield sample(drive, packetId, slow);
  }
}

function sample(drive: Drive, packetId: number, slow: boolean): Frame {
  const { vehicle, clock } = drive;
  const { controls } = drive.driver;
  const shown = clock.shown;
  const [x, y, z] = drive.place(0, 0);
  const frame: Frame = {
    packetId,
    gas: to.gas(controls.gas),
    brake: to.brake(controls.brake),
    fuel: to.fuel(vehicle.fuelL),
    gear: vehicle.box.gear - 1,
    rpms: to.rpms(vehicle.rpm),
    steerAngle: to.steerAngle(drive.steering.angle),
    speedKmh: to.speedKmh(vehicle.speedMs * 3.6),
    t: to.t(drive.nowMs + 0.3 * Math.sin(packetId)),
    clutch: to.clutch(1 - controls.clutchEngaged),
    lap: shown.completedLaps + 1,
    currentLapTime: shown.currentMs,
    lastLapTime: shown.lastMs || null,
    bestLapTime: shown.bestMs || null,
    trackPosition: to.trackPosition((drive.distanceM / drive.circuit.lengthM + 1) % 1),
    inPitLane: drive.inPitLane,
    position: 1,
    accG: [
      to.accG(-drive.lateralMs2 / gravity),
      to.accG(drive.verticalG),
      to.accG(vehicle.accelerationMs2 / gravity),
    ],
    worldPosition: [to.worldPosition(x), to.worldPosition(y), to.worldPosition(z)],
  };
  return slow ? { ...frame, ...slowChannels(drive) } : frame;
}

function wheels(values: Float64Array, round: (value: number) => number): Wheels {
  return [round(values[0]!), round(values[1]!), round(values[2]!), round(values[3]!)];
}

function slowChannels(drive: Drive): Partial<Frame> {
  const shown = drive.clock.shown;
  return {
    inPit: drive.inBox,
    flag: drive.yellowS > 0 ? 2 : 0,
    tyresOut: drive.tyresOut,
    pitLimiter: drive.inPitLane,
    tyreCoreC: wheels(drive.wheels.coreC, to.tyreCoreC),
    tyrePressurePsi: wheels(drive.wheels.pressurePsi, to.tyrePressurePsi),
    tyreWearPct: wheels(drive.wheels.wear, to.tyreWearPct),
    airC: 24,
    roadC: 31,
    brakeBias: 0.58,
    tcSetting: 0.11,
    absSetting: 0.13,
    damage: [0, 0, 0, 0, 0],
    sector: shown.sector,
    lastSectorTime: shown.lastSectorMs || null,
    sessionTimeLeftMs: 1_800_000 - Math.round(drive.nowMs),
    distanceM: to.distanceM(drive.travelledM),
  };
}
