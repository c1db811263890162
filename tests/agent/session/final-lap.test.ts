/**
 * The last lap of a drive is published in the session that it was driven in, before the end of that session, and
 * nothing else is.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pipeline } from '../../../agent/pipeline.ts';
import type { Publisher } from '../../../agent/publish/port.ts';
import type { MemoryReport } from '../../../agent/sampling/sampler.ts';
import { SessionTracker } from '../../../agent/session/session.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { silentLog } from '../../../protocol/log.ts';
import { drivingGame, type Game } from '../support/game.ts';

const there: MemoryReport = { pages: true, game: true, detail: null };
const away: MemoryReport = { pages: false, game: false, detail: null };
const sampleMs = 1000 / 60;
/** Speeds that occur only while driving, and only in what is shown afterwards. */
const driveKmh = 287.4;
const otherKmh = 33;
const lapTimeMs = 106_555;

/** What a publisher was given, in order: frames as themselves, all else in a word. */
class Recorder {
  readonly given: (Frame | string)[] = [];
  readonly publisher: Publisher = {
    setSession: (session) => {
      const word = session === null ? 'none' : `session ${session.run}`;
      if (this.given.findLast((one) => typeof one === 'string') !== word) this.given.push(word);
    },
    endSession: () => this.given.push('ended'),
    setStatus: (status) => this.given.push(status),
    add: (frame) => this.given.push(frame),
    sendCars: () => {},
    flush: () => {},
    stats: () => {
      throw new Error('Nobody asks.');
    },
    close: () => Promise.resolve(),
  };
}

/** Drives half a second of a fifth lap that is nearly over, and then what a test wants. */
class Drive {
  readonly game: Game = drivingGame().graphics({ iCurrentTime: 106_000 });
  readonly recorder = new Recorder();
  readonly pipeline: Pipeline;
  nowMs = 1_000;

  constructor() {
    const tracker = new SessionTracker({ wallMs: () => this.nowMs, random: () => 0.5 });
    this.pipeline = new Pipeline(tracker, this.recorder.publisher, silentLog);
    this.game.physics({ speedKmh: driveKmh });
    this.pipeline.observeMemory(there);
    for (let i = 0; i < 30; i++) this.next();
    this.recorder.given.length = 0;
  }

  /** One sample later; the steps go on or stop. */
  next(still = false): void {
    this.nowMs += sampleMs;
    if (!still) {
      this.game.physics({ packetId: this.game.int('physics', 'packetId') + 5 });
      this.game.graphics({ packetId: this.game.int('graphics', 'packetId') + 2 });
    }
    this.pipeline.observe(this.game.at(this.nowMs, still));
  }

  /** Frames that were given before the session was over or out of the drive. */
  get framesOfTheDrive(): Frame[] {
    const { given } = this.recorder;
    const end = given.findIndex((one) => ['ended', 'menu', 'replay'].includes(String(one)));
    return (end < 0 ? given : given.slice(0, end)).filter((one) => typeof one !== 'string');
  }

  get frames(): Frame[] {
    return this.recorder.given.filter((one) => typeof one !== 'string');
  }
}

/** Ways in which a drive ends. */
const ends = {
  menu: { status: 0 },
  replay: { status: 1 },
  'next session': { session: 2 },
  'menu of the next session': { status: 0, session: 2 },
  pause: { status: 3 },
  'standing still': {},
} as const;

type End = keyof typeof ends;

const stops = (end: End): boolean => end === 'pause' || end === 'standing still';

/** What the game writes about the lap, and in which sample after the first, 30 being half a second. */
interface Order {
  readonly end: End;
  readonly endsAt: number;
  readonly counterAt: number;
  readonly lastAt: number;
  readonly bestAt: number;
}

function driveInOrder({ end, endsAt, counterAt, lastAt, bestAt }: Order): Drive {
  const drive = new Drive();
  const { game } = drive;
  for (let i = 0; i <= 70; i++) {
    if (i === endsAt) {
      game.graphics(ends[end]);
      if (!stops(end)) game.physics({ speedKmh: otherKmh });
    }
    if (i === counterAt) game.graphics({ completedLaps: 5, iCurrentTime: 3 });
    if (i === lastAt) game.graphics({ iLastTime: lapTimeMs });
    if (i === bestAt) game.graphics({ iBestTime: lapTimeMs });
    drive.next(stops(end) && i >= endsAt);
  }
  return drive;
}

function expectDecided(drive: Drive): void {
  const newest = drive.framesOfTheDrive.at(-1);
  expect(newest).toMatchObject({
    lap: 6,
    lastLapTime: lapTimeMs,
    bestLapTime: lapTimeMs,
    speedKmh: driveKmh,
  });
  expect(newest!.currentLapTime).toBeLessThan(2_000);
}

