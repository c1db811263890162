/** Which session a sample belongs to, and what the game does. */
import { describe, expect, it } from 'vitest';
import type { MemoryReport } from '../../../agent/sampling/sampler.ts';
import {
  type SessionChange,
  type SessionOptions,
  SessionTracker,
} from '../../../agent/session/session.ts';
import { limits } from '../../../protocol/limits.ts';
import { drivingGame, Game } from '../support/game.ts';

const there: MemoryReport = { pages: true, game: true, detail: null };
const away: MemoryReport = { pages: false, game: false, detail: 'the page is not there' };
const wallMs = Date.UTC(2026, 10, 22, 12, 0, 0);

/** Feeds a tracker with samples at 60 Hz and collects the changes it reports. */
class Bench {
  readonly tracker: SessionTracker;
  readonly game: Game;
  nowMs = 1000;
  published = 0;
  reported: SessionChange[] = [];

  constructor(game = drivingGame(), options: Partial<SessionOptions> = {}) {
    this.game = game;
    let chance = 0;
    this.tracker = new SessionTracker({
      wallMs: () => wallMs + this.nowMs,
      random: () => {
        chance += 0.001;
        return chance;
      },
      ...options,
    });
  }

  report(report: MemoryReport): this {
    this.reported.push(...this.tracker.observeMemory(report));
    return this;
  }

  /** Moves the steps on for this time. */
  drive(ms = 500): this {
    for (const end = this.nowMs + ms; this.nowMs < end; ) {
      this.nowMs += 1000 / 60;
      const steps = { packetId: this.game.int('physics', 'packetId') + 5 };
      this.game.physics(steps).graphics({ packetId: this.game.int('graphics', 'packetId') + 2 });
      this.observe(false);
    }
    return this;
  }

  /** Stops the steps for this time; `rendering`: the picture goes on. */
  holdStill(ms = 500, rendering = false): this {
    for (const end = this.nowMs + ms; this.nowMs < end; ) {
      this.nowMs += 100;
      const packetId = this.game.int('graphics', 'packetId') + (rendering ? 12 : 0);
      this.game.graphics({ packetId });
      this.observe(true);
    }
    return this;
  }

  observe(still: boolean): void {
    this.reported.push(...this.tracker.observe(this.game.at(this.nowMs, still)));
    if (this.tracker.publish) this.published++;
  }

  /** The changes reported since the last call, in short. */
  changes(): string[] {
    const { reported } = this;
    this.reported = [];
    return reported.map((change) => (change.type === 'status' ? change.status : change.type));
  }

  get sessionID(): string | undefined {
    return this.tracker.current?.sessionID;
  }

  get run(): string | undefined {
    return this.tracker.current?.run;
  }
}

/** A bench whose car drives. */
function driving(game = drivingGame(), options: Partial<SessionOptions> = {}): Bench {
  const bench = new Bench(game, options).report(there).drive();
  bench.changes();
  return bench;
}

describe('before the game', () => {
  it.each([away.detail, null])('waits and reports once why, if anything is wrong: %s', (why) => {
    const report = { ...away, detail: why };
    const { reported } = new Bench().report(report).report(report);
    const detail = why && `${why}.`;
    expect(reported).toEqual([{ type: 'status', status: 'waiting', detail }]);
  });

  it('loads while the program runs without pages, or with pages that do not change', () => {
    const bench = new Bench(new Game()).report({ ...away, game: true });
    expect(bench.changes()).toEqual(['loading']);
    expect(bench.report(there).holdStill().changes()).toEqual(['loading']);
  });

  it('does not mistake pages held open by another tool for a game', () => {
    const bench = new Bench().report({ ...there, game: false }).holdStill(10_000);
    expect(bench.reported).toEqual([
      {
        type: 'status',
        status: 'waiting',
        detail: 'Its memory is there but stands still: another tool holds it open.',
      },
    ]);
    expect(bench.published).toBe(0);
  });

  it('recognises a game that is missing from the list of processes when its packets move', () => {
    const bench = new Bench().report({ ...there, game: false }).drive();
    expect(bench.changes()).toEqual(['waiting', 'driving', 'began']);
  });

  it('is in the menu while the status is off, and paused when the agent starts during a pause', () => {
    const menu = new Bench(drivingGame().graphics({ status: 0 }))
      .report(there)
      .holdStill(500, true);
    expect(menu.changes()).toEqual(['loading', 'menu']);
    const pause = new Bench(drivingGame().graphics({ status: 3 }))
      .report(there)
      .holdStill(500, true);
    expect(pause.changes()).toEqual(['loading', 'paused']);
  });
});

