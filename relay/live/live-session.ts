/**
 * One live session: who publishes it, which run is shown, and where in its life it is. Decides; does no input or
 * output of its own. Nobody else changes what it holds.
 */
import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { ViewedSession } from '../../protocol/messages.ts';
import type { PublisherConflict } from '../../protocol/relay-answers.ts';
import type { SessionInfo, SessionStatus } from '../../protocol/session.ts';
import type { TimingSummary } from '../../protocol/timing-summary.ts';
import type { PublisherConnection } from './batch.ts';
import { FrameCounts } from './frame-counts.ts';
import { type PublishActivity, recordBatch } from './latest-session.ts';
import { LiveRun } from './live-run.ts';
import { RunResults } from './run-results.ts';
import { SessionMetadata } from './session-metadata.ts';
import { publisherOf, type RunId, SessionPublishers } from './session-publishers.ts';
import { type RunSelection, type SessionState, statusOf } from './session-state.ts';
import { SimpleRunSplitter } from './simple-runs.ts';

export class LiveSession {
  readonly id: string;
  readonly counts = new FrameCounts();
  /** The runs of its simple publishers. */
  readonly simpleRuns = new SimpleRunSplitter();
  #state: SessionState = { kind: 'empty', info: {} };
  readonly #publishers = new SessionPublishers();
  readonly #metadata = new SessionMetadata();
  /** Counts the runs that viewers were shown, from 1. */
  #runNumber = 1;
  #activity: PublishActivity | null = null;
  /** When anything about it came last, ms on the relay's clock. */
  #lastActiveAt: number;
  #isDirty = false;
  /** Pages have all that was left out to keep their rates. */
  #isLatestSent = true;

  constructor(id: string, now: number) {
    this.id = id;
    this.#lastActiveAt = now;
  }

  // ------------------------------------------------------------------ what it looks like

  get sessionID(): string {
    return this.id;
  }

