/**
 * One live session: who publishes it, which run is shown, and where in its life it is. Decides; does no input or
 * output of its own. Nobody else changes what it holds.
 */
import type { Board } from '../protocol/board.ts';
import type { ChannelName } from '../protocol/channels.ts';
import type { Frame } from '../protocol/frame.ts';
import { limits } from '../protocol/limits.ts';
import type { ViewedSession } from '../protocol/messages.ts';
import type { SessionFacts, SessionStatus } from '../protocol/session.ts';
import { describedBy } from './facts.ts';
import type { Connection } from './ingest/batch.ts';
import { LiveRun, type RunDescription } from './live/live-run.ts';
import { PublisherClaim } from './live/publisher-claim.ts';
import { RunResults } from './live/run-results.ts';
import { advancePace, type Pace } from './live.ts';
import { type RunState, splitRuns } from './run.ts';
import { contradicts } from './store/facts.ts';

/**
 * - `empty`: it was described; nothing was published
 * - `live`: somebody publishes it
 * - `away`: nobody does at the moment
 * - `over`: its last run has ended; after a while only what results pages show is left
 */
type SessionState =
  | { readonly kind: 'empty'; readonly facts: SessionFacts }
  | { readonly kind: 'live'; readonly run: LiveRun }
  | { readonly kind: 'away'; readonly run: LiveRun }
  | { readonly kind: 'over'; readonly run: LiveRun | RunResults; readonly since: number };

/** What its status is where no publisher says it. */
const statusOf = { empty: 'waiting', away: 'agent-away', over: 'ended' } as const;

/** A publisher of this session, in the words of the wire. */
export interface RunName {
  /** The agent's name of the run; `''` for a simple publisher. */
  readonly token: string;
  /** Which of the simple publishers' runs it is, from 1; 0 for an agent's. */
  readonly number: number;
}

/**
 * What a publisher that was heard means for viewers.
 * - `shown`: its run is shown, as before
 * - `changed`: viewers go over to its run; `ended` is the run they were with, where it had not ended before
 * - `stored`: another one is shown; `run` is its own, for when it returns
 */
export type Turn =
  | { readonly kind: 'shown'; readonly run: LiveRun }
  | { readonly kind: 'changed'; readonly run: LiveRun; readonly ended: LiveRun | null }
  | { readonly kind: 'stored'; readonly run: LiveRun | null };

/** Several publish one session at the same time. */
export interface Contest {
  /** ms on the relay's clock. */
  readonly since: number;
  /** Which one is shown and which are not: addresses and kinds, for people. */
  readonly shown: string;
  readonly others: readonly string[];
}

/** Ids of runs hold no `#`, so this is no agent's. */
function publisherOf({ token, number }: RunName): string {
  return token === '' ? `#${number}` : token;
}

export class LiveSession {
  readonly id: string;
  #state: SessionState = { kind: 'empty', facts: {} };
  readonly #claim = new PublisherClaim();
  /** Runs of publishers that are not shown and may return. */
  readonly #displaced = new Map<string, LiveRun>();
  /** Publishers in words for people. */
  readonly #sources = new Map<string, string>();
  /** Which run each connected agent publishes. */
  readonly #agents = new Map<Connection, string>();
  /** What was told of runs before their first frame. */
  readonly #told = new Map<string, RunDescription>();
  /** What was said by `PUT`: the facts of publishers that tell none themselves. */
  #described: SessionFacts = {};
  /** Facts that may be the next run's; null: none wait. */
  #pending: { readonly facts: SessionFacts; readonly at: number } | null = null;
  /** Where the packet ids of its simple publishers are. */
  #packets: RunState | null = null;
  /** Counts the runs that viewers were shown, from 1. */
  #number = 1;
  #pace: Pace | null = null;
  /** When anything about it came last, ms on the relay's clock. */
  #touchedAt: number;
  #changed = false;
  /** Pages have all that was left out to keep their rates. */
  #settled = true;
  #framesPerSecond = 0;
  #framesTaken = 0;
  #framesMeasured = 0;
  #framesLate = 0;

  constructor(id: string, now: number) {
    this.id = id;
    this.#touchedAt = now;
  }

  // ------------------------------------------------------------------ what it looks like

  get sessionID(): string {
    return this.id;
  }