describe('a session', () => {
  it('begins when the car is driven and its name is known', () => {
    const bench = new Bench().report(there).drive(100);
    expect(bench.changes()).toEqual(['loading', 'driving', 'began']);
    expect(bench.sessionID).toMatch(/^monza-ks_ferrari_488_gt3-20261122T120001-[a-z0-9]{4}$/);
    expect(bench.tracker.current!.info).toMatchObject({
      driverName: 'Ada Lovelace',
      car: 'ks_ferrari_488_gt3',
      startedAt: wallMs + bench.tracker.current!.startMs,
    });
  });

  it('publishes every packet after the names were read twice the same', () => {
    const bench = new Bench().report(there).drive(1000);
    expect(bench.published).toBe(59);
  });

  it('publishes number, team and country that the user gave, and none otherwise', () => {
    const given = { raceNumber: '007', team: 'Northside Racing', country: 'GB-SCT' };
    const bench = driving(drivingGame(), given);
    expect(bench.tracker.current!.info).toMatchObject(given);
    expect(driving(drivingGame()).tracker.current!.info).not.toHaveProperty('raceNumber');
  });

  it('uses the id and driver that the user gave', () => {
    const bench = driving(drivingGame(), { session: 'RACE-SPA-2026', driver: 'Grace' });
    expect(bench.sessionID).toBe('RACE-SPA-2026');
    expect(bench.tracker.current!.info.driverName).toBe('Grace');
  });

  it('waits for late names, and begins without them after a while', () => {
    const late = new Bench(drivingGame().static({ carModel: '' })).report(there).drive(500);
    expect(late.changes()).toEqual(['loading', 'driving']);
    late.game.static({ carModel: 'ks_mazda_mx5_cup' });
    expect(late.drive(100).changes()).toEqual(['began']);
    const never = new Bench(drivingGame().static({ carModel: '' })).report(there).drive(2500);
    expect(never.changes()).toEqual(['loading', 'driving', 'began']);
    expect(never.sessionID).toMatch(/^unknown-unknown-20261122T120003-[a-z0-9]{4}$/);
    // Names that come later still are metadata of this session.
    never.game.static({ carModel: 'ks_mazda_mx5_cup' });
    expect(never.drive(600).changes()).toEqual(['info']);
  });

  it('ignores names that are half written', () => {
    const bench = new Bench(drivingGame()).report(there);
    for (const car of ['k', 'ks_m', 'ks_mazda', 'ks_mazda_mx5_cup']) {
      bench.game.static({ carModel: car });
      bench.drive(1);
    }
    expect(bench.drive(50).tracker.current!.info.car).toBe('ks_mazda_mx5_cup');
  });

  it('reports metadata only when it changes', () => {
    const bench = driving();
    bench.game.graphics({ tyreCompound: 'Medium (M)' });
    expect(bench.drive(1000).changes()).toEqual(['info']);
    expect(bench.tracker.current!.info.tyreCompound).toBe('Medium (M)');
  });

  it('learns the redline from the highest engine speed where the game gives 0', () => {
    const bench = driving(drivingGame().static({ maxRpm: 0 }).physics({ rpms: 900 }));
    expect(bench.tracker.current!.info.maxRpm).toBeUndefined();
    for (const rpms of [4000, 6210, 6250, 7040, 5000]) {
      bench.game.physics({ rpms });
      bench.drive(50);
    }
    expect(bench.changes()).toEqual(['info', 'info', 'info']);
    expect(bench.tracker.current!.info).toMatchObject({ maxRpm: 7100, maxRpmLearnt: true });
    // A restart with the same car has it from the first frame.
    bench.game.graphics({ completedLaps: 0 });
    expect(bench.drive(50).tracker.current!.info.maxRpm).toBe(7100);
  });
});

