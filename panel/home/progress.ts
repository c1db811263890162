/** How far the user has come in the three steps. The relay keeps it, so a reload and another browser go on here. */
import { useEffect, useState } from 'preact/hooks';
import type { FirstRunState } from '../../protocol/relay-answers.ts';
import type { Panel } from '../core/room.ts';

export interface FirstRunProgress {
  /** null: not known, or this browser may not read it. */
  readonly kept: FirstRunState | null;
  /** Takes effect at once. A failure to keep it is reported; the steps go on. */
  change(changes: Partial<FirstRunState>): void;
}

const over: FirstRunState = {
  isOver: true,
  skipsObs: false,
  overlay: null,
  theme: null,
  isChosen: false,
};

/** @param isReadable the relay answers, and lets this browser read what is private */
export function useProgress(panel: Panel, isReadable: boolean): FirstRunProgress {
  const [kept, setKept] = useState<FirstRunState | null>(null);
  useEffect(() => {
    if (!isReadable) return undefined;
    const life = new AbortController();
    panel.relay
      .get<FirstRunState>('/api/first-run', { signal: life.signal, mayAskKey: false })
      .then(setKept, () => {
        // The rest of the room does not wait for an answer that does not come.
        if (!life.signal.aborted) setKept(over);
      });
    return () => life.abort();
  }, [panel, isReadable]);
  return {
    kept,
    change(changes) {
      setKept((before) => (before === null ? null : { ...before, ...changes }));
      panel.relay.send('PUT', '/api/first-run', changes).catch(panel.notifyProblem);
    },
  };
}
