/** The first run's three steps: which are done, which is next, and when it is over. Pure. */
import type { ObsNow } from '../core/obs.ts';
import type { ViewerNow } from './viewers.ts';

export type StepName = 'connect' | 'choose' | 'add';

export const stepNames: readonly StepName[] = ['connect', 'choose', 'add'];

export interface Progress {
  /** The user goes on without a connection. */
  readonly skipped: boolean;
  readonly chosen: boolean;
  readonly obs: ObsNow | null;
  readonly viewers: readonly ViewerNow[] | null;
}

/** OBS shows a page of ours: an overlay is where it was to be. */
export function isWatched(viewers: readonly ViewerNow[] | null): boolean {
  return viewers?.some(({ isObs, overlay }) => isObs && overlay !== null) ?? false;
}

export function doneSteps(progress: Progress): ReadonlySet<StepName> {
  const done = new Set<StepName>();
  if (progress.obs?.state === 'connected' || progress.skipped) done.add('connect');
  if (progress.chosen) done.add('choose');
  if (isWatched(progress.viewers)) done.add('add');
  return done;
}

/** The first that is not done; null: all are. */
export function nextStep(done: ReadonlySet<StepName>): StepName | null {
  return stepNames.find((name) => !done.has(name)) ?? null;
}
