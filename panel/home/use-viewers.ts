/** Polls the list of viewers while the home room is visible. */
import type { Panel } from '../core/room.ts';
import { type Answer, useAnswer } from '../core/use-answer.ts';
import { useEvery } from '../core/use-obs.ts';
import type { ViewerNow } from './viewers.ts';

const askEveryMs = 2_000;

export function useViewers(panel: Panel): Answer<readonly ViewerNow[]> {
  const answer = useAnswer<readonly ViewerNow[]>(
    (signal) => panel.relay.get('/api/viewers', { signal, mayAskKey: false }),
    [panel],
  );
  useEvery(askEveryMs, answer.again);
  return answer;
}
