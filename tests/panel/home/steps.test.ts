/** The three steps of the set-up. */
import { expect, test } from 'vitest';
import { doneSteps, isShownInObs, nextStep, type Progress } from '../../../panel/home/steps.ts';
import { elsewhere, inObs, obs } from './healthy.ts';

function next(changes: Partial<Progress>): string | null {
  const start: Progress = {
    skipped: false,
    chosen: false,
    obs: obs({ state: 'off' }),
    viewers: [],
  };
  return nextStep(doneSteps({ ...start, ...changes }));
}

test('the first step is to connect OBS', () => {
  expect(next({})).toBe('connect');
  expect(next({ obs: null })).toBe('connect');
  expect(next({ obs: obs({ state: 'wrong-password' }) })).toBe('connect');
});

test('after connecting or skipping, the user chooses an overlay', () => {
  expect(next({ obs: obs() })).toBe('choose');
  expect(next({ skipped: true })).toBe('choose');
});

test('after choosing, the user adds the overlay', () => {
  expect(next({ skipped: true, chosen: true })).toBe('add');
});

test('the set-up is finished when OBS shows an overlay; a preview or a plain client does not count', () => {
  expect(isShownInObs([elsewhere])).toBe(false);
  expect(isShownInObs([{ ...inObs, overlay: null }])).toBe(false);
  expect(isShownInObs(null)).toBe(false);
  expect(next({ skipped: true, chosen: true, viewers: [elsewhere, inObs] })).toBeNull();
});
