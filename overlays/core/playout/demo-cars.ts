/**
 * Other cars for the lap that comes with the pages, so that previews of standings or radar show some: each drives as the
 * demo car did some seconds before or after. Pure.
 */
import type { GridEntry, GridPosition } from '../../../protocol/cars.ts';
import type { Frame, Vector } from '../../../protocol/frame.ts';

interface DemoEntrant {
  readonly driver: string;
  readonly number: string;
  /** Behind the own car, ms; negative: ahead. */
  readonly behindMs: number;
  /** To the right of the own car's line, m. */
  readonly rightM: number;
}

const entrants: readonly DemoEntrant[] = [
  { driver: 'Marta Lindqvist', number: '7', behindMs: -14_300, rightM: 1 },
  { driver: 'Jonas Eberle', number: '44', behindMs: -13_700, rightM: -1 },
  { driver: 'Kofi Mensah', number: '12', behindMs: -6_400, rightM: 0 },
  { driver: 'Elise van Houten', number: '81', behindMs: -1_900, rightM: -2 },
  { driver: 'A. Driver', number: '33', behindMs: 0, rightM: 0 },
  { driver: 'Rory McAllister', number: '25', behindMs: 110, rightM: 2.7 },
  { driver: 'Akira Tanabe', number: '9', behindMs: 2_100, rightM: 0 },
  { driver: 'Giulia Ferrante', number: '64', behindMs: 5_800, rightM: 1 },
  { driver: 'Ben Whitlock', number: '51', behindMs: 9_300, rightM: 0 },
  { driver: 'Luis Carvalho', number: '20', behindMs: 17_200, rightM: -1 },
];
const own = entrants.findIndex(({ behindMs }) => behindMs === 0);
/** Place of the lap's own car among them. */
export const demoPlace = own + 1;

/** Lap times of the others differ from the own car's by this much, ms. */
const lapStepMs = 137;

export const demoEntries: readonly GridEntry[] = entrants.map(({ driver, number }, id) => ({
  id,
  driver,
  number,
  car: 'sq_kestrel_gt',
  ...(id === own ? { isPlayer: true } : {}),
  lastLapMs: 91_400 + ((id * 3) % 7) * lapStepMs,
  bestLapMs: 91_000 + ((id * 5) % 7) * lapStepMs,
  status: 'running',
  startPlace: ((id * 3) % entrants.length) + 1,
  placesGained: ((id * 3) % entrants.length) - id,
  pitStops: id % 3,
  stintLaps: 3,
  attackedId: id === own + 1 ? own : null,
  sessionID: null,
}));

export class DemoCars {
  readonly #frames: readonly Partial<Frame>[];
  readonly #firstT: number;
  readonly #lengthMs: number;
  /** Of the first and the last whole lap, ms. */
  readonly #firstLapMs: number;
  readonly #lastLapMs: number;

  /** @param frames evenly apart, with time, lap, place on the track and coordinates */
  constructor(frames: readonly Partial<Frame>[]) {
    this.#frames = frames;
    this.#firstT = frames[0]?.t ?? 0;
    this.#lengthMs = (frames.at(-1)?.t ?? 0) - this.#firstT;
    const lineTimes = frames
      .filter(({ lap }, i) => i > 0 && lap !== frames[i - 1]!.lap)
      .map(({ t }) => (t ?? 0) - this.#firstT);
    this.#firstLapMs = lineTimes[0] ?? this.#lengthMs;
    const [before = 0, last = this.#lengthMs] = lineTimes.slice(-2);
    this.#lastLapMs = lineTimes.length > 1 ? last - before : this.#firstLapMs;
  }

  /** @param ms since the first frame */
  at(ms: number): readonly GridPosition[] {
    return entrants.map((entrant, id) => this.#position(entrant, id, ms));
  }

  #position({ behindMs, rightM }: DemoEntrant, id: number, ms: number): GridPosition {
    let at = ms - behindMs;
    let lapsMore = 0;
    if (at < 0) {
      at += this.#firstLapMs;
      lapsMore = -1;
    } else if (at > this.#lengthMs) {
      at -= this.#lastLapMs;
      lapsMore = 1;
    }
    const index = this.#indexAt(at);
    const frame = this.#frames[index]!;
    const next = this.#frames[Math.min(index + 3, this.#frames.length - 1)]!;
    const [x, y, z] = frame.worldPosition ?? [0, 0, 0];
    const [nextX, , nextZ] = next.worldPosition ?? [x, y, z];
    const heading = Math.atan2(nextX - x, nextZ - z);
    const place: Vector = [x - rightM * Math.cos(heading), y, z + rightM * Math.sin(heading)];
    const aheadMs = id === 0 ? null : behindMs - entrants[id - 1]!.behindMs;
    return {
      id,
      laps: (frame.lap ?? 1) - 1 + lapsMore,
      trackPosition: frame.trackPosition ?? 0,
      worldPosition: place,
      heading,
      speedKmh: frame.speedKmh ?? 0,
      currentLapMs: typeof frame.currentLapTime === 'number' ? frame.currentLapTime : null,
      inPitLane: false,
      inPit: false,
      isConnected: true,
      place: id + 1,
      gap: { laps: 0, ms: behindMs - entrants[0]!.behindMs },
      interval: { laps: 0, ms: aheadMs },
      relativeMs: id === own ? null : behindMs,
    };
  }

  #indexAt(ms: number): number {
    const last = this.#frames.length - 1;
    return Math.min(Math.max(Math.round((ms / this.#lengthMs) * last), 0), last);
  }
}
