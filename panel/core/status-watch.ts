/** Polls the status of the relay once a second while the page is visible. */
import { type ReadonlySignal, signal } from '@preact/signals';
import type { RelayStatus } from '../../protocol/relay-answers.ts';
import { type RelayApi, RelayProblem } from './relay-api.ts';
import type { StatusNow } from './status.ts';

const everyMs = 1_000;

export interface StatusWatch {
  readonly status: ReadonlySignal<StatusNow>;
  /** Stops polling; may be called twice. */
  stop(): void;
}

const refusals = new Set([401, 403, 429]);

function statusAfter({ code, status }: RelayProblem): StatusNow {
  if (code === 'not-the-relay') return 'other';
  return refusals.has(status) ? 'refused' : 'away';
}

export function watchStatus(relay: RelayApi): StatusWatch {
  const status = signal<StatusNow>('asking');
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAsking = false;
  let isStopped = false;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    if (isAsking || isStopped || document.hidden) return;
    isAsking = true;
    try {
      status.value = await relay.get<RelayStatus>('/api/status', { mayAskKey: false });
    } catch (problem) {
      status.value = problem instanceof RelayProblem ? statusAfter(problem) : 'away';
    } finally {
      isAsking = false;
    }
    if (!isStopped) timer = setTimeout(() => void ask(), everyMs);
  }

  const onVisible = (): void => void ask();
  document.addEventListener('visibilitychange', onVisible);
  onVisible();
  return {
    status,
    stop() {
      isStopped = true;
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', onVisible);
    },
  };
}
