/**
 * OBS as the rest of the relay sees it: calls, events, states, and how a call can fail. Types and words only; the
 * library that talks to OBS is known in `obs.ts` alone.
 */

import type { ObsSettings } from '../rules/rule-schema.ts';
import type { ObsAnswer, ObsEvent, ObsQuestion, ObsRequest, ObsStep } from './obs-requests.ts';
import type { ObsState } from './obs-state.ts';

/**
 * Why a call brought no answer.
 * - `not-connected`: nothing was sent · `ended`: the connection went while waiting
 * - `timeout`: no answer in time; OBS may still do it later · `status`: OBS said no, with its status code
 * - `form`: OBS answered something that obs-websocket 5 never answers
 */
export class ObsError extends Error {
  override readonly name = 'ObsError';
  readonly code: 'not-connected' | 'ended' | 'timeout' | 'status' | 'form';
  /** obs-websocket's request status, for instance 600 (no such thing); 0 when there is none. */
  readonly status: number;
  /** Of a `timeout`: resolves when the answer comes after all, or can no longer come. */
  readonly late: Promise<void>;

  constructor(code: ObsError['code'], sentence: string, status = 0, late = Promise.resolve()) {
    super(sentence);
    this.code = code;
    this.status = status;
    this.late = late;
  }

  /** OBS may have done what was asked, or may do it yet. */
  get uncertain(): boolean {
    return this.code === 'timeout' || this.code === 'ended' || this.code === 'form';
  }
}

/** Request status codes of obs-websocket that are told apart here. */
export const obsStatus = {
  unknownRequest: 204,
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

export interface ObsPort {
  readonly state: ObsState;
  /** Which OBS it is: host and port, the same for all names of this machine; null: none is set up. */
  readonly address: string | null;
  /**
   * Asks OBS. Always ends: with the answer, or with `ObsError` after `limits.obsCallTimeoutMs` at the latest, and
   * at once when the connection goes. «Not ready» (207) is asked again within that time.
   */
  call<R extends ObsRequest>(request: R, data: ObsQuestion<R>): Promise<ObsAnswer<R>>;
  /**
   * Has OBS do these one after the other, to the end, whatever becomes of us meanwhile. What OBS says no to is
   * passed over.
   * @param tookMs how long OBS is expected to take beside answering
   */
  batch(steps: readonly ObsStep[], tookMs: number): Promise<void>;
  /** Both return the function that ends it. Listeners must not throw. */
  onEvent(listener: (event: ObsEvent) => void): () => void;
  onState(listener: (state: ObsState) => void): () => void;
  /** Other settings: connects anew when they differ. null: off. */
  configure(settings: ObsSettings | null): void;
  /** Tries again now, also out of a state that has given up. */
  reconnect(): void;
  /** Ends everything; may be called twice. */
  close(): Promise<void>;
}
