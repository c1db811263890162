/**
 * The publishers of one session: which one viewers see (`publisher-priority.ts` decides), which agents are connected, and the runs of the others, which
 * may be shown again. Does no input or output.
 */
import { limits } from '../../protocol/limits.ts';
import type { PublisherConflict } from '../../protocol/live-session-status.ts';
import type { PublisherConnection } from './batch.ts';
import type { LiveRun } from './live-run.ts';
import { PublisherPriority, type Verdict } from './publisher-priority.ts';

/** A run as publishers identify it. */
export interface RunId {
  /** The agent's name of the run; `''` for a simple publisher. */
  readonly name: string;
  /** Which of the simple publishers' runs it is, from 1; 0 for an agent's. */
  readonly number: number;
}

/** The log's sentence about a conflict. */
export const twoPublish =
  'Two publishers send this session at the same time. The newer one is shown, the other is stored: end one, or give one another session id.';

/** A key for the publisher of a run. The names of agents' runs contain no `#`. */
export function publisherOf({ name: token, number }: RunId): string {
  return token === '' ? `#${number}` : token;
}

export class SessionPublishers {
  readonly #priority = new PublisherPriority();
  /** Runs that are not shown and may return. */
  readonly #displaced = new Map<string, LiveRun>();
  /** Descriptions for people, by publisher. */
  readonly #descriptions = new Map<string, string>();
  #conflictReported = false;
  /** Which run each connected agent publishes. */
  readonly #agents = new Map<PublisherConnection, string>();

  /** A publisher sent frames that are not late, or reported its status. */
  recordActivity(publisher: string, connection: PublisherConnection, now: number): Verdict {
    const verdict = this.#priority.recordActivity(publisher, now);
    if ((verdict === 'stored' || verdict === 'takes-over') && !this.#descriptions.has(publisher)) {
      this.#descriptions.set(publisher, describePublisher(publisher, connection));
    }
    return verdict;
  }

  /** The run of a publisher that is not shown; null: there is none. */
  displaced(publisher: string): LiveRun | null {
    return this.#displaced.get(publisher) ?? null;
  }

  /** A publisher is shown again. @returns its run; null: it needs a new one */
  resume(publisher: string): LiveRun | null {
    const run = this.displaced(publisher);
    this.#displaced.delete(publisher);
    run?.resume();
    return run;
  }

  /** Another run is shown from now on. This one may return. */
  displace(run: LiveRun): void {
    if (this.#priority.isOver(run.publisher)) return;
    this.#displaced.set(run.publisher, run);
    if (this.#displaced.size > limits.displacedRunsMax) {
      this.#drop(this.#displaced.keys().next().value!);
    }
  }

  #drop(publisher: string): void {
    this.#displaced.delete(publisher);
    this.#descriptions.delete(publisher);
  }

  /** An agent starts to publish this run. The run that it published before is over. */
  attach(agent: PublisherConnection, token: string, now: number): void {
    const before = this.#agents.get(agent);
    if (before === token) return;
    this.#agents.set(agent, token);
    if (before !== undefined && !this.#isAttached(before)) this.end(before, now);
  }

  /** An agent stops publishing this session. @returns false: it did not publish it */
  detach(agent: PublisherConnection): boolean {
    const token = this.#agents.get(agent);
    if (token === undefined) return false;
    this.#agents.delete(agent);
    if (!this.#isAttached(token)) this.#priority.leave(token);
    return true;
  }

  #isAttached(token: string): boolean {
    for (const one of this.#agents.values()) if (one === token) return true;
    return false;
  }

  /** A publisher ended its run. */
  end(publisher: string, now: number): void {
    this.#priority.end(publisher, now);
    this.#drop(publisher);
  }

  isOver(publisher: string): boolean {
    return this.#priority.isOver(publisher);
  }

  hasAgent(agent: PublisherConnection): boolean {
    return this.#agents.has(agent);
  }

  get agents(): number {
    return this.#agents.size;
  }

  /** An agent is connected, or a simple publisher was active a moment ago. */
  hasPublisher(now: number): boolean {
    return this.#agents.size > 0 || this.#priority.isActive(now);
  }

  /**
   * Shows a connected agent again after the publisher that took over has fallen silent, even if the agent sends nothing
   * now (in a pause, for example).
   * @returns its run; null: there is none
   */
  restoreConnected(now: number): LiveRun | null {
    const holder = this.#priority.shown ?? '';
    const goesOn = this.#isAttached(holder) && !this.#priority.isOver(holder);
    if (this.#displaced.size === 0 || goesOn) return null;
    const connected = [...this.#agents.values()].filter((token) => this.#displaced.has(token));
    const name = this.#priority.restore(new Set(connected), now);
    return name === null ? null : this.resume(name);
  }

  /** @returns null: at most one publisher is active */
  conflict(now: number): PublisherConflict | null {
    const since = this.#priority.conflictSince;
    if (since === null) return null;
    const words = (publisher: string) => this.#descriptions.get(publisher) ?? publisher;
    const shown = words(this.#priority.shown ?? '');
    return { since, shown, others: this.#priority.rivals(now).map(words) };
  }

  /** A conflict that began since the last call; null: none did. */
  takeNewConflict(now: number): PublisherConflict | null {
    const contest = this.conflict(now);
    const isNew = contest !== null && !this.#conflictReported;
    this.#conflictReported = contest !== null;
    return isNew ? contest : null;
  }

  /** Drops the runs of publishers that are lost. Called a few times a second. */
  tick(now: number): void {
    this.#priority.tick(now);
    for (const publisher of this.#displaced.keys()) {
      if (this.#priority.isLost(publisher, now) && !this.#isAttached(publisher))
        this.#drop(publisher);
    }
  }

  /** The session is over, so no run will be shown again. */
  forgetRuns(): void {
    this.#displaced.clear();
    this.#descriptions.clear();
  }
}

function describePublisher(publisher: string, { remoteAddress }: PublisherConnection): string {
  const kind = publisher.startsWith('#') ? 'POST' : 'an agent';
  return remoteAddress ? `${kind} from ${remoteAddress}` : kind;
}
