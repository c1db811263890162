/** What `GET /api/obs` tells, and asking it again and again while a page that shows it is open. */
import { useEffect } from 'preact/hooks';
import { type Answer, useAnswer } from './answer.ts';
import type { Panel } from './room.ts';

export interface ObsSource {
  /** In OBS. */
  readonly name: string;
  readonly url: string;
  readonly overlay: string;
  readonly target: string;
  /** It gives up its page while it is hidden, and is hidden now. */
  readonly asleep: boolean;
  /** Scenes and groups that hold it. */
  readonly scenes: readonly string[];
}

export interface ObsProblem {
  readonly rule?: string;
  readonly severity?: string;
  readonly sentence: string;
}

export interface ObsNow {
  /** `off`, `connecting`, `connected`, `refused`, `wrong-password` … */
  readonly state: string;
  /** The state in words, with what to do. */
  readonly sentence: string;
  readonly settings: {
    readonly url: string | null;
    readonly hasPassword: boolean;
    readonly from: 'panel' | 'config' | null;
  };
  readonly version: { readonly obs: string; readonly webSocket: string } | null;
  readonly programScene: string | null;
  /** From the top, as in the window of OBS. */
  readonly scenes: readonly string[];
  /** This OBS can show web pages. */
  readonly canAddSources: boolean;
  readonly sources: readonly ObsSource[];
  readonly replayBuffer: string | null;
  readonly recording: boolean | null;
  readonly problems: readonly ObsProblem[];
}

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
