/** The fields of cars of all pictures: two, twelve, twenty of one class, two classes, forty. Data only. */
import type { GridCar } from '../../protocol/cars.ts';
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

/** What happens to a car. */
export interface MadeEvent {
  /** ms of the drive */
  readonly atMs: number;
  readonly name: RaceEvent['name'];
  /** Index of the car. */
  readonly about: number;
  /** Index of the other car. */
  readonly other?: number;
  readonly more?: Partial<RaceEvent>;
}

export interface MadeField {
  readonly entrants: readonly Entrant[];
  /** Index of the driver's own car. */
  readonly own: number;
  readonly events: readonly MadeEvent[];
}

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

const usualEvents: readonly MadeEvent[] = [
  { atMs: 4_000, name: 'car-pitted', about: 13 },
  {
    atMs: 8_000,
    name: 'fastest-lap',
    about: 2,
    more: { lapTimeMs: 111_818, bestMs: 112_018, deltaMs: -200 },
  },
  { atMs: passAtMs, name: 'overtake', about: 5, other: 4 },
];

export const usualField: MadeField = {
  own: 7,
  events: usualEvents,
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
  events: [{ atMs: passAtMs, name: 'chequered-flag', about: 0 }],
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
  events: [{ atMs: passAtMs, name: 'leader-changed', about: 0, other: 1 }],
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
  events: [{ atMs: passAtMs, name: 'overtake', about: 1, other: 0 }],
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
  events: [{ atMs: passAtMs, name: 'battle-started', about: 6, other: 0, more: { gapMs: 12_345 } }],
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

/** Forty cars nose to tail, four abreast around the own one, which attacks; everybody fights everybody. */
export const packField: MadeField = {
  own: 20,
  events: [
    {
      atMs: passAtMs,
      name: 'fastest-lap',
      about: 21,
      more: { lapTimeMs: 3_725_417, deltaMs: -20 },
    },
  ],
  entrants: Array.from({ length: 40 }, (_, i) => ({
    driver: longNames[i % longNames.length]!,
    number: String(i === 19 ? 888 : i * 25 + 1),
    behindMs: i * 310,
    ...(i === 20 ? {} : nextTo(i - 20)),
    change: {
      carClass: i % 3 === 0 ? 'Hypercar Le Mans' : 'LMGT3 Bronze',
      pitStops: 1,
      startPlace: ((i * 17) % 40) + 1,
      ...(i === 0 ? {} : { attackedId: i - 1 }),
    },
  })),
};

/** Rows of three or four cars: the nearest stand beside the own car, others queue before and behind it. */
function nextTo(places: number): Pick<Entrant, 'beside'> {
  const lane = ((places + 21) % 3) - 1;
  const row = Math.round(places / 3);
  const alongM = -row * 5.6 + lane * 1.3;
  return Math.abs(row) > 3
    ? {}
    : { beside: [alongM, lane * 2.7 + (lane === 0 && row === 0 ? 5.4 : 0)] };
}
