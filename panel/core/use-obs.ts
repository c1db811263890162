/** Polls the state of OBS while a room that shows it is visible. */
import { useEffect } from 'preact/hooks';
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import type { Panel } from './room.ts';
import { type Answer, useAnswer } from './use-answer.ts';

const askEveryMs = 2_000;

/** Calls `work` at this interval while the page is visible and the component is mounted. */
export function useEvery(ms: number, work: () => void): void {
  useEffect(() => {
    const timer = setInterval(() => {
      if (!document.hidden) work();
    }, ms);
    return () => clearInterval(timer);
  }, [ms, work]);
}

/** The state of OBS; `problem` for a browser without the token. */
export function useObs(panel: Panel): Answer<ObsStatus> {
  const answer = useAnswer<ObsStatus>(
    (signal) => panel.relay.get('/api/obs', { signal, mayAskKey: false }),
    [panel],
  );
  useEvery(askEveryMs, answer.again);
  return answer;
}
