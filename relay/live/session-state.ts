/** Where a session is in its life, and what a publisher that was heard means for those who watch it. Types. */
import type { SessionInfo } from '../../protocol/session.ts';
import type { LiveRun } from './live-run.ts';
import type { RunResults } from './run-results.ts';

/**
 * - `empty`: it was described; nothing was published
 * - `live`: somebody publishes it
 * - `away`: nobody does at the moment
 * - `over`: its last run has ended; after a while only what results pages show is left
 */
export type SessionState =
  | { readonly kind: 'empty'; readonly info: SessionInfo }
  | { readonly kind: 'live'; readonly run: LiveRun }
  | { readonly kind: 'away'; readonly run: LiveRun }
  | { readonly kind: 'over'; readonly run: LiveRun | RunResults; readonly since: number };

/** What its status is where no publisher says it. */
export const statusOf = { empty: 'waiting', away: 'agent-away', over: 'ended' } as const;

/**
 * What a publisher that was heard means for viewers.
 * - `shown`: its run is shown, as before
 * - `changed`: viewers go over to its run; `ended` is the run they were with, where it had not ended before
 * - `stored`: another one is shown; `run` is its own, for when it returns
 */
export type RunSelection =
  | { readonly kind: 'shown'; readonly run: LiveRun }
  | { readonly kind: 'changed'; readonly run: LiveRun; readonly ended: LiveRun | null }
  | { readonly kind: 'stored'; readonly run: LiveRun | null };
