/** The made-up cars of all pictures: twenty of one class, two classes, forty with every oddity. Pure. */
import { type CarGap, type Grid, type GridCar, noFocus } from '../../protocol/cars.ts';
import type { RaceEvent } from '../../protocol/events.ts';

/** What a picture says of one car. Everything else follows. */
interface Entrant {
  readonly driver: string;
  readonly number: string;
  /** Behind the leader, ms. */
  readonly behindMs: number;
  readonly change?: Partial<GridCar>;
  /** Overtakes the car ahead at this time of the drive, ms. */
  readonly passesAtMs?: number;
  /** Beside the own car: so far ahead of it and to its right, m. */
  readonly beside?: readonly [aheadM: number, rightM: number];
}

export interface MadeField {
  readonly entrants: readonly Entrant[];
  /** Index of the driver's own car. */
  readonly own: number;
}

/** A lap of the made-up drive, ms. */
const lapMs = 120_000;
/** When two cars change places, so that a picture shows it, ms of the drive. */
const passAtMs = 10_600;

const drivers = [
  'Marta Lindqvist',
  'Jonas Eberle',
  'Kofi Mensah',
  'Tomás Aguirre',
  'Elise van Houten',
  'Rory McAllister',
  'Akira Tanabe',
  'A. Driver',
  'Giulia Ferrante',
  'Pavel Dvořák',
  'Sofie Nygaard',
  'Ben Whitlock',
  'Luis Carvalho',
  'Emre Yıldız',
  'Noah Bergeron',
  'Ilse Vandamme',
  'Matteo Galli',
  'Hanna Koskinen',
  'Owen Price',
  'Dmitri Sokolov',
  'Clara Petit',
  'Yuto Mori',
  'Zoë Harper',
  'Piotr Zając',
];

const behind = [
  0, 412, 3_180, 4_022, 9_655, 10_480, 14_210, 15_330, 16_012, 21_870, 27_440, 27_990, 33_600,
  41_250, 48_070, 63_910, 88_400, 119_000, 127_300, 246_100,
];

export const usualField: MadeField = {
  own: 7,
  entrants: behind.map((behindMs, i) => ({
    driver: drivers[i]!,
    number: String([7, 44, 12, 3, 81, 25, 9, 33, 64, 5, 17, 51, 20, 98, 8, 71, 46, 2, 30, 66][i]),
    behindMs,
    ...(i === 5 ? { passesAtMs: passAtMs } : {}),
    ...(i === 8 ? { beside: [-2.1, 2.7] as const } : {}),
    ...(i === 6 ? { beside: [8.6, -1.2] as const } : {}),
    ...(i === 9 ? { beside: [-9.4, -3.1] as const } : {}),
    change: {
      startPlace: [2, 1, 5, 3, 4, 9, 6, 12, 7, 8, 10, 15, 11, 13, 20, 14, 18, 16, 17, 19][i]!,
      pitStops: i % 3 === 0 ? 2 : 1,
      ...(i === 1 ? { attackedId: 0 } : {}),
      ...(i === 8 ? { attackedId: 7 } : {}),
      ...(i === 13 ? { inPitLane: true, speedKmh: 60 } : {}),
      ...(i === 19 ? { status: 'out' as const, speedKmh: 0 } : {}),
    },
  })),
};

export const twoClassField: MadeField = {
  own: 9,
  entrants: drivers.map((driver, i) => ({
    driver,
    number: String(i < 8 ? i + 1 : 60 + i),
    behindMs: i < 8 ? i * 1_900 : 118_000 + (i - 8) * 4_600,
    change: {
      carClass: i < 8 ? 'Hypercar' : 'GT3',
      pitStops: i % 4,
      ...(i === 10 ? { inPitLane: true } : {}),
    },
  })),
};

const longNames = [
  'Alexander Wolfeschlegelsteinhausen',
  'Konstantinos Papadopoulos-Theodorakis',
  'Maximiliane van den Boogaard',
  'Jean-Christophe de la Rochefoucauld',
  'Vijayalakshmi Ramasubramanian',
  'Þórbjörg Hallgrímsdóttir',
];

