/**
 * The publishers of one session: which of them is shown, which are connected, and the runs of those that are not
 * shown and may return. Does no input or output of its own.
 */
import { limits } from '../../protocol/limits.ts';
import type { Contest } from '../../protocol/relay-answers.ts';
import type { PublisherConnection } from './batch.ts';
import type { LiveRun } from './live-run.ts';
import { PublisherClaim, type Verdict } from './publisher-claim.ts';

/** A run in the words of the wire. */
export interface RunName {
  /** The agent's name of the run; `''` for a simple publisher. */
  readonly token: string;
  /** Which of the simple publishers' runs it is, from 1; 0 for an agent's. */
  readonly number: number;
}

/** The publisher of a run, by a name of its own. Ids of an agent's runs hold no `#`. */
export function publisherOf({ token, number }: RunName): string {
  return token === '' ? `#${number}` : token;
}

export class SessionPublishers {
  readonly #claim = new PublisherClaim();
  /** Runs of those that are not shown and may return. */
  readonly #displaced = new Map<string, LiveRun>();
  /** Each in words for people. */
  readonly #sources = new Map<string, string>();
  #contestTold = false;
  /** Which run each connected agent publishes. */
  readonly #agents = new Map<PublisherConnection, string>();

  /** One sent frames that are not late, or said what its game does. */
  hear(publisher: string, connection: PublisherConnection, now: number): Verdict {
    const verdict = this.#claim.hear(publisher, now);
    if ((verdict === 'stored' || verdict === 'takes-over') && !this.#sources.has(publisher)) {
      this.#sources.set(publisher, sourceOf(publisher, connection));
    }
    return verdict;
  }

  /** The run of one that is not shown. */
  displaced(publisher: string): LiveRun | null {
    return this.#displaced.get(publisher) ?? null;
  }

  /** It is shown from now on. */
  comeBack(publisher: string): LiveRun | null {
    const run = this.displaced(publisher);
    this.#displaced.delete(publisher);
    run?.comeBack();
    return run;
  }

  /** Another one is shown from now on; this one may return. */
  displace(run: LiveRun): void {
    if (this.#claim.isOver(run.publisher)) return;
    this.#displaced.set(run.publisher, run);
    if (this.#displaced.size > limits.displacedRunsMax) {
      this.#drop(this.#displaced.keys().next().value!);
    }
  }

  #drop(publisher: string): void {
    this.#displaced.delete(publisher);
    this.#sources.delete(publisher);
  }

  /** An agent publishes this run from now on; the one it published before is over. */
  attach(agent: PublisherConnection, token: string, now: number): void {
    const before = this.#agents.get(agent);
    if (before === token) return;
    this.#agents.set(agent, token);
    if (before !== undefined && !this.#isAttached(before)) this.end(before, now);
  }

  /** An agent publishes this session no longer. @returns false: it did not */
  detach(agent: PublisherConnection): boolean {
    const token = this.#agents.get(agent);
    if (token === undefined) return false;
    this.#agents.delete(agent);
    if (!this.#isAttached(token)) this.#claim.leave(token);
    return true;
  }

  #isAttached(token: string): boolean {
    for (const one of this.#agents.values()) if (one === token) return true;
    return false;
  }

  /** It has said that this was all. */
  end(publisher: string, now: number): void {
    this.#claim.end(publisher, now);
    this.#drop(publisher);
  }

  isOver(publisher: string): boolean {
    return this.#claim.isOver(publisher);
  }

  get agents(): number {
    return this.#agents.size;
  }

  /** An agent is connected, or one without was heard a moment ago. */
  isAnybodyHere(now: number): boolean {
    return this.#agents.size > 0 || this.#claim.isActive(now);
  }

  /**
   * An agent is shown again although it sends nothing now (its game is paused, say): it is connected, and the publisher
   * that took over has fallen silent.
   * @returns its run; null: there is none
   */
  giveBack(now: number): LiveRun | null {
    const holder = this.#claim.holder ?? '';
    const goesOn = this.#isAttached(holder) && !this.#claim.isOver(holder);
    if (this.#displaced.size === 0 || goesOn) return null;
    const connected = [...this.#agents.values()].filter((token) => this.#displaced.has(token));
    const name = this.#claim.giveBack(new Set(connected), now);
    return name === null ? null : this.comeBack(name);
  }

  /** null: at most one publishes. */
  contest(now: number): Contest | null {
    const since = this.#claim.contestedSince;
    if (since === null) return null;
    const words = (publisher: string) => this.#sources.get(publisher) ?? publisher;
    const shown = words(this.#claim.holder ?? '');
    return { since, shown, others: this.#claim.rivals(now).map(words) };
  }

  /** A contest that has begun since this was asked last; null: there is none. */
  takeContest(now: number): Contest | null {
    const contest = this.contest(now);
    const isNew = contest !== null && !this.#contestTold;
    this.#contestTold = contest !== null;
    return isNew ? contest : null;
  }

  /** Looks how time went by. Called a few times a second. */
  tick(now: number): void {
    this.#claim.tick(now);
    for (const publisher of this.#displaced.keys()) {
      if (this.#claim.isLost(publisher, now) && !this.#isAttached(publisher)) this.#drop(publisher);
    }
  }

  /** The session is over: none of the runs will be shown again. */
  forgetRuns(): void {
    this.#displaced.clear();
    this.#sources.clear();
  }
}

function sourceOf(publisher: string, { remoteAddress }: PublisherConnection): string {
  const kind = publisher.startsWith('#') ? 'POST' : 'an agent';
  return remoteAddress ? `${kind} from ${remoteAddress}` : kind;
}
