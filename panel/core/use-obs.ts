/** Asks how OBS is, again and again while a page that shows it is open and seen. */
import { useEffect } from 'preact/hooks';
import type { ObsNow } from './obs.ts';
import type { Panel } from './room.ts';
import { type Answer, useAnswer } from './use-answer.ts';

const askEveryMs = 2_000;

/** Calls again and again while the page is seen and the component is there. */
export function useEvery(ms: number, work: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) work();
    }, ms);
    return () => clearInterval(timer);
  }, [ms, work]);
}

/** How OBS is; for those who may not know it, `problem`. */
export function useObs(panel: Panel): Answer<ObsNow> {
  const answer = useAnswer<ObsNow>(
    (signal) => panel.relay.get('/api/obs', { signal, mayAskKey: false }),
    [panel],
  );
  useEvery(askEveryMs, answer.again);
  return answer;
}
