/**
 * One live session: who publishes it, which run is shown, and where in its life it is. Decides; does no input or
 * output of its own. Nobody else changes what it holds.
 */
import type { Board } from '../../protocol/board.ts';
import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { ViewedSession } from '../../protocol/messages.ts';
import type { Contest } from '../../protocol/relay-answers.ts';
import type { SessionInfo, SessionStatus } from '../../protocol/session.ts';
import type { PublisherConnection } from './batch.ts';
import { FrameCounts } from './frame-counts.ts';
import { advancePace, type Pace } from './latest-session.ts';
import { LiveRun } from './live-run.ts';
import { publisherOf, type RunName, SessionPublishers } from './publishers.ts';
import { RunSplitter } from './run.ts';
import { RunResults } from './run-results.ts';
import { type SessionState, statusOf, type Turn } from './session-life.ts';
import { ToldInfo } from './told-info.ts';

export class LiveSession {
  readonly id: string;
  readonly counts = new FrameCounts();
  /** The runs of its simple publishers. */
  readonly simpleRuns = new RunSplitter();
  #state: SessionState = { kind: 'empty', facts: {} };
  readonly #publishers = new SessionPublishers();
  readonly #told = new ToldInfo();
  /** Counts the runs that viewers were shown, from 1. */
  #number = 1;
  #pace: Pace | null = null;
  /** When anything about it came last, ms on the relay's clock. */
  #touchedAt: number;
  #changed = false;
  /** Pages have all that was left out to keep their rates. */
  #settled = true;

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

  get facts(): SessionInfo {
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
    return this.#publishers.contest(now);
  }

  /** A contest that has begun since this was asked last. */
  takeContest(now: number): Contest | null {
    return this.#publishers.takeContest(now);
  }

  // ------------------------------------------------------------------ who publishes it

  /**
   * A publisher sent frames that are not late, or said what its game does.
   * @param connection what it came in on
   */
  hear(name: RunName, connection: PublisherConnection, now: number): Turn {
    const publisher = publisherOf(name);
    const verdict = this.#publishers.hear(publisher, connection, now);
    if (verdict === 'over') return { kind: 'stored', run: null };
    if (verdict === 'stored') {
      return { kind: 'stored', run: this.#publishers.displaced(publisher) };
    }
    this.#touchedAt = now;
    const state = this.#state;
    if (state.kind !== 'empty' && state.run.publisher === publisher) {
      const { run } = state;
      if (run instanceof LiveRun) return this.#goOn(state.kind, run);
    }
    return this.#changeTo(publisher, name, now);
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
    return this.#turnTo(this.#publishers.comeBack(publisher) ?? this.#newRun(publisher, name, now));
  }

  #turnTo(run: LiveRun): Turn {
    const ended = this.#going;
    const isFirst = this.#state.kind === 'empty';
    if (ended !== null) this.#publishers.displace(ended);
    this.#state = { kind: 'live', run };
    this.#changed = true;
    if (isFirst) return { kind: 'shown', run };
    this.#number++;
    return { kind: 'changed', run, ended };
  }

  #newRun(publisher: string, { token }: RunName, now: number): LiveRun {
    const before = this.#going;
    // A publisher without a clock goes on in time where the run before would be now, so that pages see no gap.
    const since = this.#pace === null ? 0 : now - this.#pace.lastAt;
    return new LiveRun({
      publisher,
      token,
      ...this.#told.begin(token),
      startT: before?.t == null ? 0 : before.t + since,
    });
  }

  /** An agent publishes this run of the session from now on; the one it published before is over. */
  attach(agent: PublisherConnection, token: string, now: number): void {
    this.#publishers.attach(agent, token, now);
  }

  /** An agent publishes this session no longer. @returns nobody does any more */
  detach(agent: PublisherConnection, now: number): boolean {
    if (!this.#publishers.detach(agent)) return false;
    this.#touchedAt = now;
    return this.#goesAway(now);
  }

  #goesAway(now: number): boolean {
    const state = this.#state;
    if (state.kind !== 'live' || this.#publishers.isAnybodyHere(now)) return false;
    this.#state = { kind: 'away', run: state.run };
    this.#changed = true;
    return true;
  }

  /** An agent that is connected is shown again, when who took over from it has fallen silent. */
  giveBack(now: number): Turn | null {
    const run = this.#publishers.giveBack(now);
    return run === null ? null : this.#turnTo(run);
  }

  /** The run of this name is over: what still comes of it is for the store. */
  isOver(token: string): boolean {
    return this.#publishers.isOver(token);
  }

  /** The publisher said that its run is over. @returns the run that was shown until now; null: it was not this one */
  endRun(token: string, now: number): LiveRun | null {
    this.#publishers.end(token, now);
    this.#told.forget(token);
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

  #runOf(token: string): LiveRun | null {
    const shown = this.#shown;
    if (shown instanceof LiveRun && shown.token === token) return shown;
    return this.#publishers.displaced(token);
  }

  /** An agent said what a run is; it need not be on yet. */
  describeRun(token: string, facts: SessionInfo, now: number): void {
    if (this.#publishers.isOver(token)) return;
    this.#touchedAt = now;
    this.#told.tell(token, { facts });
    this.#runOf(token)?.describe(facts);
    if (this.#state.kind !== 'empty') return;
    this.#state = { kind: 'empty', facts };
    this.#changed = true;
  }

  /** An agent measured its clock against the relay's. */
  setOrigin(token: string, originMs: number): void {
    if (this.#publishers.isOver(token)) return;
    this.#told.tell(token, { originMs });
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
  describe(given: unknown, now: number): { facts: SessionInfo; waits: boolean } {
    this.#touchedAt = now;
    const isDriven = this.#state.kind !== 'empty' && this.#state.run.t !== null;
    const told = this.#told.describe(given, this.facts, isDriven, now);
    if (told.waits) return told;
    const state = this.#state;
    if (state.kind === 'empty') {
      this.#state = { kind: 'empty', facts: told.facts };
      this.#changed = true;
    } else if (state.run instanceof LiveRun) {
      state.run.describe(told.facts);
    }
    return told;
  }

  /** Facts that waited are those of the run that is shown after all, for it goes on. null: none, or not yet. */
  takeSettledFacts(now: number): SessionInfo | null {
    const facts = this.#told.takeSettled(now);
    if (facts !== null) this.#going?.describe(facts);
    return facts;
  }

  // ------------------------------------------------------------------ as time goes by

  /** Frames of a run were stored that viewers were not shown. @param through highest packet of them */
  storedOnly(token: string, through: number, now: number): void {
    this.#runOf(token)?.book.storedOnly(through, now);
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
    return this.#publishers.agents === 0 && now - this.#touchedAt > limits.publisherSilentMs;
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
    this.#publishers.tick(now);
    if (this.#goesAway(now)) return 'left';
    const state = this.#state;
    if (state.kind === 'away' && now - this.#touchedAt > limits.sessionAwayMs) return 'lost';
    if (state.kind === 'over' && now - state.since > limits.sessionShrunkMs) this.#shrink(state);
    return null;
  }

  #shrink({ run, since }: SessionState & { kind: 'over' }): void {
    if (run instanceof LiveRun) this.#state = { kind: 'over', run: new RunResults(run), since };
    this.#publishers.forgetRuns();
  }

  /** It has nothing left that anybody waits for, unless somebody looks at it. */
  isForgotten(now: number): boolean {
    const { kind } = this.#state;
    const isDone = kind === 'over' || (kind === 'empty' && this.#publishers.agents === 0);
    return isDone && now - this.#touchedAt > limits.sessionForgottenMs;
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
