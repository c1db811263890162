/**
 * A short made-up drive for pictures: a run through the gears, a braking zone with trail braking and blips, a slow
 * corner. Pure: the same time always gives the same car.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';

export const facts: SessionInfo = {
  driverName: 'A. Driver',
  track: 'ks_nordschleife',
  car: 'ks_porsche_911_gt3_r_2016',
  maxRpm: 8500,
  maxFuel: 110,
};

/** Length of the drive, ms. */
export const driveMs = 14_000;

/** rpm per km/h, by gear. */
const ratios = [0, 118, 77, 53.2, 41, 34, 29.2];

/** Time in ms, value; straight lines between. */
type Keys = readonly (readonly [number, number])[];

const speed: Keys = [
  [0, 104],
  [1900, 158],
  [4300, 204],
  [7000, 243],
  [7300, 244],
  [9500, 92],
  [10_600, 84],
  [11_400, 90],
  [14_000, 104],
];
const gas: Keys = [
  [0, 1],
  [6950, 1],
  [7120, 0],
  [10_300, 0],
  [10_900, 0.32],
  [11_500, 0.55],
  [12_600, 0.9],
  [13_000, 1],
  [14_000, 1],
];
const brake: Keys = [
  [7120, 0],
  [7260, 0.97],
  [7900, 0.92],
  [8900, 0.6],
  [9700, 0.22],
  [10_300, 0.04],
  [10_420, 0],
];
const steer: Keys = [
  [0, -0.02],
  [6000, 0.03],
  [8600, 0.01],
  [9600, 0.34],
  [10_600, 0.46],
  [11_800, 0.22],
  [13_400, 0.02],
  [14_000, -0.02],
];

/** When each gear is engaged, ms. */
const gears: Keys = [
  [0, 3],
  [1900, 4],
  [4300, 5],
  [7750, 4],
  [8400, 3],
  [9150, 2],
  [13_300, 3],
];

/** A shift takes this long, ms: the clutch is down, the game says neutral for its middle. */
const shiftMs = 130;

function along(keys: Keys, at: number): number {
  let before = keys[0]!;
  for (const key of keys) {
    if (key[0] > at) {
      const share = (at - before[0]) / (key[0] - before[0] || 1);
      return before[1] + (key[1] - before[1]) * Math.max(share, 0);
    }
    before = key;
  }
  return before[1];
}

/** g by which the car gains speed, and by which the corner pulls: negative to the right, as in the game. */
function accelerationAt(at: number): [number, number, number] {
  const stepMs = 240;
  const change = along(speed, at + stepMs / 2) - along(speed, at - stepMs / 2);
  const longitudinal = change / 3.6 / (stepMs / 1000) / 9.81;
  const kmh = along(speed, at);
  const shake = Math.sin(at / 37) * 0.05;
  return [-along(steer, at) * (kmh / 80) ** 2 * 2.6 + shake, 1 + shake, longitudinal - shake / 2];
}

/** The car at a time of the drive, which repeats. @param t ms */
export function driveAt(t: number): Frame {
  const at = ((t % driveMs) + driveMs) % driveMs;
  const index = gears.findLastIndex(([from]) => from <= at);
  const [from, gear] = gears[index]!;
  const before = gears[index - 1]?.[1] ?? gear;
  const intoShift = at - from;
  const shifting = index > 0 && intoShift < shiftMs;
  const upshift = gear > before;
  const kmh = along(speed, at);
  const wave = Math.sin(at / 61) * 0.004 + Math.sin(at / 211) * 0.016;
  const blend = shifting ? intoShift / shiftMs : 1;
  const rpms = kmh * (ratios[before]! * (1 - blend) + ratios[gear]! * blend);
  const pressed = along(gas, at);
  const lift = shifting && upshift ? 0.25 : pressed;
  const blip = shifting && !upshift ? 0.55 * Math.sin(Math.PI * blend) : 0;
  return {
    packetId: Math.round(t / 3),
    t,
    gas: Math.min(Math.max(lift + blip + (lift > 0.05 && lift < 0.95 ? wave : 0), 0), 1),
    brake: Math.min(Math.max(along(brake, at) + (along(brake, at) > 0.1 ? wave : 0), 0), 1),
    clutch: shifting ? Math.sin(Math.PI * blend) : 0,
    fuel: 48.2 - at / 60_000,
    gear: shifting && blend > 0.25 && blend < 0.5 ? 0 : gear,
    rpms: Math.round(rpms),
    steerAngle: along(steer, at) + wave * 0.5,
    speedKmh: kmh,
    accG: accelerationAt(at),
    lap: 5,
  };
}
