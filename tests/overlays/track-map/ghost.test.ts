/** The car of the best lap on the map. */
import { describe, expect, test } from 'vitest';
import { BestLapGhost } from '../../../overlays/track-map/ghost.ts';
import { emptyBoard } from '../../../protocol/timing-summary.ts';
import { driving } from '../../support/overlay-samples.ts';

/** Drives a lap at even speed and returns what the ghost shows in its middle. */
function drive(ghost: BestLapGhost, lap: number, lapMs: number, best: number | null, from = 0) {
  const board = { ...emptyBoard, sessionBestLap: best };
  let middle: number | null = null;
  for (let ms = from; ms < lapMs; ms += 20) {
    const state = { lap, currentLapTime: ms, trackPosition: ms / lapMs };
    const at = ghost.read({ ...driving(state, { board }), passed: [state] });
    if (ms <= lapMs / 2) middle = at;
  }
  return middle;
}

describe('the car of the best lap', () => {
  test('is where it was at this time of its lap', () => {
    const ghost = new BestLapGhost();
    expect(drive(ghost, 1, 100_000, null)).toBeNull();
    // Half of a lap of 110 s is 55 % of one of 100 s.
    expect(drive(ghost, 2, 110_000, 1)).toBeCloseTo(0.55, 2);
    expect(drive(ghost, 3, 90_000, 1)).toBeCloseTo(0.45, 2);
    expect(drive(ghost, 4, 90_000, 3)).toBeCloseTo(0.5, 2);
  });

  test('is not there for a lap that was joined in the middle', () => {
    const ghost = new BestLapGhost();
    drive(ghost, 1, 100_000, null, 30_000);
    expect(drive(ghost, 2, 100_000, 1)).toBeNull();
  });

  test('has gone once it has finished, and with another session', () => {
    const ghost = new BestLapGhost();
    drive(ghost, 1, 50_000, null);
    const board = { ...emptyBoard, sessionBestLap: 1 };
    const late = driving({ lap: 2, currentLapTime: 60_000, trackPosition: 0.4 }, { board });
    expect(ghost.read({ ...late, passed: [late.state] })).toBeNull();
    const early = driving({ lap: 2, currentLapTime: 20_000, trackPosition: 0.4 }, { board });
    expect(ghost.read(early)).toBeCloseTo(0.4, 2);
    expect(ghost.read({ ...early, reset: true })).toBeNull();
  });

  test('keeps a lap of two hours in few points', () => {
    const ghost = new BestLapGhost();
    const lapMs = 2 * 3_600_000;
    for (let ms = 0; ms < lapMs; ms += 200) {
      const state = { lap: 1, currentLapTime: ms, trackPosition: ms / lapMs };
      ghost.read({ ...driving(state), passed: [state] });
    }
    const board = { ...emptyBoard, sessionBestLap: 1 };
    const next = driving({ lap: 2, currentLapTime: 0, trackPosition: 0 }, { board });
    ghost.read({ ...next, passed: [next.state] });
    const later = driving({ lap: 2, currentLapTime: lapMs / 4, trackPosition: 0 }, { board });
    expect(ghost.read(later)).toBeCloseTo(0.25, 2);
  });
});