  get #shownRun(): LiveRun | RunResults | null {
    return this.#state.kind === 'empty' ? null : this.#state.run;
  }

  /** The run that is shown and may go on; null: there is none. */
  get #activeRun(): LiveRun | null {
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

  get info(): SessionInfo {
    return this.#state.kind === 'empty' ? this.#state.info : this.#state.run.info;
  }

  get driver(): string | null {
    return this.info.driverName ?? null;
  }

  get lap(): number | null {
    return this.#shownRun?.lap ?? null;
  }

  /** Counts the runs that viewers were shown, from 1. */
  get runNumber(): number {
    return this.#runNumber;
  }

  /** The agent's name of the run that is shown; `''` for a simple publisher; null before anything came. */
  get runName(): string | null {
    return this.#shownRun?.name ?? null;
  }

  get activity(): PublishActivity | null {
    return this.#activity;
  }

  get startMs(): number | null {
    return this.#shownRun?.startMs ?? null;
  }

  /** `t` of the newest frame, ms; null before the first. */
  get t(): number | null {
    return this.#shownRun?.t ?? null;
  }

  view(): ViewedSession {
    return {
      sessionID: this.id,
      run: this.#runNumber,
      facts: this.info,
      status: this.status,
      originMs: this.startMs,
      clock: this.#shownRun?.clock ?? null,
    };
  }

  /** undefined: there was no run yet. */
  timingSummary(): TimingSummary | undefined {
    return this.#shownRun?.timingSummary();
  }

  /** The latest values of some channels. */
  pick(names: readonly ChannelName[]): Partial<Frame> {
    return this.#shownRun?.pick(names) ?? {};
  }

  /** null: at most one publishes. */
  conflict(now: number): PublisherConflict | null {
    return this.#publishers.conflict(now);
  }

  /** A contest that has begun since this was asked last. */
  takeNewConflict(now: number): PublisherConflict | null {
    return this.#publishers.takeNewConflict(now);
  }

  // ------------------------------------------------------------------ who publishes it

  /**
   * A publisher sent frames that are not late, or said what its game does.
   * @param connection what it came in on
   */
  selectRun(name: RunId, connection: PublisherConnection, now: number): RunSelection {
    const publisher = publisherOf(name);
    const verdict = this.#publishers.recordActivity(publisher, connection, now);
    if (verdict === 'over') return { kind: 'stored', run: null };
    if (verdict === 'stored') {
      return { kind: 'stored', run: this.#publishers.displaced(publisher) };
    }
    this.#lastActiveAt = now;
    const state = this.#state;
    if (state.kind !== 'empty' && state.run.publisher === publisher) {
      const { run } = state;
      if (run instanceof LiveRun) return this.#continueRun(state.kind, run);
    }
    return this.#switchTo(publisher, name, now);
  }

  #continueRun(kind: SessionState['kind'], run: LiveRun): RunSelection {
    if (kind !== 'live') {
      if (kind === 'over') run.resume();
      this.#state = { kind: 'live', run };
      this.#isDirty = true;
    }
    return { kind: 'shown', run };
  }

  #switchTo(publisher: string, name: RunId, now: number): RunSelection {
    return this.#showRun(this.#publishers.resume(publisher) ?? this.#newRun(publisher, name, now));
  }

  #showRun(run: LiveRun): RunSelection {
    const ended = this.#activeRun;
    const isFirst = this.#state.kind === 'empty';
    if (ended !== null) this.#publishers.displace(ended);
    this.#state = { kind: 'live', run };
    this.#isDirty = true;
    if (isFirst) return { kind: 'shown', run };
    this.#runNumber++;
    return { kind: 'changed', run, ended };
  }

  #newRun(publisher: string, { name: token }: RunId, now: number): LiveRun {
    const before = this.#activeRun;
    // A publisher without a clock goes on in time where the run before would be now, so that pages see no gap.
    const since = this.#activity === null ? 0 : now - this.#activity.lastAt;
    return new LiveRun({
      publisher,
      name: token,
      ...this.#metadata.beginRun(token),
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
    this.#lastActiveAt = now;
    return this.#becomesAway(now);
  }

  #becomesAway(now: number): boolean {
    const state = this.#state;
    if (state.kind !== 'live' || this.#publishers.hasPublisher(now)) return false;
    this.#state = { kind: 'away', run: state.run };
    this.#isDirty = true;
    return true;
  }

  /** An agent that is connected is shown again, when who took over from it has fallen silent. */
  restoreConnected(now: number): RunSelection | null {
    const run = this.#publishers.restoreConnected(now);
    return run === null ? null : this.#showRun(run);
  }

  /** The run of this name is over: what still comes of it is for the store. */
  isOver(token: string): boolean {
    return this.#publishers.isOver(token);
  }

  /** The publisher said that its run is over. @returns the run that was shown until now; null: it was not this one */
  endRun(token: string, now: number): LiveRun | null {
    this.#publishers.end(token, now);
    this.#metadata.remove(token);
    const run = this.#activeRun;
    if (run?.name !== token) return null;
    this.#finish(run, now);
    return run;
  }

  /** The session is over, whoever noticed. @returns the run that was shown until now; null: it was over already */
  finish(now: number): LiveRun | null {
    const run = this.#activeRun;
    if (run !== null) this.#finish(run, now);
    return run;
  }

  #finish(run: LiveRun, now: number): void {
    this.#state = { kind: 'over', run, since: now };
    this.#isDirty = true;
  }

  // ------------------------------------------------------------------ what is told about it

  #runOf(token: string): LiveRun | null {
    const shown = this.#shownRun;
    if (shown instanceof LiveRun && shown.name === token) return shown;
    return this.#publishers.displaced(token);
  }

  /** An agent said what a run is; it need not be on yet. */
  describeRun(token: string, facts: SessionInfo, now: number): void {
    if (this.#publishers.isOver(token)) return;
    this.#lastActiveAt = now;
    this.#metadata.update(token, { info: facts });
    this.#runOf(token)?.describe(facts);
    if (this.#state.kind !== 'empty') return;
    this.#state = { kind: 'empty', info: facts };
    this.#isDirty = true;
  }

  /** An agent measured its clock against the relay's. */
  setStart(token: string, originMs: number): void {
    if (this.#publishers.isOver(token)) return;
    this.#metadata.update(token, { startMs: originMs });
    this.#runOf(token)?.setStart(originMs);
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
    this.#lastActiveAt = now;
    const isDriven = this.#state.kind !== 'empty' && this.#state.run.t !== null;
    const told = this.#metadata.describe(given, this.info, isDriven, now);
    if (told.waits) return told;
    const state = this.#state;
    if (state.kind === 'empty') {
      this.#state = { kind: 'empty', info: told.facts };
      this.#isDirty = true;
    } else if (state.run instanceof LiveRun) {
      state.run.describe(told.facts);
    }
    return told;
  }

  /** Facts that waited are those of the run that is shown after all, for it goes on. null: none, or not yet. */
  takeDueInfo(now: number): SessionInfo | null {
    const facts = this.#metadata.takeDue(now);
    if (facts !== null) this.#activeRun?.describe(facts);
    return facts;
  }

  // ------------------------------------------------------------------ as time goes by

  /** Frames of a run were stored that viewers were not shown. @param through highest packet of them */
  noteStoredOnly(token: string, through: number, now: number): void {
    this.#runOf(token)?.timing.noteStoredOnly(through, now);
  }

  /** A batch that is not late is about to be shown. */
  recordBatch(now: number): void {
    this.#activity = recordBatch(this.#activity, now);
  }

  /** Frames were shown: what pages did not get to keep their rates may have to follow. */
  markFramesSent(): void {
    this.#isLatestSent = false;
  }

  /** Something changed that its pages were not told yet; asked once. */
  consumeChange(): boolean {
    const shown = this.#shownRun;
    const ofRun = shown instanceof LiveRun && shown.consumeChange();
    const changed = this.#isDirty || ofRun;
    this.#isDirty = false;
    return changed;
  }

  /** Nobody publishes it, for longer than a moment. */
  isIdle(now: number): boolean {
    if (this.#state.kind === 'over') return true;
    return this.#publishers.agents === 0 && now - this.#lastActiveAt > limits.publisherSilentMs;
  }

  get lastActiveAt(): number {
    return this.#lastActiveAt;
  }

  /** Its stream has paused since this was asked last. */
  consumePause(now: number): boolean {
    if (this.#isLatestSent || now - this.#lastActiveAt <= limits.liveHoldMsMin) return false;
    this.#isLatestSent = true;
    return true;
  }

  /**
   * Looks how time went by. Called a few times a second.
   * @returns `left`: its publishers are away from now on · `lost`: they were for so long that it is to be finished
   */
  tick(now: number): 'left' | 'lost' | null {
    this.#publishers.tick(now);
    if (this.#becomesAway(now)) return 'left';
    const state = this.#state;
    if (state.kind === 'away' && now - this.#lastActiveAt > limits.sessionAwayMs) return 'lost';
    if (state.kind === 'over' && now - state.since > limits.sessionShrunkMs) this.#shrink(state);
    return null;
  }

  #shrink({ run, since }: SessionState & { kind: 'over' }): void {
    if (run instanceof LiveRun) this.#state = { kind: 'over', run: new RunResults(run), since };
    this.#publishers.forgetRuns();
  }

  /** It has nothing left that anybody waits for, unless somebody looks at it. */
  isExpired(now: number): boolean {
    const { kind } = this.#state;
    const isDone = kind === 'over' || (kind === 'empty' && this.#publishers.agents === 0);
    return isDone && now - this.#lastActiveAt > limits.sessionForgottenMs;
  }

  /** The run that is shown, where it holds frames back until those before them come. */
  get reorderingRun(): LiveRun | null {
    const run = this.#activeRun;
    return run?.isReordering === true ? run : null;
  }

  /** The run that is shown, where more than its results is in memory. */
  get liveRun(): LiveRun | null {
    const shown = this.#shownRun;
    return shown instanceof LiveRun ? shown : null;
  }
}
