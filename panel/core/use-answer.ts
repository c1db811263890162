/** A request to the relay as a hook: sent when the component appears and when its inputs change. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { RelayProblem } from './relay-api.ts';

export interface Answer<T> {
  /** null until the first answer. The last answer stays while a new request is under way. */
  readonly value: T | null;
  readonly problem: RelayProblem | null;
  readonly isAsking: boolean;
  /** Sends the request again. */
  again(): void;
}

/**
 * @param ask sends the request, for instance `(signal) => panel.relay.get('/api/themes', { signal })`
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