describe('laps', () => {
  it('the line does not end a session: the position wraps first, completed laps follow', () => {
    const bench = driving(drivingGame().graphics({ normalizedCarPosition: 0.999 }));
    bench.game.graphics({ normalizedCarPosition: 0.001, iCurrentTime: 0 });
    bench.drive(90);
    bench.game.graphics({ completedLaps: 5, iLastTime: 108_211 });
    expect(bench.drive().changes()).toEqual([]);
  });

  it('a last lap time before the completed laps does not end it either', () => {
    const bench = driving();
    bench.game.graphics({ iLastTime: 99_000 });
    expect(bench.drive(50).changes()).toEqual([]);
  });
});

describe('a session ends and the next begins', () => {
  it('when the session restarts: completed laps fall, packet id and distance rise', () => {
    const bench = driving();
    const before = bench.run;
    bench.game.graphics({ completedLaps: 0, iLastTime: 0, iBestTime: 0 });
    expect(bench.drive().changes()).toEqual(['ended', 'began']);
    expect(bench.run).not.toBe(before);
  });

  it('when the game restarts on the same pages: the packet id falls', () => {
    const bench = driving();
    bench.game.physics({ packetId: 3 });
    expect(bench.drive().changes()).toEqual(['ended', 'began']);
  });

  it('when the car or the layout of the track changes', () => {
    const bench = driving();
    bench.game.static({ carModel: 'ks_mazda_mx5_cup' });
    expect(bench.drive(600).changes()).toEqual(['ended', 'began']);
    expect(bench.sessionID).toContain('ks_mazda_mx5_cup');
    bench.game.static({ trackConfiguration: 'junior' });
    expect(bench.drive(600).changes()).toEqual(['ended', 'began']);
  });

  it('when practice becomes the race, even on the first lap', () => {
    const bench = driving(drivingGame().graphics({ completedLaps: 0 }));
    bench.game.graphics({ session: 2 });
    // Until the last lap of the practice must be decided.
    expect(bench.drive(limits.finalLapMs - 20).changes()).toEqual([]);
    expect(bench.drive(100).changes()).toEqual(['ended', 'began']);
    expect(bench.tracker.current!.info.sessionType).toBe(2);
  });

  it('but not when the session type is unknown for a moment', () => {
    const bench = driving();
    bench.game.graphics({ session: -1 });
    bench.drive(100);
    bench.game.graphics({ session: 0 });
    expect(bench.drive(100).changes()).not.toContain('ended');
  });

  it('when it was restarted during a pause', () => {
    const bench = driving();
    bench.game.graphics({ status: 3 });
    bench.holdStill();
    bench.game.graphics({ status: 2, completedLaps: 0, iLastTime: 0, iBestTime: 0 });
    expect(bench.drive().changes()).toEqual(['paused', 'driving', 'ended', 'began']);
  });

  it('with a new run under the same id when the user fixed the id', () => {
    const bench = driving(drivingGame(), { session: 'mine' });
    const before = bench.run;
    bench.game.graphics({ completedLaps: 0 });
    bench.drive();
    expect(bench.sessionID).toBe('mine');
    expect(bench.run).not.toBe(before);
  });
});

