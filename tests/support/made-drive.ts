/**
 * Makes drives with chosen properties for tests: where the line lies, which fields are published, and how far apart
 * counter, clock, times and position change at the line. Each frame carries the true lap, time and place.
 */
import type { Frame } from '../../protocol/frame.ts';

export interface MadeDrive {
  readonly laps: number;
  /** ms of each lap, from the first on. */
  readonly lapMs: (lap: number) => number;
  readonly hz: number;
  /** The game's position at the line, 0…1. */
  readonly offset: number;
  /** Which places are published. `constant`: a position that never changes. `open`: it stays at 1 behind the finish. */
  readonly place: 'position' | 'constant' | 'coordinates' | 'none' | 'open';
  /** Whether the game counts a lap. */
  readonly valid: (lap: number) => boolean;
  readonly fuelL: number;
  readonly burnL: number;
  /** Litres added in the middle of a lap, over half a second. */
  readonly refuelL: (lap: number) => number;
  /** How much later than the line each of them changes, ms. */
  readonly late: Readonly<Record<'counter' | 'clock' | 'last' | 'best' | 'position', number>>;
  /** Which optional fields are published. */
  readonly publishes: Readonly<Record<'clock' | 'last' | 'best' | 'sector' | 't', boolean>>;
  /** Attempts at a lap that are given up before it is driven, ms each. */
  readonly givenUpMs: (lap: number) => readonly number[];
  /** How long the car stops in the middle of a lap while the clock runs, ms. */
  readonly stillMs: (lap: number) => number;
  /** The first lap number; publishers count from 0 or 1. */
  readonly firstLap: number;
  /** Frames behind the last line, ms. */
  readonly afterMs: number;
  /** Lateral distance from the middle of the track, m. */
  readonly aside: (lap: number) => number;
  readonly packetStep: number | null;
  readonly firstPacket: number;
}

const usual: MadeDrive = {
  laps: 3,
  lapMs: () => 90_000,
  hz: 20,
  offset: 0,
  place: 'position',
  valid: () => true,
  fuelL: 60,
  burnL: 2,
  refuelL: () => 0,
  late: { counter: 0, clock: 0, last: 0, best: 0, position: 0 },
  publishes: { clock: true, last: true, best: true, sector: true, t: true },
  givenUpMs: () => [],
  stillMs: () => 0,
  firstLap: 1,
  afterMs: 1_500,
  aside: () => 0,
  packetStep: null,
  firstPacket: 1_000,
};

export interface MadeFrame {
  readonly frame: Frame;
  readonly lap: number;
  /** The true lap, from 1. */
  readonly real: number;
  /** ms since the real line. */
  readonly realMs: number;
  /** Share of the real lap. */
  readonly share: number;
}

interface Attempt {
  readonly lap: number;
  readonly from: number;
  readonly lapMs: number;
  readonly until: number;
  readonly completes: boolean;
}

/** Way round a bent circuit of some 5 km, m. */
function ground(share: number, aside: number): [number, number, number] {
  const angle = share * 2 * Math.PI;
  const radius = 800 + 90 * Math.sin(3 * angle) + aside;
  return [radius * Math.cos(angle), 0, 0.7 * radius * Math.sin(angle)];
}

/** Share of the lap after a share of its time: slow and fast parts, the same on each lap. */
function shareAt(time: number): number {
  return time + (0.3 * Math.sin(2 * Math.PI * time)) / (2 * Math.PI);
}

export function drive(given: Partial<MadeDrive> = {}): MadeFrame[] {
  const made = { ...usual, ...given, publishes: { ...usual.publishes, ...given.publishes } };
  made.late = { ...usual.late, ...given.late } as never;
  const attempts = attemptsOf(made);
  const end = attempts.at(-1)!.until;
  const stepMs = 1000 / made.hz;
  const frames: MadeFrame[] = [];
  let fuel = made.fuelL;
  for (let n = 0; n * stepMs < end; n++)
    frames.push(frameAt(made, attempts, n, fuel, (next) => (fuel = next)));
  return frames;
}

function attemptsOf(made: MadeDrive): Attempt[] {
  const attempts: Attempt[] = [];
  let from = 0;
  for (let lap = 1; lap <= made.laps; lap++) {
    const lapMs = made.lapMs(lap);
    for (const ms of made.givenUpMs(lap)) {
      attempts.push({ lap, from, lapMs, until: from + ms, completes: false });
      from += ms;
    }
    attempts.push({ lap, from, lapMs, until: from + lapMs, completes: true });
    from += lapMs;
  }
  const lapMs = made.lapMs(made.laps + 1);
  attempts.push({ lap: made.laps + 1, from, lapMs, until: from + made.afterMs, completes: false });
  return attempts;
}

