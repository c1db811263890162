/** Race events: each once, in order, and none for the first frame. */
import { describe, expect, test } from 'vitest';
import type { GameStatus } from '../../../protocol/session.ts';
import {
  type EventDraft,
  isDrive,
  RaceEventDetector,
} from '../../../relay/live/race-event-detector.ts';
import { TimingBook } from '../../../relay/timing/timing-book.ts';
import { frame } from '../../support/frames.ts';

/** A race that notes what happens; frames come 16 ms apart. */
class Watched {
  readonly race = new RaceEventDetector();
  readonly book = new TimingBook();
  readonly events: EventDraft[] = [];
  #t = 0;

  status(status: GameStatus): this {
    const completed = isDrive(status) ? [] : this.book.finish();
    this.events.push(...this.race.changeStatus(status, completed));
    return this;
  }

  frames(count: number, more: object = {}, lap = 1): this {
    for (let i = 0; i < count; i++) {
      this.#t += 16;
      const one = { t: this.#t, ...frame(this.#t, more) };
      const { completed } = this.book.addFrame(one, lap);
      this.events.push(...this.race.addFrame(one, lap, this.#t, true, completed));
    }
    return this;
  }

  later(ms: number): this {
    this.#t += ms;
    return this;
  }

  get names(): string[] {
    return this.events.splice(0).map(({ name }) => name);
  }
}

function driving(): Watched {
  const watched = new Watched().status('driving').frames(1);
  watched.events.length = 0;
  return watched;
}

describe('race events', () => {
  test('a session starts with its first frame and drives when the game says so', () => {
    const watched = new Watched().status('loading').frames(1);
    expect(watched.names).toEqual(['session-started']);
    expect(watched.status('menu').status('driving').names).toEqual(['driving-started']);
    expect(watched.status('driving').names).toEqual([]);
  });

  test('a session that was joined in the middle did not start', () => {
    const watched = new Watched().status('driving').later(120_000).frames(5);
    expect(watched.names).toEqual([]);
  });

  test('pause and resume are no end of driving', () => {
    expect(driving().status('paused').status('driving').names).toEqual(['paused', 'resumed']);
    expect(driving().status('paused').status('menu').names).toEqual(['paused', 'driving-ended']);
  });

  test('a replay ends driving, and nothing happens in it', () => {
    const watched = driving().status('replay').frames(60, { flag: 2, tyresOut: 4 }, 3);
    expect(watched.names).toEqual(['driving-ended', 'replay-started']);
    expect(watched.status('driving').names).toEqual(['replay-ended', 'driving-started']);
  });

  test('a session ends once, and frames after that begin it again', () => {
    const watched = driving().status('ended').status('ended');
    expect(watched.names).toEqual(['driving-ended', 'session-ended']);
    expect(watched.frames(2).names).toEqual(['session-started']);
  });

  test('the pits are entered and left once, however the flag flickers', () => {
    const watched = driving().frames(5, { inPitLane: false });
    for (let i = 0; i < 5; i++)
      watched.frames(3, { inPitLane: true }).frames(2, { inPitLane: false });
    expect(watched.names).toEqual([]);
    expect(watched.frames(30, { inPitLane: true }).names).toEqual(['pit-entered']);
    watched.frames(2, { inPitLane: false }).frames(30, { inPitLane: true });
    expect(watched.names).toEqual([]);
    expect(watched.frames(30, { inPitLane: false }).names).toEqual(['pit-exited']);
  });

  test('a car that is in its box is in the pits', () => {
    const watched = driving().frames(5, { inPitLane: false, inPit: false });
    expect(watched.frames(30, { inPitLane: false, inPit: true }).names).toEqual(['pit-entered']);
  });

  test('a flag is told when it changes, not when it is first seen', () => {
    const watched = driving().frames(3, { flag: 0 }).frames(3, { flag: 2 }).frames(2, { flag: 0 });
    expect(watched.events).toMatchObject([
      { name: 'flag-changed', flag: 2 },
      { name: 'flag-changed', flag: 0 },
    ]);
  });

  test('leaving the track is told once until the car is back', () => {
    const off = (tyresOut: number) => ({ tyresOut });
    const watched = driving()
      .frames(2, off(0))
      .frames(2, off(3))
      .frames(2, off(4))
      .frames(2, off(2));
    expect(watched.frames(2, off(3)).names).toEqual(['off-track']);
    expect(watched.frames(2, off(1)).frames(2, off(4)).names).toEqual(['off-track']);
  });

  test('a jump of damage is a collision, one crash is one collision, repair is none', () => {
    const watched = driving().frames(2, { damage: [0, 0, 0, 0, 0] });
    watched.frames(1, { damage: [3, 0, 0, 0, 0] }).frames(1, { damage: [9, 2, 0, 0, 0] });
    expect(watched.names).toEqual(['collision']);
    watched.later(3_000).frames(2, { damage: [0, 0, 0, 0, 0] });
    expect(watched.names).toEqual([]);
    expect(watched.frames(1, { damage: [0, 0, 0, 5, 0] }).names).toEqual(['collision']);
  });

  test('a lap carries its time, the best before it and the difference', () => {
    const watched = driving();
    watched.frames(2, { lastLapTime: 92_000, bestLapTime: 92_000 }, 2);
    watched.events.length = 0;
    watched.frames(1, { lastLapTime: 91_000, bestLapTime: 91_000 }, 3);
    const lap = { lap: 2, lapTimeMs: 91_000, valid: true, bestMs: 92_000, deltaMs: -1_000 };
    expect(watched.events).toEqual([
      { name: 'lap-completed', ...lap },
      { name: 'session-best', ...lap },
    ]);
  });
});