describe('while a session lasts', () => {
  it('a pause is a paused status, or no movement with a live status', () => {
    for (const status of [3, 2]) {
      const bench = driving();
      const { published } = bench;
      bench.game.graphics({ status });
      expect(bench.holdStill(1200).changes()).toEqual(['paused']);
      expect(bench.published).toBe(published);
      bench.game.graphics({ status: 2 });
      expect(bench.drive().changes()).toEqual(['driving']);
    }
  });

  it.each([130, 260, 500, 900])('a stutter of %i ms is not a pause', (ms) => {
    const bench = driving();
    for (let i = 0; i < 5; i++) {
      bench.nowMs += limits.pauseMs;
      bench.observe(true);
      bench.nowMs += ms - limits.pauseMs;
      bench.observe(true);
      bench.drive(100);
    }
    expect(bench.changes()).toEqual([]);
  });

  it('a pause may last for ever while the game runs', () => {
    const bench = driving();
    bench.game.graphics({ status: 3 });
    expect(bench.holdStill(60_000).changes()).toEqual(['paused']);
  });

  it('the last step before a pause is not published again', () => {
    const bench = driving();
    const { published } = bench;
    bench.game.physics({ packetId: bench.game.int('physics', 'packetId') + 1 });
    expect(bench.holdStill(1200).changes()).toEqual(['paused']);
    expect(bench.published).toBe(published);
  });

  it('a replay is not published as driving', () => {
    const bench = driving();
    const { published } = bench;
    bench.game.graphics({ status: 1 });
    expect(bench.drive(1000).changes()).toEqual(['replay']);
    expect(bench.published).toBe(published);
  });

  it('the menu does not end the session', () => {
    const bench = driving();
    const before = bench.run;
    bench.game.graphics({ status: 0 });
    bench.drive(1000);
    bench.game.graphics({ status: 2 });
    expect(bench.drive().changes()).toEqual(['menu', 'driving']);
    expect(bench.run).toBe(before);
  });

  it('a teleport to the pits does not end it and is reported', () => {
    const bench = driving();
    bench.game
      .physics({ speedKmh: 0 })
      .graphics({ normalizedCarPosition: 0.98, isInPit: 1, isInPitLane: 1 });
    expect(bench.drive().changes()).toEqual(['teleported']);
  });

  it('driving into the pit box is not a teleport', () => {
    const bench = driving(drivingGame().graphics({ normalizedCarPosition: 0.98, isInPitLane: 1 }));
    bench.game.physics({ speedKmh: 0 }).graphics({ normalizedCarPosition: 0.981, isInPit: 1 });
    expect(bench.drive().changes()).toEqual([]);
  });

  it('the same packet twice is published once', () => {
    const bench = driving();
    const { published } = bench;
    bench.observe(false);
    expect(bench.published).toBe(published);
  });
});

describe('the game ends', () => {
  it('with its pages: the session is over at once', () => {
    const bench = driving();
    expect(bench.report(away).changes()).toEqual(['ended', 'waiting']);
    expect(bench.tracker.current).toBeNull();
  });

  it('and another tool holds its pages: the session is over when nothing moves and no game runs', () => {
    const bench = driving();
    bench.holdStill(1200).report({ ...there, game: false });
    expect(bench.changes()).toEqual(['paused']);
    expect(bench.holdStill(4000).changes()).toEqual(['ended', 'waiting']);
    // The next game writes into new pages.
    bench.report(away).report(there);
    bench.game.physics({ packetId: 0 });
    expect(bench.drive().changes()).toEqual(['waiting', 'loading', 'driving', 'began']);
  });

  it('and comes back with another car, whose name is missing at first', () => {
    const bench = driving();
    bench.report(away).report(there);
    bench.game.static({ carModel: '', track: '' }).physics({ packetId: 0 });
    bench.drive(300);
    expect(bench.tracker.current).toBeNull();
    bench.game.static({ carModel: 'ks_mazda_mx5_cup', track: 'imola' });
    bench.drive(300);
    expect(bench.sessionID).toContain('imola-ks_mazda_mx5_cup');
  });

  it('the session ends with the agent', () => {
    const bench = driving();
    bench.reported.push(...bench.tracker.stop());
    expect(bench.changes()).toEqual(['ended']);
    expect(bench.tracker.stop()).toEqual([]);
  });
});
