/**
 * The made-up drive of all pictures: a run through the gears, a braking zone with trail braking and blips, a slow corner,
 * and the race, the circuit and the moments around it. Pure: the same time always gives the same frame.
 */

import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { TimingLap, TimingSummary, TrackMap } from '../../protocol/timing-summary.ts';

export interface DriveMoment {
  readonly name: string;
  /** Time of the drive that is shown, ms; the seconds before it are played first. null: there is no car. */
  readonly atMs: number | null;
  /** The race around the drive; a usual one when left out. */
  readonly race?: RaceName;
}

/** `hours`: laps take two hours. `extreme`: every value is as long or as far out as it can get. */
type RaceName = 'hours' | 'extreme';

export const moments = {
  driving: { name: 'driving', atMs: 12_700 },
  shifting: { name: 'shifting', atMs: 18_480 },
  braking: { name: 'braking', atMs: 22_750 },
  limiter: { name: 'limiter', atMs: 15_884 },
  idle: { name: 'idle', atMs: null },
  /** The same drive in a race with laps of two hours. */
  hours: { name: 'hours', atMs: 12_700, race: 'hours' },
  /** The longest texts and the farthest values: twelve gears, an empty tank, a race of a day, names of every script. */
  extreme: { name: 'extreme', atMs: 12_700, race: 'extreme' },
} as const satisfies Record<string, DriveMoment>;

export type MomentName = keyof typeof moments;

/** Length of the drive, ms. */
const driveMs = 14_000;

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

/** Length of a shift, ms: the clutch is down, and the gear is neutral in the middle. */
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

/** Acceleration in g: lateral (negative to the right, as in the game), vertical, longitudinal. */
function accelerationAt(at: number): [number, number, number] {
  const stepMs = 240;
  const change = along(speed, at + stepMs / 2) - along(speed, at - stepMs / 2);
  const longitudinal = change / 3.6 / (stepMs / 1000) / 9.81;
  const kmh = along(speed, at);
  const shake = Math.sin(at / 37) * 0.05;
  return [-along(steer, at) * (kmh / 80) ** 2 * 2.6 + shake, 1 + shake, longitudinal - shake / 2];
}

/** The car at a time; the drive repeats. @param t ms */
function driveAt(t: number): Frame {
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
    turboBar: Math.round(120 * pressed * Math.min(1, Math.max(0, (rpms - 2000) / 3000))) / 100,
    lap: 5,
  };
}

const points = 512;

/** Coordinates of a place on the lap, m. @param position 0…1 */
function placeAt(position: number): { x: number; z: number } {
  const angle = position * 2 * Math.PI;
  const radius =
    1 +
    0.28 * Math.sin(2 * angle + 0.6) +
    0.16 * Math.cos(3 * angle + 1.1) +
    0.09 * Math.sin(5 * angle) +
    0.035 * Math.cos(9 * angle);
  return {
    x: 620 * radius * Math.cos(angle) + 250 * Math.sin(angle),
    z: 330 * radius * Math.sin(angle) - 60 * Math.cos(2 * angle),
  };
}

const circuit: TrackMap = {
  track: 'made_up',
  trackConfiguration: '',
  points: Array.from({ length: points }, (_, i) => ({
    ...placeAt(i / points),
    position: i / points,
  })),
  sectorStarts: [0.31, 0.68],
};

/** The map in a data address: pages fetch it without a relay. */
export const circuitPath = `data:application/json,${encodeURIComponent(JSON.stringify(circuit))}`;

/** What the circuit adds to a frame of the drive. @param t ms @param position 0…1 */
function circuitAt(t: number, position: number): Partial<Frame> {
  const { x, z } = placeAt(position);
  const wave = Math.sin(t / 4000);
  return {
    worldPosition: [x, 3, z],
    tyreCoreC: [84 + 3 * wave, 66 + 2 * wave, 104 + wave, 119 + wave],
    tyrePressurePsi: [26.4, 26.9, 25.8, 27.6],
    tyreWearPct: [97.4, 96.1, 98.8, 95.2],
  };
}

const sessionInfo: SessionInfo = {
  driverName: 'A. Driver',
  track: 'ks_nordschleife',
  car: 'ks_porsche_911_gt3_r_2016',
  maxRpm: 8500,
  maxFuel: 110,
  trackConfiguration: 'endurance',
  sessionType: 2,
  numberOfLaps: 0,
  sectorCount: 3,
};

function lap(
  number: number,
  timeMs: number,
  sectorsMs: [number, number, number],
  more: Partial<TimingLap> = {},
): TimingLap {
  return { lap: number, timeMs, sectorsMs, valid: true, fuelL: 3.1, pitted: false, ...more };
}

const laps: readonly TimingLap[] = [
  lap(1, 116_204, [35_871, 44_120, 36_213]),
  lap(2, 112_873, [34_502, 43_090, 35_281]),
  lap(3, 112_347, [34_118, 42_987, 35_242]),
  lap(4, 113_002, [34_391, 43_340, 35_271], { valid: false }),
  lap(5, 151_940, [34_660, 43_512, 73_768], { pitted: true, fuelL: null }),
  lap(6, 112_518, [34_204, 43_109, 35_205]),
];

/** Time into the lap at the drive's beginning, ms. */
const intoLapMs = 77_000;

/** Delta to the best lap at a time of the drive, ms: behind (+) or ahead (-). */
function deltaAt(t: number): number {
  return -212 + 640 * Math.sin(t / 2900) - 180 * Math.sin(t / 1170);
}

