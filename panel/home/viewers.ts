/** Who watches, as `GET /api/viewers` tells it, and what of it the panel needs. */
import { type Answer, useAnswer } from '../core/answer.ts';
import { useEvery } from '../core/obs.ts';
import type { Panel } from '../core/room.ts';

export interface ViewerNow {
  readonly id: number;
  /** null: a program that is none of our pages. */
  readonly overlay: string | null;
  /** The page is a browser source of OBS. */
  readonly isObs: boolean;
  readonly visible: boolean;
  readonly isLocal: boolean;
}

const askEveryMs = 2_000;

export function useViewers(panel: Panel): Answer<readonly ViewerNow[]> {
  const answer = useAnswer<readonly ViewerNow[]>(
    (signal) => panel.relay.get('/api/viewers', { signal, mayAskKey: false }),
    [panel],
  );
  useEvery(askEveryMs, answer.again);
  return answer;
}