/** The own car attacks the only other one. */
export const duelField: MadeField = {
  own: 1,
  entrants: longNames.slice(0, 2).map((driver, i) => ({
    driver,
    number: ['127', '9'][i]!,
    behindMs: i * 412,
    ...(i === 0 ? { beside: [2.4, 2.6] as const } : {}),
    change: { pitStops: 1 - i, startPlace: 2 - i, ...(i === 1 ? { attackedId: 0 } : {}) },
  })),
};

/** Two classes, long names, cars that are laps behind, one in the pits and one that is out. */
export const dozenField: MadeField = {
  own: 4,
  entrants: Array.from({ length: 12 }, (_, i) => ({
    driver: longNames[i % longNames.length]!,
    number: String(100 + i * 31),
    behindMs:
      [0, 812, 30_400, 61_000, 119_400, 120_900, 121_300, 185_000, 244_800, 301_000, 362_000][i] ??
      720_000,
    ...(i === 5 ? { beside: [-3.4, -2.4] as const } : {}),
    change: {
      carClass: i < 5 ? 'Hypercar Le Mans' : 'LMGT3 Bronze',
      pitStops: i,
      startPlace: 12 - i,
      ...(i === 1 ? { attackedId: 0 } : {}),
      ...(i === 6 ? { inPitLane: true, speedKmh: 60 } : {}),
      // It stands on the track.
      ...(i === 9 ? { speedKmh: 0 } : {}),
      ...(i === 11 ? { status: 'out' as const, speedKmh: 0 } : {}),
    },
  })),
};

/** The same race after the flag: the last car is out. */
export function afterFlag(field: MadeField): MadeField {
  const { entrants } = field;
  return {
    ...field,
    entrants: entrants.map((entrant, i) => ({
      ...entrant,
      change: {
        ...entrant.change,
        inPitLane: false,
        status: i === entrants.length - 1 ? 'out' : 'finished',
      },
    })),
  };
}

const oddNames = [
  'Łukasz Żółkiewski-Gąsienica van der Straaten',
  'Владимир Константинопольский',
  '山田 太郎',
  '김민준',
  '🏎️ Speedy 🏁 Gonzalo 🔥',
  'لينا الحداد',
  'Wolfeschlegelsteinhausenbergerdorff',
  '[TEAM] Jo Doe | Racing',
  'x',
  '陳大文 Chan Tai Man',
];

export const extremeField: MadeField = {
  own: 34,
  entrants: Array.from({ length: 40 }, (_, i) => ({
    driver: i % 4 === 3 ? drivers[i % drivers.length]! : oddNames[i % oddNames.length]!,
    number: i === 0 ? '888' : i === 3 ? 'X9' : String(i * 23),
    behindMs: i < 3 ? i * 90_000 : i * i * 1_400 + 60_000,
    change: {
      pitStops: i,
      startPlace: 40 - i,
      ...(i === 2 ? { gap: { laps: 0, ms: null }, interval: { laps: 0, ms: null } } : {}),
      ...(i % 9 === 8 ? { inPit: true, inPitLane: true } : {}),
      ...(i > 37 ? { status: 'out' as const } : {}),
      lastLapMs: 3_725_417 + i * 917,
    },
  })),
};

export interface MadeTrack {
  /** Of the own car, 0…1. */
  readonly trackPosition: number;
  readonly placeAt: (position: number) => { readonly x: number; readonly z: number };
}

