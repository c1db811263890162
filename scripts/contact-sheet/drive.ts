/**
 * The made-up drive of all pictures: a run through the gears, a braking zone with trail braking and blips, a slow corner,
 * and the circuit it is driven on, and the moments that are drawn. `races.ts` has the races around it. Pure: the same time always gives the same frame.
 */

import type { Frame } from '../../protocol/frame.ts';
import type { TrackMap } from '../../protocol/timing-summary.ts';

export interface DriveMoment {
  readonly name: string;
  /** Time of the drive that is shown, ms; the seconds before it are played first. null: there is no car. */
  readonly atMs: number | null;
  /** The race around the drive; a usual one when left out. */
  readonly race?: RaceName;
  /** Length of the drive before it that its event needs, ms; none when left out. */
  readonly eventMs?: number;
}

/**
 * `hours`: laps take two hours. `extreme`: every value is as long or as far out as it can get. `best-lap`: a best lap ends, a
 * place is gained and a flag waved. `pit`: a stop. `sector`: the best time of a sector.
 * `duel`: two cars, `dozen`: twelve of two classes, `pack`: forty close together, all with long
 * names. `finish` and what ends in it: the cars have seen the flag. `identity`: the driver has a number, a team, a country and a logo.
 */
export type RaceName =
  | 'identity'
  | 'hours'
  | 'extreme'
  | 'best-lap'
  | 'pit'
  | 'sector'
  | 'duel'
  | 'dozen'
  | 'pack'
  | 'finish'
  | 'duel-finish'
  | 'dozen-finish'
  | 'pack-finish';

export const moments = {
  driving: { name: 'driving', atMs: 12_700 },
  /** Two rows of a table change places: an instant after the pass in `made-fields.ts`. */
  passing: { name: 'passing', atMs: 10_740 },
  shifting: { name: 'shifting', atMs: 18_480 },
  braking: { name: 'braking', atMs: 22_750 },
  limiter: { name: 'limiter', atMs: 15_884 },
  idle: { name: 'idle', atMs: null },
  /** The same drive in a race with laps of two hours. */
  hours: { name: 'hours', atMs: 12_700, race: 'hours' },
  /** The longest texts and the farthest values: twelve gears, an empty tank, a race of a day, names of every script. */
  extreme: { name: 'extreme', atMs: 12_700, race: 'extreme' },
  /** A moment after the line, see `eventAtMs`. */
  'best-lap': { name: 'best-lap', atMs: 12_700, race: 'best-lap', eventMs: 2_000 },
  pit: { name: 'pit', atMs: 12_700, race: 'pit', eventMs: 8_000 },
  sector: { name: 'sector', atMs: 12_700, race: 'sector', eventMs: 2_000 },
  duel: { name: 'duel', atMs: 12_700, race: 'duel' },
  dozen: { name: 'dozen', atMs: 12_700, race: 'dozen' },
  finish: { name: 'finish', atMs: 12_700, race: 'finish' },
  pack: { name: 'pack', atMs: 12_700, race: 'pack' },
  'duel-finish': { name: 'duel-finish', atMs: 12_700, race: 'duel-finish' },
  'dozen-finish': { name: 'dozen-finish', atMs: 12_700, race: 'dozen-finish' },
  'pack-finish': { name: 'pack-finish', atMs: 12_700, race: 'pack-finish' },
  identity: { name: 'identity', atMs: 12_700, race: 'identity' },
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
    turboBar: Math.round(120 * pressed * Math.min(1, Math.max(0, (rpms - 2000) / 3000))) / 100,
    lap: 5,
  };
}

const points = 512;

/** Coordinates of a place on the lap, m. @param position 0…1 */
export function placeAt(position: number): { x: number; z: number } {
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
export function circuitAt(t: number, position: number): Partial<Frame> {
  const { x, z } = placeAt(position);
  const wave = Math.sin(t / 4000);
  return {
    worldPosition: [x, 3, z],
    tyreCoreC: [84 + 3 * wave, 66 + 2 * wave, 104 + wave, 119 + wave],
    tyrePressurePsi: [26.4, 26.9, 25.8, 27.6],
    tyreWearPct: [97.4, 96.1, 98.8, 95.2],
  };
}
