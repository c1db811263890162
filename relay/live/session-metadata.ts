/**
 * The info (driver, car, track…) that agents and `PUT` requests gave for the runs of a session. Decides which info a
 * run begins with, and whether new info belongs to the shown run or the next. Pure: the caller passes the time.
 */
import { limits } from '../../protocol/limits.ts';
import { contradicts, type SessionInfo } from '../../protocol/session.ts';
import { readSessionInfo } from '../../protocol/session-info.ts';
import { RelayError } from '../errors.ts';

/** What an agent reported about one of its runs. */
export interface RunMetadata {
  readonly info?: SessionInfo;
  /** The relay's clock at `t` = 0, ms. */
  readonly startMs?: number;
}

export class SessionMetadata {
  /** By the agent's name of the run. */
  readonly #runs = new Map<string, RunMetadata>();
  /** From `PUT`: the info of publishers that send none. */
  #described: SessionInfo = {};
  /** Info that may belong to the next run; null: none waits. */
  #waiting: { readonly info: SessionInfo; readonly at: number } | null = null;

  /** An agent reported more about a run. */
  update(run: string, more: RunMetadata): void {
    this.#runs.set(run, { ...this.#runs.get(run), ...more });
    if (this.#runs.size > limits.keptRunsMax) this.#runs.delete(this.#runs.keys().next().value!);
  }

  /** The run is over. */
  remove(run: string): void {
    this.#runs.delete(run);
  }

  /** The metadata that a run begins with. Waiting info belongs to it: `#described` contains it. */
  beginRun(run: string): { info: SessionInfo; startMs: number | null } {
    this.#waiting = null;
    const reported = run === '' ? undefined : this.#runs.get(run);
    return { info: reported?.info ?? this.#described, startMs: reported?.startMs ?? null };
  }

  /**
   * A client described the session. Fields that it leaves out keep their values.
   * @param known info of the shown run
   * @param isDriven the shown run has frames, so another driver, car or track may belong to the next run
   * @returns the merged info, and whether it waits for the next run
   * @throws RelayError `bad-facts`
   */
  describe(
    given: unknown,
    known: SessionInfo,
    isDriven: boolean,
    now: number,
  ): { info: SessionInfo; waits: boolean } {
    const info = mergeInfo(this.#waiting?.info ?? known, given);
    this.#described = mergeInfo(this.#described, given);
    const waits = isDriven && contradicts(known, info);
    if (waits) this.#waiting = { info, at: now };
    return { info, waits };
  }

  /** Removes info that has waited long enough: it belongs to the shown run. @returns null: none waits, or not yet */
  takeDue(now: number): SessionInfo | null {
    const waiting = this.#waiting;
    if (waiting === null || now - waiting.at <= limits.nextRunInfoMs) return null;
    this.#waiting = null;
    return waiting.info;
  }
}

/**
 * Merges given info into the known info.
 * @throws RelayError `bad-facts` when any field is invalid; then none is merged
 */
export function mergeInfo(known: SessionInfo, value: unknown): SessionInfo {
  const { info, removed, problem } = readSessionInfo(value);
  if (problem !== null) throw new RelayError('bad-facts', problem);
  const merged = { ...known, ...info };
  for (const name of removed) delete merged[name];
  return merged;
}