/** The cars at a time of the drive. @param t ms */
export function madeGrid({ entrants, own }: MadeField, t: number, track: MadeTrack): Grid {
  const order = [...entrants.keys()];
  entrants.forEach(({ passesAtMs }, i) => {
    if (passesAtMs !== undefined && t >= passesAtMs) order.splice(i - 1, 2, i, i - 1);
  });
  const waver = (i: number) => Math.sin(t / 5_300 + i * 1.7) * (i === 0 ? 0 : 90);
  const behindAt = order.map((_, place) => entrants[place]!.behindMs + waver(place));
  const ownPlace = order.indexOf(own);
  const leader = 6 + track.trackPosition + behindAt[ownPlace]! / lapMs;
  const cars = order.map((i, place): GridCar => {
    const { driver, number, change } = entrants[i]!;
    const behindMs = behindAt[place]!;
    const aheadMs = place === 0 ? null : behindMs - behindAt[place - 1]!;
    const progress = leader - behindMs / lapMs;
    const trackPosition = progress - Math.floor(progress);
    const here = track.placeAt(trackPosition);
    const next = track.placeAt(trackPosition + 0.0005);
    const { beside } = entrants[i]!;
    const ownHere = track.placeAt(track.trackPosition);
    const ownNext = track.placeAt(track.trackPosition + 0.0005);
    const ownHeading = Math.atan2(ownNext.x - ownHere.x, ownNext.z - ownHere.z);
    const apart = (behindMs - behindAt[ownPlace]!) / lapMs;
    return {
      id: i,
      driver,
      number,
      car: 'ks_porsche_911_gt3_r_2016',
      ...(i === own ? { isPlayer: true as const } : {}),
      lastLapMs: 112_518 + ((i * 137) % 900) - (i === 2 ? 700 : 0),
      bestLapMs: 112_018 + ((i * 89) % 700) - (i === 2 ? 200 : 0),
      laps: Math.floor(progress),
      trackPosition,
      worldPosition:
        beside === undefined ? [here.x, 3, here.z] : besideOf(ownHere, ownHeading, beside),
      heading:
        beside === undefined ? Math.atan2(next.x - here.x, next.z - here.z) : ownHeading + 0.04,
      speedKmh: 180,
      currentLapMs: Math.round(trackPosition * lapMs),
      inPitLane: false,
      inPit: false,
      isConnected: true,
      status: 'running',
      startPlace: i + 1,
      stintLaps: 4,
      pitStops: 0,
      attackedId: null,
      sessionID: null,
      ...change,
      placesGained: (change?.startPlace ?? i + 1) - place - 1,
      place: place + 1,
      gap: gapOf(behindMs, change?.gap),
      interval: aheadMs === null ? { laps: 0, ms: null } : gapOf(aheadMs, change?.interval),
      relativeMs: i === own ? null : Math.round((apart - Math.round(apart)) * lapMs),
    };
  });
  const head = { source: 'simhub-v2', server: null, isRace: true, focus: noFocus } as const;
  return { sessionID: 'made', t, ...head, cars };
}

function besideOf(
  { x, z }: { readonly x: number; readonly z: number },
  heading: number,
  [ahead, right]: readonly [number, number],
): [number, number, number] {
  const sin = Math.sin(heading);
  const cos = Math.cos(heading);
  return [x + ahead * sin - right * cos, 3, z + ahead * cos + right * sin];
}

function gapOf(ms: number, change: CarGap | undefined): CarGap {
  return change ?? { laps: Math.floor(ms / lapMs), ms: Math.round(ms) };
}

/** The events of a field's race after one time and up to another, ms of the drive. */
export function madeEvents(
  { entrants, own }: MadeField,
  afterT: number,
  t: number,
): readonly RaceEvent[] {
  const about = (name: RaceEvent['name'], i: number, more: Partial<RaceEvent> = {}) => {
    const { driver, number } = entrants[i]!;
    return { name, carId: i, position: i + 1, own: i === own, driver, number, ...more };
  };
  const { driver: passed } = entrants[4]!;
  const events: readonly (readonly [number, ReturnType<typeof about>])[] = [
    [4_000, about('car-pitted', 13)],
    [8_000, about('fastest-lap', 2, { lapTimeMs: 111_818, bestMs: 112_018, deltaMs: -200 })],
    [passAtMs, about('overtake', 5, { otherId: 4, otherDriver: passed })],
  ];
  return events
    .filter(([at]) => at > afterT && at <= t)
    .map(([at, event]) => ({ id: at, sessionID: 'made', at, ...event }));
}
