/** How much of a lap is driven, on tracks of every kind. */
import { describe, expect, test } from 'vitest';
import { FuelModel } from '../../../../overlays/core/reading/fuel-laps.ts';
import { LapShare } from '../../../../overlays/core/reading/lap-share.ts';
import type { Sample } from '../../../../overlays/core/sample.ts';
import { emptyBoard } from '../../../../protocol/timing-summary.ts';
import { driving } from '../../../support/overlay-samples.ts';

const lapMs = 90_000;
const board = { ...emptyBoard, sessionBestMs: lapMs, fuelPerLapL: 2 };

/** A car at a share of its lap on a track whose position starts elsewhere; null: the game reports no position. */
function at(share: number, offset: number | null, more: Partial<Sample> = {}): Sample {
  const position = offset === null ? {} : { trackPosition: (share + offset) % 1 };
  const clock = { currentLapTime: Math.round(share * lapMs) };
  return driving({ lap: 5, fuel: 20, ...clock, ...position }, { board, ...more });
}

describe('the share of a lap', () => {
  test.each([0, 0.0002, 0.5, 0.8, 0.9999])(
    'is counted from where its clock starts (position %s there)',
    (offset) => {
      const share = new LapShare();
      for (let i = 0; i < 100; i++) share.read(at(i / 100, offset));
      for (let i = 0; i < 100; i++) {
        expect(share.read(at(i / 100, offset))).toBeCloseTo(i / 100, 2);
      }
    },
  );

  test.each([null, 0])(
    'follows the lap time without a position or with a constant one',
    (position) => {
      const share = new LapShare();
      const still = position === null ? {} : { trackPosition: position };
      const read = (part: number) => {
        const { state } = at(part, null);
        return share.read(driving({ ...state, ...still }, { board }));
      };
      for (let i = 0; i < 150; i++) expect(read((i % 100) / 100)).toBeCloseTo((i % 100) / 100, 2);
      expect(read(1.4)).toBe(1);
    },
  );

  test('does not jump by a lap if position and clock cross the line in different frames', () => {
    const share = new LapShare();
    for (let i = 0; i < 200; i++) share.read(at((i % 100) / 100, 0));
    const early = { ...at(0.999, 0).state, trackPosition: 0.002 };
    expect(share.read(driving(early, { board }))).toBe(1);
    const late = { ...at(0.001, 0).state, trackPosition: 0.998 };
    expect(share.read(driving(late, { board }))).toBeLessThan(0.01);
  });

  test('is the game’s position while nothing else is known', () => {
    expect(new LapShare().read(driving({ trackPosition: 0.25 }))).toBe(0.25);
    expect(new LapShare().read(driving({}))).toBeNull();
  });
});

test.each([null, 0, 0.8])('fuel at the end needs no position (offset %s)', (offset) => {
  const model = new FuelModel(2);
  const sessionInfo = { numberOfLaps: 10 };
  for (let i = 0; i < 120; i++) model.read(at((i % 100) / 100, offset, { sessionInfo }));
  // Half of this lap and five more at two litres each, of twenty.
  expect(model.read(at(0.5, offset, { sessionInfo })).atEnd).toBeCloseTo(20 - 5.5 * 2, 1);
});