/** The current attempt of a publisher that notices the line `late` ms later. */
function attemptAt(attempts: readonly Attempt[], at: number, late: number): Attempt {
  let found = attempts[0]!;
  for (const one of attempts) if (one.from + late <= at || one === attempts[0]) found = one;
  return found;
}

function completedAt(attempts: readonly Attempt[], at: number, late: number): Attempt[] {
  return attempts.filter((one) => one.completes && one.until + late <= at);
}

function shareOf(made: MadeDrive, { lap, lapMs }: Attempt, ms: number): number {
  const stillMs = made.stillMs(lap);
  const driven = ms <= lapMs / 2 ? ms : Math.max(lapMs / 2, ms - stillMs);
  const whole = lapMs - stillMs;
  return shareAt(Math.min(1, stillMs === 0 ? ms / lapMs : driven / whole));
}

function frameAt(
  made: MadeDrive,
  attempts: readonly Attempt[],
  n: number,
  fuelBefore: number,
  keepFuel: (litres: number) => void,
): MadeFrame {
  const { late, publishes } = made;
  const at = (n * 1000) / made.hz;
  const now = attemptAt(attempts, at, 0);
  const realMs = at - now.from;
  const share = shareOf(made, now, realMs);
  const stepMs = 1000 / made.hz;
  let fuel = fuelBefore - (made.burnL * stepMs) / now.lapMs;
  const added = made.refuelL(now.lap);
  if (added > 0 && realMs > now.lapMs / 2 && realMs <= now.lapMs / 2 + 500)
    fuel += (added * stepMs) / 500;
  keepFuel(fuel);
  const counted = completedAt(attempts, at, late.counter).length;
  const lap = made.firstLap + counted;
  const clocked = attemptAt(attempts, at, late.clock);
  const lastLap = completedAt(attempts, at, late.last).at(-1);
  const counting = completedAt(attempts, at, late.best).filter((one) => made.valid(one.lap));
  const placed = attemptAt(attempts, at, late.position);
  const placedShare = shareOf(made, placed, Math.min(at - placed.from, placed.lapMs));
  const sector = Math.min(2, Math.floor(share * 3));
  const packetStep = made.packetStep ?? Math.max(1, Math.round(333.33 / made.hz));
  const frame: Frame = {
    packetId: made.firstPacket + n * packetStep,
    gas: 1,
    brake: 0,
    fuel: Math.round(fuel * 100) / 100,
    gear: 4,
    rpms: 6000,
    steerAngle: 0,
    speedKmh: 200,
    ...(publishes.t ? { t: Math.round(at * 10) / 10 } : {}),
    ...(publishes.clock ? { currentLapTime: Math.round(at - clocked.from) } : {}),
    ...(publishes.last ? { lastLapTime: lastLap === undefined ? null : lastLap.lapMs } : {}),
    ...(publishes.best
      ? {
          bestLapTime: counting.length === 0 ? null : Math.min(...counting.map((one) => one.lapMs)),
        }
      : {}),
    ...(publishes.sector ? sectorFields(made, attempts, at, now, sector) : {}),
    ...placeFields(made, placedShare, made.aside(now.lap), share),
    tyresOut: made.valid(now.lap) ? 0 : 4,
    inPitLane: false,
  };
  return { frame, lap, real: now.lap, realMs, share };
}

/** Time at which a share of the lap is reached, by halving. */
function timeOfShare(share: number): number {
  let low = 0;
  let high = 1;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (shareAt(middle) < share) low = middle;
    else high = middle;
  }
  return high;
}
const sectorTimes = [timeOfShare(1 / 3), timeOfShare(2 / 3), 1];

/** ms of each sector of a lap. */
export function sectorsOf(lapMs: number): number[] {
  const ends = sectorTimes.map((time) => Math.round(time * lapMs));
  return ends.map((end, i) => end - (i === 0 ? 0 : ends[i - 1]!));
}

function sectorFields(
  made: MadeDrive,
  attempts: readonly Attempt[],
  at: number,
  now: Attempt,
  sector: number,
): Partial<Frame> {
  if (sector > 0) return { sector, lastSectorTime: sectorsOf(now.lapMs)[sector - 1]! };
  const before = completedAt(attempts, at, 0).at(-1);
  void made;
  return { sector, lastSectorTime: before === undefined ? null : sectorsOf(before.lapMs)[2]! };
}

function placeFields(
  made: MadeDrive,
  position: number,
  aside: number,
  share: number,
): Partial<Frame> {
  if (made.place === 'none') return {};
  if (made.place === 'constant') return { trackPosition: 0 };
  const worldPosition = ground(share, aside);
  if (made.place === 'coordinates') return { trackPosition: 0, worldPosition };
  if (made.place === 'open')
    return { trackPosition: position, worldPosition: [position * 5_000, 0, aside] };
  return { trackPosition: (((position + made.offset) % 1) + 1) % 1, worldPosition };
}
