/**
 * The races around the drive of all pictures: what the session is, where the car is in it, and what the relay knows of its
 * laps. Pure: the same time always gives the same frame.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { TimingLap, TimingSummary } from '../../protocol/timing-summary.ts';
import { circuitAt, circuitPath, type DriveMoment, driveAt, type RaceName } from './drive.ts';

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
    position: 8,
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
    position: 10,
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
  raceNumber: '9999',
  team: 'Towarzystwo Wyścigowe Świętokrzyskie Racing Team',
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

/** When the event happens, ms: long enough before the moment that its plate has come in. */
export const eventAtMs = 11_900;
/** The place is gained a little before, because it counts only after it has held. */
const gainedAtMs = eventAtMs - 400;

const bestMs = 111_862;

/** The line is crossed with the best lap and one place more. */
function bestLapRaceAt(t: number): Frame {
  const frame = { ...raceAt(t), flag: t < gainedAtMs ? 0 : 1 };
  if (t < eventAtMs) return { ...frame, position: t < gainedAtMs ? 9 : 8 };
  return {
    ...frame,
    lap: 8,
    currentLapTime: t - eventAtMs,
    lastLapTime: bestMs,
    bestLapTime: bestMs,
  };
}

const bestLapBoard: TimingSummary = {
  ...raceBoard,
  laps: [...laps, lap(7, bestMs, [34_095, 42_702, 35_065])],
  sessionBestMs: bestMs,
  sessionBestLap: 7,
  bestSectorsMs: [34_095, 42_702, 35_065],
  currentSectorsMs: [],
};

const pitAtMs = 5_000;
const stopMs = { from: 9_800, until: 12_200 };

function pitRaceAt(t: number): Frame {
  const isStopped = t >= stopMs.from && t < stopMs.until;
  const speedKmh = isStopped ? 0 : 60;
  return { ...raceAt(t), inPitLane: t >= pitAtMs, speedKmh, gear: isStopped ? 1 : 2, rpms: 3200 };
}

const sectorBoard: TimingSummary = { ...raceBoard, currentSectorsMs: [34_391] };
/** The second sector is the best of the session. */
const afterSectorBoard: TimingSummary = {
  ...raceBoard,
  bestSectorsMs: [34_118, 42_702, 35_205],
  currentSectorsMs: [34_391, 42_702],
};

interface Race {
  readonly sessionInfo: SessionInfo;
  /** What the relay knows of the laps. The same object while it does not change. */
  readonly board: (t: number) => TimingSummary;
  readonly at: (t: number) => Frame;
}

/** The driver has a number and a team. */
const teamInfo: SessionInfo = { ...sessionInfo, raceNumber: '33', team: 'Northside Racing' };
const tyreCompound = 'Slick Medium (M)';

const usualRace: Race = { sessionInfo, board: () => raceBoard, at: raceAt };
const races: Readonly<Record<RaceName, Race>> = {
  duel: usualRace,
  dozen: usualRace,
  hours: { sessionInfo, board: () => longRaceBoard, at: longRaceAt },
  extreme: { sessionInfo: extremeInfo, board: () => extremeBoard, at: extremeAt },
  'best-lap': {
    sessionInfo: { ...teamInfo, tyreCompound, numberOfLaps: 20 },
    board: (t) => (t < eventAtMs ? raceBoard : bestLapBoard),
    at: bestLapRaceAt,
  },
  pit: {
    sessionInfo: { ...teamInfo, tyreCompound },
    board: () => raceBoard,
    at: pitRaceAt,
  },
  pack: usualRace,
  finish: usualRace,
  'duel-finish': usualRace,
  'dozen-finish': usualRace,
  'pack-finish': usualRace,
  identity: {
    ...usualRace,
    sessionInfo: { ...teamInfo, driverName: 'Alexandra Driver', country: 'DE' },
  },
  sector: {
    sessionInfo,
    board: (t) => (t < eventAtMs ? sectorBoard : afterSectorBoard),
    at: raceAt,
  },
};

/** The race around a drive: what its session tells, a frame at any time, and what the relay knows of the laps. */
export function raceOf({ race }: DriveMoment): Race {
  return race === undefined ? usualRace : races[race];
}
