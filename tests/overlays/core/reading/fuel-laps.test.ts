/** What the fuel overlay shows of samples, session information and timing. */
import { describe, expect, it } from 'vitest';
import { FuelModel, lapsToGo } from '../../../../overlays/core/reading/fuel-laps.ts';
import type { Sample } from '../../../../overlays/core/sample.ts';
import { emptyBoard, type TimingSummary } from '../../../../protocol/timing-summary.ts';
import { timingLap } from '../../../support/overlay-samples.ts';

const lap = (timeMs: number | null, pitted = false) => timingLap(1, timeMs, { fuelL: 2.5, pitted });

function sample(change: Partial<Sample> = {}): Sample {
  return {
    state: { fuel: 20, lap: 5, trackPosition: 0.25 },
    passed: [],
    grid: null,
    sessionInfo: { maxFuel: 80 },
    board: { ...emptyBoard, fuelPerLapL: 2.5 },
    status: 'driving',
    t: 1000,
    events: [],
    reset: false,
    ...change,
  };
}

const read = (change: Partial<Sample> = {}, warn = 2) => new FuelModel(warn).read(sample(change));

describe('the tank', () => {
  it('is shown in litres, as a share, and in laps', () => {
    const picture = read();
    expect(picture).toMatchObject({ litres: 20, share: 0.25, perLap: 2.5, lapsLeft: 8 });
    expect(picture.atEnd).toBeNull();
  });

  it('knows no laps before one is complete, and no share without the tank’s size', () => {
    const picture = read({ board: emptyBoard, sessionInfo: {} });
    expect(picture).toMatchObject({ litres: 20, share: null, perLap: null, lapsLeft: null });
  });

  it('shows nothing without a car', () => {
    expect(read({ status: 'menu' }).litres).toBeNull();
    expect(read({ status: 'menu' }).lapsLeft).toBeNull();
  });

  it('is never more than full', () => {
    expect(read({ sessionInfo: { maxFuel: 10 } }).share).toBe(1);
  });

  it('is empty, and warns, where a car reports less than nothing', () => {
    const picture = read({ state: { fuel: -0.31, lap: 5 } });
    expect(picture).toMatchObject({ litres: 0, share: 0, lapsLeft: 0, isLow: true });
  });

  it('shows nothing of a car that reports no fuel', () => {
    expect(read({ state: { lap: 5 } })).toMatchObject({ litres: null, isLow: false });
  });
});

describe('laps to go', () => {
  it('are the rest of this one and those after it', () => {
    expect(lapsToGo(sample({ sessionInfo: { numberOfLaps: 12 } }))).toBeCloseTo(7.75);
  });

  it('are none after the last lap', () => {
    expect(lapsToGo(sample({ sessionInfo: { numberOfLaps: 4 } }))).toBe(0);
  });

  it('of a timed race end with the lap on which the time runs out', () => {
    const state = { fuel: 20, lap: 5, trackPosition: 0.5, sessionTimeLeftMs: 300_000 };
    const board: TimingSummary = {
      ...emptyBoard,
      laps: [lap(100_000), lap(180_000, true), lap(100_000)],
    };
    // 50 s to the line, then 250 s: two and a half laps, of which the third is driven to its end.
    expect(lapsToGo(sample({ state, board, sessionInfo: { sessionType: 2 } }))).toBeCloseTo(3.5);
  });

  it('are unknown in practice, whatever its clock shows', () => {
    const state = { fuel: 20, lap: 5, trackPosition: 0.5, sessionTimeLeftMs: 300_000 };
    const board = { ...emptyBoard, laps: [lap(100_000)] };
    expect(lapsToGo(sample({ state, board, sessionInfo: { sessionType: 0 } }))).toBeNull();
  });

  it('are unknown while no lap has a time, or the clock is below zero', () => {
    const sessionInfo = { sessionType: 2 };
    const at = (sessionTimeLeftMs: number) => ({ lap: 5, trackPosition: 0.5, sessionTimeLeftMs });
    expect(lapsToGo(sample({ state: at(300_000), sessionInfo }))).toBeNull();
    const board = { ...emptyBoard, sessionBestMs: 100_000 };
    expect(lapsToGo(sample({ state: at(-5), board, sessionInfo }))).toBeNull();
  });
});

describe('the end', () => {
  it('shows spare and missing fuel', () => {
    expect(read({ sessionInfo: { numberOfLaps: 10 } }).atEnd).toBeCloseTo(20 - 5.75 * 2.5);
    expect(read({ sessionInfo: { numberOfLaps: 20 } }).atEnd).toBeCloseTo(20 - 15.75 * 2.5);
  });
});

describe('the warning', () => {
  it('starts below the given laps, and does not flicker there', () => {
    const model = new FuelModel(2);
    const at = (fuel: number) =>
      model.read(sample({ state: { fuel, lap: 5, trackPosition: 0.2 } })).isLow;
    expect(at(5.1)).toBe(false);
    expect(at(4.99)).toBe(true);
    expect(at(5.1)).toBe(true);
    expect(at(20)).toBe(false);
  });

  it('depends on the share of the tank while the consumption is unknown', () => {
    const board = emptyBoard;
    expect(read({ board, state: { fuel: 4 } }).isLow).toBe(true);
    expect(read({ board, state: { fuel: 30 } }).isLow).toBe(false);
    expect(read({ board, sessionInfo: {}, state: { fuel: 4 } }).isLow).toBe(false);
  });

  it('can be switched off', () => {
    expect(read({ state: { fuel: 0.5 } }, 0).isLow).toBe(false);
  });
});