  get #shown(): LiveRun | RunResults | null {
    return this.#state.kind === 'empty' ? null : this.#state.run;
  }

  /** The run that is shown and may go on; null: there is none. */
  get #going(): LiveRun | null {
    const state = this.#state;
    return state.kind === 'live' || state.kind === 'away' ? state.run : null;
  }

  get status(): SessionStatus {
    const state = this.#state;
    return state.kind === 'live' ? state.run.game : statusOf[state.kind];
  }

  get ended(): boolean {
    return this.#state.kind === 'over';
  }

  get facts(): SessionFacts {
    return this.#state.kind === 'empty' ? this.#state.facts : this.#state.run.facts;
  }

  get driver(): string | null {
    return this.facts.driverName ?? null;
  }

  get lap(): number | null {
    return this.#shown?.lap ?? null;
  }

  /** Counts the runs that viewers were shown, from 1. */
  get run(): number {
    return this.#number;
  }

  /** The agent's name of the run that is shown; `''` for a simple publisher; null before anything came. */
  get token(): string | null {
    return this.#shown?.token ?? null;
  }

  get pace(): Pace | null {
    return this.#pace;
  }

  get framesPerSecond(): number {
    return this.#framesPerSecond;
  }

  get framesTaken(): number {
    return this.#framesTaken;
  }

  get framesLate(): number {
    return this.#framesLate;
  }

  get originMs(): number | null {
    return this.#shown?.originMs ?? null;
  }

  /** `t` of the newest frame, ms; null before the first. */
  get t(): number | null {
    return this.#shown?.t ?? null;
  }

  view(): ViewedSession {
    return {
      sessionID: this.id,
      run: this.#number,
      facts: this.facts,
      status: this.status,
      originMs: this.originMs,
      clock: this.#shown?.clock ?? null,
    };
  }

  /** undefined: there was no run yet. */
  boardNow(): Board | undefined {
    return this.#shown?.boardNow();
  }

  /** The latest values of some channels. */
  pick(names: readonly ChannelName[]): Partial<Frame> {
    return this.#shown?.pick(names) ?? {};
  }

  /** null: at most one publishes. */
  contest(now: number): Contest | null {
    const since = this.#claim.contestedSince;
    if (since === null) return null;
    const words = (publisher: string) => this.#sources.get(publisher) ?? publisher;
    return {
      since,
      shown: words(this.#claim.holder ?? ''),
      others: this.#claim.rivals(now).map(words),
    };
  }

  // ------------------------------------------------------------------ who publishes it

  /**
   * A publisher sent frames that are not late, or said what its game does.
   * @param connection what it came in on
   */
  hear(name: RunName, connection: Connection, now: number): Turn {
    const publisher = publisherOf(name);
    const verdict = this.#claim.hear(publisher, now);
    if (verdict === 'over') return { kind: 'stored', run: null };
    if (verdict === 'stored') {
      this.#nameSource(publisher, connection);
      return { kind: 'stored', run: this.#displaced.get(publisher) ?? null };
    }
    this.#touchedAt = now;
    const state = this.#state;
    if (state.kind !== 'empty' && state.run.publisher === publisher) {
      const { run } = state;
      if (run instanceof LiveRun) return this.#goOn(state.kind, run);
    }
    this.#nameSource(publisher, connection);
    return this.#changeTo(publisher, name, now);
  }

  #nameSource(publisher: string, connection: Connection): void {
    if (!this.#sources.has(publisher))
      this.#sources.set(publisher, sourceOf(publisher, connection));
  }

  #goOn(kind: SessionState['kind'], run: LiveRun): Turn {
    if (kind !== 'live') {
      if (kind === 'over') run.comeBack();
      this.#state = { kind: 'live', run };
      this.#changed = true;
    }
    return { kind: 'shown', run };
  }

  #changeTo(publisher: string, name: RunName, now: number): Turn {
    const ended = this.#going;
    const isFirst = this.#state.kind === 'empty';
    const known = this.#displaced.get(publisher);
    const run = known ?? this.#newRun(publisher, name, now);
    this.#displaced.delete(publisher);
    known?.comeBack();
    if (ended !== null) this.#displace(ended);
    this.#pending = null;
    this.#state = { kind: 'live', run };
    this.#changed = true;
    if (isFirst) return { kind: 'shown', run };
    this.#number++;
    return { kind: 'changed', run, ended };
  }

  #newRun(publisher: string, { token }: RunName, now: number): LiveRun {
    const told = token === '' ? undefined : this.#told.get(token);
    const before = this.#going;
    // A publisher without a clock goes on in time where the run before would be now, so that pages see no gap.
    const since = this.#pace === null ? 0 : now - this.#pace.lastAt;
    return new LiveRun({
      sessionID: this.id,
      publisher,
      token,
      facts: told?.facts ?? this.#described,
      originMs: told?.originMs ?? null,
      startT: before?.t == null ? 0 : before.t + since,
    });
  }

  #displace(run: LiveRun): void {
    if (this.#claim.isOver(run.publisher)) return;
    this.#displaced.set(run.publisher, run);
    if (this.#displaced.size <= limits.displacedRunsMax) return;
    const oldest = this.#displaced.keys().next().value!;
    this.#displaced.delete(oldest);
    this.#sources.delete(oldest);
  }

  /** An agent publishes this run of the session from now on; the one it published before is over. */
  attach(agent: Connection, token: string, now: number): void {
    const before = this.#agents.get(agent);
    if (before === token) return;
    this.#agents.set(agent, token);
    if (before !== undefined && !this.#isAttached(before)) this.#endPublisher(before, now);
  }

  /** An agent publishes this session no longer. @returns nobody does any more */
  detach(agent: Connection, now: number): boolean {
    const token = this.#agents.get(agent);
    if (token === undefined) return false;
    this.#agents.delete(agent);
    this.#touchedAt = now;
    if (!this.#isAttached(token)) this.#claim.leave(token);
    return this.#goesAway(now);
  }

  #goesAway(now: number): boolean {
    const state = this.#state;
    if (state.kind !== 'live' || this.#agents.size > 0 || this.#claim.isActive(now)) return false;
    this.#state = { kind: 'away', run: state.run };
    this.#changed = true;
    return true;
  }

  /**
   * The agent that is to be shown again although it sends nothing now (its game is paused, say): it is connected, and
   * the publisher that took over has fallen silent. null: there is none.
   */
  returning(now: number): { readonly name: RunName; readonly connection: Connection } | null {
    if (this.#agents.size === 0 || !this.#claim.isVacant(now)) return null;
    const holder = this.#claim.holder ?? '';
    if (this.#isAttached(holder)) return null;
    for (const [connection, token] of this.#agents) {
      if (this.#displaced.has(token)) return { name: { token, number: 0 }, connection };
    }
    return null;
  }

  #isAttached(token: string): boolean {
    for (const one of this.#agents.values()) if (one === token) return true;
    return false;
  }

  #endPublisher(publisher: string, now: number): void {
    this.#claim.end(publisher, now);
    this.#displaced.delete(publisher);
    this.#sources.delete(publisher);
  }

  /** The run of this name is over: what still comes of it is for the store. */
  isOver(token: string): boolean {
    return this.#claim.isOver(token);
  }

  /** The publisher said that its run is over. @returns the run that was shown until now; null: it was not this one */
  endRun(token: string, now: number): LiveRun | null {
    this.#endPublisher(token, now);
    this.#told.delete(token);
    const run = this.#going;
    if (run?.token !== token) return null;
    this.#finish(run, now);
    return run;
  }

  /** The session is over, whoever noticed. @returns the run that was shown until now; null: it was over already */
  finish(now: number): LiveRun | null {
    const run = this.#going;
    if (run !== null) this.#finish(run, now);
    return run;
  }

  #finish(run: LiveRun, now: number): void {
    this.#state = { kind: 'over', run, since: now };
    this.#changed = true;
  }

  // ------------------------------------------------------------------ what is told about it

  #descriptionOf(token: string, more: RunDescription): void {
    this.#told.set(token, { ...this.#told.get(token), ...more });
    if (this.#told.size > limits.keptRunsMax) {
      this.#told.delete(this.#told.keys().next().value!);
    }
  }

  #runOf(token: string): LiveRun | null {
    const shown = this.#shown;
    if (shown instanceof LiveRun && shown.token === token) return shown;
    return this.#displaced.get(token) ?? null;
  }

  /** An agent said what a run is; it need not be on yet. */
  describeRun(token: string, facts: SessionFacts, now: number): void {
    if (this.#claim.isOver(token)) return;
    this.#touchedAt = now;
    this.#descriptionOf(token, { facts });
    this.#runOf(token)?.describe(facts);
    if (this.#state.kind !== 'empty') return;
    this.#state = { kind: 'empty', facts };
    this.#changed = true;
  }

  /** An agent measured its clock against the relay's. */
  setOrigin(token: string, originMs: number): void {
    if (this.#claim.isOver(token)) return;
    this.#descriptionOf(token, { originMs });
    this.#runOf(token)?.setOrigin(originMs);
  }

  /**
   * Somebody without an agent describes the session: what is known already stays.
   *
   * Facts of another driver, car or track are the next run's when one begins soon, and never those of a run that is
   * over: until then the run that is shown keeps its own.
   * @returns all that is known now, and whether it waits to be seen whose facts they are
   * @throws RelayError `bad-facts`
   */
  describe(given: unknown, now: number): { facts: SessionFacts; waits: boolean } {
    const facts = describedBy(this.#pending?.facts ?? this.facts, given);
    this.#described = describedBy(this.#described, given);
    this.#touchedAt = now;
    const state = this.#state;
    if (state.kind === 'empty') {
      this.#state = { kind: 'empty', facts };
      this.#changed = true;
      return { facts, waits: false };
    }
    const waits = state.run.t !== null && contradicts(state.run.facts, facts);
    if (waits) this.#pending = { facts, at: now };
    else if (state.run instanceof LiveRun) state.run.describe(facts);
    return { facts, waits };
  }

  /** Facts that waited are those of the run that is shown after all, for it goes on. null: none, or not yet. */
  takeWaitingFacts(now: number): SessionFacts | null {
    if (this.#pending === null || now - this.#pending.at <= limits.nextFactsMs) return null;
    const run = this.#going;
    if (run === null) return null;
    const { facts } = this.#pending;
    this.#pending = null;
    run.describe(facts);
    return facts;
  }

  /** Tells the runs apart that simple publishers send under this id. */
  splitRuns(frames: readonly Frame[]): { run: number; isNew: boolean; frames: Frame[] }[] {
    let newest = this.#packets?.number ?? 0;
    const { stretches, state } = splitRuns(this.#packets, frames);
    this.#packets = state;
    return stretches.map((stretch) => {
      const isNew = stretch.run > newest;
      if (isNew) newest = stretch.run;
      return { ...stretch, isNew };
    });
  }

  // ------------------------------------------------------------------ counting and time

  countTaken(frames: number): void {
    this.#framesTaken += frames;
  }

  countLate(frames: number): void {
    this.#framesLate += frames;
  }

  /** A batch that is not late is about to be shown. */
  keepPace(now: number): void {
    this.#pace = advancePace(this.#pace, now);
  }

  /** Frames were shown: what pages did not get to keep their rates may have to follow. */
  unsettle(): void {
    this.#settled = false;
  }

  /** Something changed that its pages were not told yet; asked once. */
  takeChanged(): boolean {
    const shown = this.#shown;
    const ofRun = shown instanceof LiveRun && shown.takeChanged();
    const changed = this.#changed || ofRun;
    this.#changed = false;
    return changed;
  }

  /** Nobody publishes it, for longer than a moment. */
  isIdle(now: number): boolean {
    if (this.#state.kind === 'over') return true;
    return this.#agents.size === 0 && now - this.#touchedAt > limits.publisherSilentMs;
  }

  get touchedAt(): number {
    return this.#touchedAt;
  }

  /** Its stream has paused since this was asked last. */
  takePaused(now: number): boolean {
    if (this.#settled || now - this.#touchedAt <= limits.liveHoldMsMin) return false;
    this.#settled = true;
    return true;
  }

  /**
   * Looks how time went by. Called a few times a second.
   * @returns `left`: its publishers are away from now on · `lost`: they were for so long that it is to be finished
   */
  tick(now: number): 'left' | 'lost' | null {
    this.#claim.tick(now);
    for (const [publisher] of this.#displaced) {
      if (this.#isAttached(publisher) || !this.#claim.isLost(publisher, now)) continue;
      this.#displaced.delete(publisher);
      this.#sources.delete(publisher);
    }
    if (this.#goesAway(now)) return 'left';
    const state = this.#state;
    if (state.kind === 'away' && now - this.#touchedAt > limits.sessionAwayMs) return 'lost';
    if (state.kind === 'over' && now - state.since > limits.sessionShrunkMs) this.#shrink(state);
    return null;
  }

  #shrink({ run, since }: SessionState & { kind: 'over' }): void {
    if (run instanceof LiveRun) this.#state = { kind: 'over', run: new RunResults(run), since };
    this.#displaced.clear();
  }

  /** It has nothing left that anybody waits for, unless somebody looks at it. */
  isForgotten(now: number): boolean {
    const { kind } = this.#state;
    const isDone = kind === 'over' || (kind === 'empty' && this.#agents.size === 0);
    return isDone && now - this.#touchedAt > limits.sessionForgottenMs;
  }

  /** Takes the rate. @param ms since it was called last */
  measure(ms: number): void {
    const frames = this.#framesTaken - this.#framesMeasured;
    this.#framesMeasured = this.#framesTaken;
    this.#framesPerSecond = Math.round((frames * 1000) / ms);
  }

  /** The run that is shown, where it holds frames back until those before them come. */
  get holding(): LiveRun | null {
    const run = this.#going;
    return run?.isHolding === true ? run : null;
  }

  /** The run that is shown, where more than its results is in memory. */
  get shownRun(): LiveRun | null {
    const shown = this.#shown;
    return shown instanceof LiveRun ? shown : null;
  }
}

/** A publisher in words for people. */
function sourceOf(publisher: string, { remoteAddress }: Connection): string {
  const kind = publisher.startsWith('#') ? 'POST' : 'an agent';
  return remoteAddress ? `${kind} from ${remoteAddress}` : kind;
}
