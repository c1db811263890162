/** What the bytes of a page become in a frame: the contract's names, signs, units and decimals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFrame, lapMs } from '../../../../agent/games/assetto-corsa/decode.ts';
import { createSample } from '../../../../agent/sampling/snapshot.ts';
import { frameProblem } from '../../../../protocol/frame-check.ts';
import { drivingGame } from '../../support/game.ts';

const decode = (game = drivingGame(), slow = false) =>
  decodeFrame(game.sample.view, 1234.567, slow);

describe('a frame', () => {
  it('has the names, signs and units of the contract', () => {
    expect(decode()).toEqual({
      packetId: 10_245,
      gas: 0.988,
      brake: 0,
      fuel: 8.35,
      gear: 5,
      rpms: 7654,
      steerAngle: -0.1235,
      speedKmh: 287.4,
      t: 1234.6,
      clutch: 0,
      lap: 5,
      currentLapTime: 12_345,
      lastLapTime: 108_211,
      bestLapTime: 107_900,
      position: 2,
      trackPosition: 0.12346,
      accG: [-1.23, 0.99, 0.5],
      inPitLane: false,
      worldPosition: [12.34, -5.6, 789.01],
    });
  });

  it('carries the slow channels when asked for', () => {
    expect(decode(drivingGame(), true)).toMatchObject({
      inPit: false,
      flag: 0,
      tyresOut: 0,
      pitLimiter: false,
      tyreCoreC: [80.1, 81.2, 82.3, 83.4],
      tyrePressurePsi: [26.1, 26.2, 26.3, 26.4],
      tyreWearPct: [99.5, 99.4, 99.3, 99.2],
      airC: 20,
      roadC: 28.5,
      brakeBias: 0.64,
      tcSetting: 0.11,
      absSetting: 0.13,
      damage: [0, 2.33, 0, 0, 0],
      sector: 1,
      lastSectorTime: 34_567,
      sessionTimeLeftMs: 1_200_000,
      distanceM: 23_172.3,
    });
  });

  it('counts gears from neutral: the game uses 0 for reverse, 1 for neutral, 2 for the first', () => {
    const gears = [0, 1, 2, 8].map((gear) => decode(drivingGame().physics({ gear })).gear);
    expect(gears).toEqual([-1, 0, 1, 7]);
  });

  it('shows the clutch as the pedal: the game uses 1 when it is up', () => {
    const clutch = (value: number) => decode(drivingGame().physics({ clutch: value })).clutch;
    expect([clutch(1), clutch(0), clutch(0.25)]).toEqual([0, 1, 0.75]);
  });

  it('keeps negative revs of a spin and revs above the redline', () => {
    expect(decode(drivingGame().physics({ rpms: -4184 })).rpms).toBe(-4184);
    expect(decode(drivingGame().physics({ rpms: 9100 })).rpms).toBe(9100);
  });

  it('leaves out what Assetto Corsa does not fill', () => {
    const frame = decode(drivingGame().graphics({ position: 0 }), true);
    expect(frame).not.toHaveProperty('brakeTempC');
    expect(frame).not.toHaveProperty('turboBar');
    expect(frame).not.toHaveProperty('position');
  });

  it('has brake temperatures of cars that simulate them, and boost of cars with a turbo', () => {
    const game = drivingGame().physics({ brakeTemp: [310.4, 305, 180, 182], turboBoost: 0 });
    game.static({ maxTurboBoost: 1.2 });
    expect(decode(game, true)).toMatchObject({ brakeTempC: [310.4, 305, 180, 182], turboBar: 0 });
  });

  it('has null for lap times that do not exist: 0, negative, the largest integer', () => {
    const none = drivingGame().graphics({ iLastTime: 0, iBestTime: 2_147_483_647 });
    expect(decode(none)).toMatchObject({ lastLapTime: null, bestLapTime: null });
    expect([0, -1, 2_147_483_647, 1, 95_536].map(lapMs)).toEqual([null, null, null, 1, 95_536]);
  });

  it('lets the running lap begin at 0', () => {
    expect(decode(drivingGame().graphics({ iCurrentTime: 0 })).currentLapTime).toBe(0);
    expect(decode(drivingGame().graphics({ iCurrentTime: -3 })).currentLapTime).toBeNull();
  });

  it('has no time left in a session without an end, and a negative one in untimed practice', () => {
    const left = (value: number) =>
      decode(drivingGame().graphics({ sessionTimeLeft: value }), true).sessionTimeLeftMs;
    expect(left(Number.POSITIVE_INFINITY)).toBeNull();
    expect(left(Number.NaN)).toBeNull();
    expect(left(-90_000)).toBe(-90_000);
  });

  it('never holds a minus zero', () => {
    const frame = decode(drivingGame().physics({ steerAngle: -0, accG: [-0, -0.001, 0] }));
    expect(Object.is(frame.steerAngle, 0)).toBe(true);
    expect(frame.accG!.every((value) => Object.is(value, 0))).toBe(true);
  });
});

describe('whatever bytes are in the pages', () => {
  it('the frame is one that every relay accepts, and JSON keeps it', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1572, maxLength: 1572 }),
        fc.double({ min: 0, max: 1e9, noNaN: true }),
        (bytes, t) => {
          const { view, bytes: into } = createSample();
          into.set(bytes);
          const frame = decodeFrame(view, t, true);
          expect(frameProblem(JSON.parse(JSON.stringify(frame)), 0)).toBeNull();
        },
      ),
      { numRuns: 500 },
    );
  });

  it('floats that are none or endless never come out', () => {
    const odd = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3.4e38, -3.4e38];
    for (const value of odd) {
      const game = drivingGame().physics({
        gas: value,
        brake: value,
        fuel: value,
        steerAngle: value,
        speedKmh: value,
        clutch: value,
        accG: [value, 0, 0],
        tyreCoreTemperature: [0, value, 0, 0],
        carDamage: [0, 0, 0, value, 0],
        turboBoost: value,
      });
      game.graphics({ normalizedCarPosition: value, carCoordinates: [0, value, 0] });
      expect(frameProblem(decode(game, true), 0)).toBeNull();
    }
  });
});