/** A frame of the race. @param t ms */
function raceAt(t: number): Frame {
  const trackPosition = Math.min(0.68 + t / 120_000, 1);
  return {
    ...driveAt(t),
    ...circuitAt(t, trackPosition),
    lap: 7,
    currentLapTime: Math.round(intoLapMs + t),
    lastLapTime: 112_518,
    bestLapTime: 112_347,
    position: 3,
    trackPosition,
    inPitLane: false,
    flag: t > 15_000 ? 2 : 0,
    sessionTimeLeftMs: 1_471_000 - t,
    deltaBestMs: Math.round(deltaAt(t)),
    deltaPersonalMs: Math.round(deltaAt(t) + 350),
  };
}

const raceBoard: TimingSummary = {
  laps: [...laps],
  sessionBestMs: 112_347,
  sessionBestLap: 3,
  deltaLap: 3,
  deltaLapMs: 112_347,
  personalBestMs: 111_904,
  deltaPersonalLapMs: 111_904,
  bestSectorsMs: [34_118, 42_987, 35_205],
  currentSectorsMs: [34_095, 43_041],
  fuelPerLapL: 3.1,
  trackMap: circuitPath,
};

/** Time into the lap of two hours at the drive's beginning, ms. */
const intoLongLapMs = 2 * 3_600_000 - 30_000;

const longLaps: readonly TimingLap[] = [
  lap(108, 7_199_999, [2_400_001, 2_399_999, 2_399_999]),
  lap(109, 7_205_417, [2_401_200, 2_400_417, 2_403_800], { valid: false }),
  lap(110, 11_400_250, [2_400_900, 2_399_950, 6_599_400], { pitted: true, fuelL: null }),
];

/** The same drive in a race whose laps take two hours each. */
function longRaceAt(t: number): Frame {
  return {
    ...raceAt(t),
    lap: 111,
    currentLapTime: Math.round(intoLongLapMs + t),
    lastLapTime: 11_400_250,
    bestLapTime: 7_190_123,
    position: 13,
    sessionTimeLeftMs: 86_399_000 - t,
    deltaBestMs: Math.round(3_725_000 + deltaAt(t)),
  };
}

/** The best lap is older than the list, and the delta refers to another lap. */
const longRaceBoard: TimingSummary = {
  ...raceBoard,
  laps: [...longLaps],
  sessionBestMs: 7_190_123,
  sessionBestLap: 5,
  deltaLap: 108,
  deltaLapMs: 7_199_999,
  bestSectorsMs: [2_399_000, 2_398_000, 2_393_123],
  currentSectorsMs: [2_398_000, 2_403_000],
};

const extremeInfo: SessionInfo = {
  ...sessionInfo,
  driverName: 'Łukasz Żółkiewski-Gąsienica van der Straaten',
  track: 'autodromo_internazionale_enzo_e_dino_ferrari',
  trackConfiguration: 'świętokrzyska_pętla',
  maxRpm: 19_500,
  maxFuel: 400,
  numberOfLaps: 999,
};

const extremeLaps: readonly TimingLap[] = [
  lap(995, 35_999_999, [12_000_001, 11_999_999, 11_999_999]),
  lap(996, 36_005_417, [12_001_200, 12_000_417, 12_003_800], { valid: false }),
  lap(997, 36_000_250, [12_000_900, 11_999_950, 11_999_400], { pitted: true, fuelL: null }),
];

/** Twelve gears, faster than any dial, an empty tank, and tyres and brakes beyond every band. */
function extremeAt(t: number): Frame {
  return {
    ...longRaceAt(t),
    gear: 12,
    speedKmh: 488.6,
    rpms: 20_480,
    gas: 1,
    brake: 1,
    clutch: 1,
    steerAngle: -1,
    fuel: 0,
    accG: [-7.26, 1, -8.14],
    lap: 998,
    position: 100,
    currentLapTime: Math.round(35_988_888 + t),
    lastLapTime: 36_005_417,
    bestLapTime: 35_999_999,
    sessionTimeLeftMs: 359_988_000 - t,
    deltaBestMs: Math.round(35_000_000 + deltaAt(t)),
    deltaPersonalMs: Math.round(-35_000_000 + deltaAt(t)),
    tyreCoreC: [312, 298, 8, 119],
    tyrePressurePsi: [26.4, 126.9, 0.8, 27.6],
    tyreWearPct: [100, 96.1, 0, 95.2],
    brakeTempC: [1180, 1022, 740, 99],
  };
}

const extremeBoard: TimingSummary = {
  ...longRaceBoard,
  laps: [...extremeLaps],
  sessionBestMs: 35_999_999,
  sessionBestLap: 995,
  deltaLap: 996,
  deltaLapMs: 36_005_417,
  bestSectorsMs: [12_000_001, 11_999_950, 11_999_400],
  currentSectorsMs: [12_000_000, 12_043_041],
  fuelPerLapL: 33.33,
};

interface Race {
  readonly sessionInfo: SessionInfo;
  readonly board: TimingSummary;
  readonly at: (t: number) => Frame;
}

const usualRace: Race = { sessionInfo, board: raceBoard, at: raceAt };
const races: Readonly<Record<RaceName, Race>> = {
  hours: { sessionInfo, board: longRaceBoard, at: longRaceAt },
  extreme: { sessionInfo: extremeInfo, board: extremeBoard, at: extremeAt },
};

/** The race around a drive: what its session tells, a frame at any time, and what the relay knows of the laps. */
export function raceOf({ race }: DriveMoment): Race {
  return race === undefined ? usualRace : races[race];
}