describe('a lap that is completed where the drive ends', () => {
  it.each(Object.keys(ends) as End[])(
    'is published when it is completed in the same sample: %s',
    (end) => {
      const drive = driveInOrder({ end, endsAt: 0, counterAt: 0, lastAt: 0, bestAt: 0 });
      expectDecided(drive);
    },
  );

  it('is published in its session, in whatever order the game writes', () => {
    const when = fc.integer({ min: 0, max: 30 });
    const order = fc.record({
      end: fc.constantFrom(...(Object.keys(ends) as End[])),
      endsAt: when,
      counterAt: when,
      lastAt: when,
      bestAt: when,
    });
    fc.assert(
      fc.property(order, (one) => {
        const drive = driveInOrder(one);
        expectDecided(drive);
        // In order, and of the drive only.
        const packets = drive.framesOfTheDrive.map(({ packetId }) => packetId);
        expect(packets).toEqual([...new Set(packets)].toSorted((a, b) => a - b));
        for (const frame of drive.framesOfTheDrive) expect(frame.speedKmh).toBe(driveKmh);
      }),
      { numRuns: 400 },
    );
  });

  it('is published when the game is closed right after it', () => {
    const drive = new Drive();
    drive.game.graphics({ completedLaps: 5, iLastTime: lapTimeMs, iBestTime: lapTimeMs });
    drive.next(true);
    drive.pipeline.observeMemory(away);
    expectDecided(drive);
    expect(drive.recorder.given.slice(-3)).toEqual(['ended', 'none', 'waiting']);
  });

  it('is published when the game restarts in that sample', () => {
    const drive = new Drive();
    drive.game
      .graphics({ completedLaps: 5, iLastTime: lapTimeMs, iBestTime: lapTimeMs })
      .physics({ packetId: 3, speedKmh: otherKmh });
    drive.nowMs += sampleMs;
    drive.pipeline.observe(drive.game.at(drive.nowMs));
    expectDecided(drive);
  });

  it('is published when the car is sampled once a second', () => {
    const drive = new Drive();
    drive.game.graphics({ completedLaps: 5, iCurrentTime: 3 });
    drive.next();
    drive.nowMs += 1_000;
    drive.game.graphics({ status: 0, iLastTime: lapTimeMs, iBestTime: lapTimeMs });
    drive.pipeline.observe(drive.game.at(drive.nowMs));
    expectDecided(drive);
  });

  it('may have the same time as the lap before', () => {
    const drive = new Drive();
    drive.game.graphics({ completedLaps: 5, status: 1 });
    for (let i = 0; i < 70; i++) drive.next();
    expect(drive.framesOfTheDrive.map(({ lap, lastLapTime }) => [lap, lastLapTime])).toEqual([
      [6, 108_211],
    ]);
  });
});

describe('values of something else are not published', () => {
  it.each([
    ['the zeros of the next session', { session: 2, completedLaps: 0, iLastTime: 0, iBestTime: 0 }],
    ['a menu without laps', { status: 0, completedLaps: 0, iLastTime: 0, iBestTime: 0 }],
    ['a menu with the same content', { status: 0 }],
    ['a replay of an earlier lap', { status: 1, completedLaps: 2, iLastTime: 109_000 }],
    ['a replay of the same lap with another time', { status: 1, iLastTime: 109_000 }],
    ['a replay of another car', { status: 1, completedLaps: 9, iLastTime: 101_000 }],
  ])('%s', (_name, graphics) => {
    const drive = new Drive();
    drive.game.graphics(graphics).physics({ speedKmh: otherKmh });
    for (let i = 0; i < 20; i++) drive.next();
    expect(drive.framesOfTheDrive).toEqual([]);
  });

  it('a time long after the lap before was completed', () => {
    const drive = new Drive();
    drive.game.graphics({ completedLaps: 5, iLastTime: lapTimeMs, iBestTime: lapTimeMs });
    drive.next();
    drive.game.graphics({ status: 1, iLastTime: 99_000 });
    for (let i = 0; i < 20; i++) drive.next();
    expect(drive.frames.map(({ lastLapTime }) => lastLapTime)).toEqual([lapTimeMs]);
  });

  it('values of a replay after half a second', () => {
    const drive = new Drive();
    drive.game.graphics({ status: 1 });
    for (let i = 0; i < 60; i++) drive.next();
    drive.game.graphics({ completedLaps: 5, iLastTime: lapTimeMs });
    for (let i = 0; i < 60; i++) drive.next();
    expect(drive.frames).toEqual([]);
    expect(drive.recorder.given).toEqual(['replay']);
  });
});

it('a session with zeros follows at once, one with the old laps when these are completed', () => {
  const zeros = new Drive();
  zeros.game.graphics({ session: 2, completedLaps: 0, iLastTime: 0, iBestTime: 0 });
  zeros.next();
  expect(zeros.recorder.given.slice(0, 3)).toEqual([
    'ended',
    'none',
    expect.stringMatching(/^session/),
  ]);
  const drive = driveInOrder({
    end: 'next session',
    endsAt: 0,
    counterAt: 5,
    lastAt: 5,
    bestAt: 5,
  });
  const first = drive.recorder.given.findIndex((one) => String(one).startsWith('session'));
  expect(drive.recorder.given.slice(0, first)).toEqual([
    expect.objectContaining({ lap: 6, lastLapTime: lapTimeMs }),
    'ended',
    'none',
  ]);
});
