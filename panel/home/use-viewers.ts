/** Polls the list of viewers while the home room is visible. */
import type { ViewerInfo } from '../../protocol/relay-answers.ts';
import type { Panel } from '../core/room.ts';
import { type Answer, useAnswer } from '../core/use-answer.ts';
import { useEvery } from '../core/use-obs.ts';

const askEveryMs = 2_000;

export function useViewers(panel: Panel): Answer<readonly ViewerInfo[]> {
  const answer = useAnswer<readonly ViewerInfo[]>(
    (signal) => panel.relay.get('/api/viewers', { signal, mayAskKey: false }),
    [panel],
  );
  useEvery(askEveryMs, answer.again);
  return answer;
}
