/** The three steps of the first run. */
import { expect, test } from 'vitest';
import { doneSteps, isWatched, nextStep, type Progress } from '../../../panel/home/steps.ts';
import { elsewhere, inObs, obs } from './known.ts';

function next(changes: Partial<Progress>): string | null {
  const start: Progress = {
    skipped: false,
    chosen: false,
    obs: obs({ state: 'off' }),
    viewers: [],
  };
  return nextStep(doneSteps({ ...start, ...changes }));
}

test('it begins with OBS', () => {
  expect(next({})).toBe('connect');
  expect(next({ obs: null })).toBe('connect');
  expect(next({ obs: obs({ state: 'wrong-password' }) })).toBe('connect');
});

test('a connection or the wish to go without leads to the choice', () => {
  expect(next({ obs: obs() })).toBe('choose');
  expect(next({ skipped: true })).toBe('choose');
});

test('what was chosen waits to be added', () => {
  expect(next({ skipped: true, chosen: true })).toBe('add');
});

test('it is over when OBS shows an overlay, and not for a preview or a plain program', () => {
  expect(isWatched([elsewhere])).toBe(false);
  expect(isWatched([{ ...inObs, overlay: null }])).toBe(false);
  expect(isWatched(null)).toBe(false);
  expect(next({ skipped: true, chosen: true, viewers: [elsewhere, inObs] })).toBeNull();
});
