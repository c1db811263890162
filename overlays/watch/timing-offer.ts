/** Looks whether other cars are seen with the watched session, and loads the timing page then. */
import { limits } from '../../protocol/limits.ts';
import type { WatchList } from '../../protocol/watch-list.ts';
import { openCarsLink } from './cars-link.ts';
import { askJson } from './relay-request.ts';
import type { DriverTarget, Watcher } from './watcher.ts';

/** The session is not known yet, ms. */
const soonMs = 1_000;

export async function offerTiming(
  target: DriverTarget,
  build: string,
  watcher: Watcher,
): Promise<void> {
  const isAsked = new URLSearchParams(location.search).get('view') === 'timing';
  while (!isAsked && !(await hasOtherCars(watcher.sessionID))) {
    const waitMs = watcher.sessionID === null ? soonMs : limits.watchListEveryMs;
    await new Promise((resolve) => setTimeout(resolve, waitMs));
  }
  const { openTiming } = (await import(TIMING_PAGE)) as typeof import('./timing-page.ts');
  openTiming({
    openLink: () => openCarsLink(target, build),
    hasCar: () => watcher.hasCar,
    onView: (view) => watcher.setCarShown(view === 'car'),
  });
}

async function hasOtherCars(sessionID: string | null): Promise<boolean> {
  if (sessionID === null || document.visibilityState !== 'visible') return false;
  try {
    const { sessions } = (await askJson('/api/watch')) as WatchList;
    return (sessions.find((one) => one.sessionID === sessionID)?.cars ?? 0) > 1;
  } catch {
    return false;
  }
}
