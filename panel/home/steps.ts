/** The three steps of the set-up in their order: which are done, and which is next. `first-run.tsx` shows them. Pure. */
import type { ObsStatus, ViewerInfo } from '../../protocol/relay-answers.ts';

export type StepName = 'connect' | 'choose' | 'add';

export const stepNames: readonly StepName[] = ['connect', 'choose', 'add'];

export interface Progress {
  /** The user continues without a connection to OBS. */
  readonly skipped: boolean;
  readonly chosen: boolean;
  readonly obs: ObsStatus | null;
  readonly viewers: readonly ViewerInfo[] | null;
}

/** OBS shows an overlay. */
export function isShownInObs(viewers: readonly ViewerInfo[] | null): boolean {
  return viewers?.some(({ isObs, overlay }) => isObs && overlay !== null) ?? false;
}

export function doneSteps(progress: Progress): ReadonlySet<StepName> {
  const done = new Set<StepName>();
  if (progress.obs?.state === 'connected' || progress.skipped) done.add('connect');
  if (progress.chosen) done.add('choose');
  if (isShownInObs(progress.viewers)) done.add('add');
  return done;
}

/** null: all steps are done. */
export function nextStep(done: ReadonlySet<StepName>): StepName | null {
  return stepNames.find((name) => !done.has(name)) ?? null;
}
