/**
 * The race around the short drive of the pictures: lap times, sectors, gaps, flag, place and the laps before. Made
 * up, and pure: the same time always gives the same race.
 */

import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { TimingLap, TimingSummary } from '../../protocol/timing-summary.ts';
import { circuitAt, circuitPath } from './circuit.ts';

export const raceFacts: SessionInfo = {
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

/** Behind the best lap (+) or ahead (-) at a time of the drive, ms. */
function gapAt(t: number): number {
  return -212 + 640 * Math.sin(t / 2900) - 180 * Math.sin(t / 1170);
}

/** What the race adds to a frame of the drive. @param t ms */
export function raceAt(t: number): Partial<Frame> {
  const trackPosition = Math.min(0.68 + t / 120_000, 1);
  return {
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
    deltaBestMs: Math.round(gapAt(t)),
    deltaPersonalMs: Math.round(gapAt(t) + 350),
  };
}

export const raceBoard: TimingSummary = {
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
export function longRaceAt(t: number): Partial<Frame> {
  return {
    ...raceAt(t),
    lap: 111,
    currentLapTime: Math.round(intoLongLapMs + t),
    lastLapTime: 11_400_250,
    bestLapTime: 7_190_123,
    position: 13,
    sessionTimeLeftMs: 86_399_000 - t,
    deltaBestMs: Math.round(3_725_000 + gapAt(t)),
  };
}

/** The best lap is older than the list, and the gap is held against another one. */
export const longRaceBoard: TimingSummary = {
  ...raceBoard,
  laps: [...longLaps],
  sessionBestMs: 7_190_123,
  sessionBestLap: 5,
  deltaLap: 108,
  deltaLapMs: 7_199_999,
  bestSectorsMs: [2_399_000, 2_398_000, 2_393_123],
  currentSectorsMs: [2_398_000, 2_403_000],
};
