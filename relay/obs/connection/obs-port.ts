/**
 * OBS as the other files see it: calls, events, states, and how a call can fail. `obs-websocket.ts` alone knows the
 * library that talks to OBS.
 */
import type { ObsSettings } from '../rules/rule-schema.ts';
import type { ObsAnswer, ObsEvent, ObsQuestion, ObsRequest, ObsStep } from './obs-requests.ts';
import type { ObsState } from './obs-state.ts';

/**
 * Why a call failed.
 *
 * | code | what happened |
 * |---|---|
 * | `not-connected` | nothing was sent |
 * | `ended` | the connection ended before the answer |
 * | `timeout` | no answer in time; OBS may still do it |
 * | `status` | OBS refused, with a status code |
 * | `bad-answer` | the answer has a shape that obs-websocket 5 never sends |
 */
export class ObsError extends Error {
  override readonly name = 'ObsError';
  readonly code: 'not-connected' | 'ended' | 'timeout' | 'status' | 'bad-answer';
  /** Request status of obs-websocket, for instance 600 (not found); 0 when there is none. */
  readonly status: number;
  /** After a `timeout`: resolves when the answer comes, or can no longer come. */
  readonly lateAnswer: Promise<void>;

  constructor(
    code: ObsError['code'],
    sentence: string,
    status = 0,
    lateAnswer = Promise.resolve(),
  ) {
    super(sentence);
    this.code = code;
    this.status = status;
    this.lateAnswer = lateAnswer;
  }

  /** OBS may have executed the call, or may still do so. Such a call is never sent again. */
  get mayHaveHappened(): boolean {
    return this.code === 'timeout' || this.code === 'ended' || this.code === 'bad-answer';
  }
}

/** Request statuses of obs-websocket that are handled here. */
export const obsStatus = {
  notReady: 207,
  outputRunning: 500,
  outputNotRunning: 501,
  notFound: 600,
  alreadyExists: 601,
  /** For instance a group where a scene is expected. */
  anotherType: 602,
  outputNotThere: 604,
  unknownKind: 605,
  requestFailed: 702,
} as const;

/** @returns null when OBS refused. @throws ObsError when OBS did not answer */
export async function unlessRefused<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ObsError && error.code === 'status') return null;
    throw error;
  }
}

/**
 * Changes OBS in several steps. When OBS leaves between two of them the error does not say that nothing happened.
 * @throws ObsError
 */
export async function inSteps(...steps: readonly (() => Promise<unknown>)[]): Promise<void> {
  let isBegun = false;
  for (const step of steps) {
    try {
      await step();
    } catch (error) {
      const isLeft = isBegun && error instanceof ObsError && error.code === 'not-connected';
      throw isLeft ? new ObsError('ended', error.message) : error;
    }
    isBegun = true;
  }
}

/** @returns null when OBS is away, goes away, or refuses */
export async function unlessAway<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ObsError) return null;
    throw error;
  }
}

export interface ObsPort {
  readonly state: ObsState;
  /** Host and port, the same for every name of this machine; null: OBS is not set up. */
  readonly address: string | null;
  /**
   * Ends with the answer, or with `ObsError` within `limits.obsCallTimeoutMs`, at once when the connection ends. Only
   * “not ready” (207) is asked again, within that time: OBS has done nothing then.
   */
  call<R extends ObsRequest>(request: R, data: ObsQuestion<R>): Promise<ObsAnswer<R>>;
  /**
   * OBS does these in order and to the end, even if this program ends meanwhile. It skips steps that it refuses.
   * @param tookMs how long the steps themselves last
   */
  batch(steps: readonly ObsStep[], tookMs: number): Promise<void>;
  /** Both return the function that unsubscribes. Listeners must not throw. */
  onEvent(listener: (event: ObsEvent) => void): () => void;
  onState(listener: (state: ObsState) => void): () => void;
  /** Reconnects when the settings differ. null: off. */
  configure(settings: ObsSettings | null): void;
  /** Tries again now, also from a state that needs a person. */
  reconnect(): void;
  /** May be called twice. */
  close(): Promise<void>;
}
