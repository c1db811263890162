/** Requests to the relay as hooks: sent when the component appears, when their inputs change, and at an interval. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { OverlayMetadata } from '../../protocol/overlay-metadata.ts';
import type { ObsStatus } from '../../protocol/relay-answers.ts';
import { RelayProblem } from './relay-api.ts';
import type { Panel } from './room.ts';

export interface Answer<T> {
  /** null until the first answer. The last answer stays while a new request is under way. */
  readonly value: T | null;
  readonly problem: RelayProblem | null;
  readonly isAsking: boolean;
  /** Sends the request again. */
  again(): void;
}

/**
 * @param ask sends the request
 * @param inputs what `ask` depends on, as for `useEffect`
 */
export function useAnswer<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  inputs: readonly unknown[],
): Answer<T> {
  const [state, setState] = useState<Omit<Answer<T>, 'again'>>({
    value: null,
    problem: null,
    isAsking: true,
  });
  const [round, setRound] = useState(0);
  useEffect(() => {
    const life = new AbortController();
    setState((before) => ({ ...before, isAsking: true }));
    ask(life.signal).then(
      (value) => {
        if (!life.signal.aborted) setState({ value, problem: null, isAsking: false });
      },
      (error: unknown) => {
        if (life.signal.aborted) return;
        const problem =
          error instanceof RelayProblem ? error : new RelayProblem('internal', String(error));
        setState((before) => ({ value: before.value, problem, isAsking: false }));
      },
    );
    return () => life.abort();
  }, [...inputs, round]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { ...state, again };
}

interface GetOptions {
  /** false: a refusal does not open the dialog that asks for the key. */
  readonly mayAskKey?: boolean;
  /** Sends the request again at this interval while the page is visible, ms. */
  readonly everyMs?: number | undefined;
}

/** The answer to `GET path`. */
export function useGet<T>(
  panel: Panel,
  path: string,
  { mayAskKey = true, everyMs }: GetOptions = {},
): Answer<T> {
  const answer = useAnswer<T>(
    (signal) => panel.relay.get(path, { signal, mayAskKey }),
    [panel, path],
  );
  const { again } = answer;
  useEffect(() => {
    if (everyMs === undefined) return;
    const timer = setInterval(() => {
      if (!document.hidden) again();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, again]);
  return answer;
}

/** The answer to `GET path`; null: there is no such thing. */
export async function getIfThere<T>(panel: Panel, path: string): Promise<T | null> {
  try {
    return await panel.relay.get<T>(path);
  } catch (problem) {
    if (problem instanceof RelayProblem && problem.status === 404) return null;
    throw problem;
  }
}

/** For status that a room shows as it changes. A browser without the token gets a `problem`. */
export const polled = { mayAskKey: false, everyMs: 2_000 } as const;

export function useObs(panel: Panel): Answer<ObsStatus> {
  return useGet(panel, '/api/obs', polled);
}

export function useOverlays(panel: Panel): Answer<readonly OverlayMetadata[]> {
  return useGet(panel, '/api/overlays');
}

/** `panel.attempt` for a button. @returns the function, and whether it is at work */
export function useAttempt(panel: Panel) {
  const [isBusy, setBusy] = useState(false);
  const attempt: Panel['attempt'] = async (work) => {
    setBusy(true);
    const isDone = await panel.attempt(work);
    setBusy(false);
    return isDone;
  };
  return [attempt, isBusy] as const;
}
