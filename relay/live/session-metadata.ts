/**
 * What was told about a session's runs, by its agents and by `PUT`: which facts a run begins with, and whose facts
 * those are that contradict the run that is shown. Pure: time is given.
 */
import { limits } from '../../protocol/limits.ts';
import { contradicts, type SessionInfo } from '../../protocol/session.ts';
import { readSessionInfo } from '../../protocol/session-info.ts';
import { RelayError } from '../errors.ts';

/** What an agent told of one of its runs. */
export interface RunMetadata {
  readonly info?: SessionInfo;
  /** The relay's clock at `t` = 0, ms. */
  readonly startMs?: number;
}

export class SessionMetadata {
  /** By the agent's name of the run. */
  readonly #runs = new Map<string, RunMetadata>();
  /** What was said by `PUT`: the facts of publishers that tell none themselves. */
  #described: SessionInfo = {};
  /** Facts that may be the next run's; null: none wait. */
  #waiting: { readonly facts: SessionInfo; readonly at: number } | null = null;

  /** An agent told more of a run. */
  update(token: string, more: RunMetadata): void {
    this.#runs.set(token, { ...this.#runs.get(token), ...more });
    if (this.#runs.size > limits.keptRunsMax) this.#runs.delete(this.#runs.keys().next().value!);
  }

  /** The run is over. */
  remove(token: string): void {
    this.#runs.delete(token);
  }

  /** A run begins: what is known of it. Facts that waited are its own. */
  beginRun(token: string): { info: SessionInfo; startMs: number | null } {
    this.#waiting = null;
    const told = token === '' ? undefined : this.#runs.get(token);
    return { info: told?.info ?? this.#described, startMs: told?.startMs ?? null };
  }

  /**
   * Somebody described the session; what is known already stays.
   * @param known of the run that is shown
   * @param isDriven that run has frames: another driver, car or track may be the next run's
   * @returns all that is known now, and whether it waits to be seen whose facts they are
   * @throws RelayError `bad-facts`
   */
  describe(
    given: unknown,
    known: SessionInfo,
    isDriven: boolean,
    now: number,
  ): { facts: SessionInfo; waits: boolean } {
    const facts = mergeInfo(this.#waiting?.facts ?? known, given);
    this.#described = mergeInfo(this.#described, given);
    const waits = isDriven && contradicts(known, facts);
    if (waits) this.#waiting = { facts, at: now };
    return { facts, waits };
  }

  /** Facts that waited are those of the run that is shown after all, for it goes on. null: none, or not yet. */
  takeDue(now: number): SessionInfo | null {
    const waiting = this.#waiting;
    if (waiting === null || now - waiting.at <= limits.nextFactsMs) return null;
    this.#waiting = null;
    return waiting.facts;
  }
}

/**
 * What is known after somebody described a session: what was known before and what is new.
 * @throws RelayError `bad-facts` when anything in it is wrong; then nothing of it counts
 */
export function mergeInfo(known: SessionInfo, value: unknown): SessionInfo {
  const { info: facts, removed, problem } = readSessionInfo(value);
  if (problem !== null) throw new RelayError('bad-facts', problem);
  const merged = { ...known, ...facts };
  for (const name of removed) delete merged[name];
  return merged;
}
