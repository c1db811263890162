/** The states of a live session, and which run viewers see after a publisher was active. Types. */
import type { SessionInfo } from '../../protocol/session.ts';
import type { LiveRun } from './live-run.ts';
import type { RunResults } from './run-results.ts';

/**
 * - `empty`: it has info and no run
 * - `live`: somebody publishes it
 * - `away`: nobody publishes it at the moment
 * - `over`: its last run has ended; `limits.sessionShrunkMs` later only the results stay in memory
 */
export type SessionState =
  | { readonly kind: 'empty'; readonly info: SessionInfo }
  | { readonly kind: 'live'; readonly run: LiveRun }
  | { readonly kind: 'away'; readonly run: LiveRun }
  | { readonly kind: 'over'; readonly run: LiveRun | RunResults; readonly since: number };

/** The status of a session that no publisher reports. */
export const statusOf = { empty: 'waiting', away: 'agent-away', over: 'ended' } as const;

/**
 * Which run viewers see after a publisher was active.
 * - `shown`: its run, as before
 * - `changed`: its run from now on; `ended` is the run that they saw until now, unless that had ended
 * - `stored`: the run of another publisher; `run` is its own, which may be shown again
 */
export type RunSelection =
  | { readonly kind: 'shown'; readonly run: LiveRun }
  | { readonly kind: 'changed'; readonly run: LiveRun; readonly ended: LiveRun | null }
  | { readonly kind: 'stored'; readonly run: LiveRun | null };
