/**
 * One live session: its publishers, the run that viewers see, and its state (`empty`, `live`, `away`, `over`).
 * It decides and does no input or output. Only its own methods change it.
 */
import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { PublisherConflict } from '../../protocol/live-session-status.ts';
import type { ViewedSession } from '../../protocol/messages.ts';
import type { SessionInfo, SessionStatus } from '../../protocol/session.ts';
import type { TimingSummary } from '../../protocol/timing-summary.ts';
import type { PublisherConnection } from './batch.ts';
import { FrameCounts } from './frame-counts.ts';
import { type PublishActivity, recordBatch } from './latest-session.ts';
import { LiveRun } from './live-run.ts';
import type { InheritedRun } from './ports.ts';
import { RunResults } from './run-results.ts';
import { SessionMetadata } from './session-metadata.ts';
import { publisherOf, type RunId, SessionPublishers } from './session-publishers.ts';
import { type RunSelection, type SessionState, statusOf } from './session-state.ts';
import { SimpleRunSplitter } from './simple-runs.ts';

export class LiveSession {
  readonly id: string;
  readonly counts = new FrameCounts();
  /** Tells the runs of simple publishers apart. */
  readonly simpleRuns = new SimpleRunSplitter();
  #state: SessionState = { kind: 'empty', info: {} };
  readonly #publishers = new SessionPublishers();
  readonly #metadata = new SessionMetadata();
  /** Counts the runs that viewers were shown, from 1. */
  #runNumber: number;
  readonly #inherited: InheritedRun | null;
  #activity: PublishActivity | null = null;
  /** When the last message about it came, ms on the relay's clock. */
  #lastActiveAt: number;
  #isDirty = false;
  /** Pages have the latest values, including those that were skipped to keep their rates. */
  #isLatestSent = true;

  /** @param inherited what its viewers saw at another relay; null: nothing */
  constructor(id: string, now: number, inherited: InheritedRun | null = null) {
    this.id = id;
    this.#inherited = inherited;
    this.#runNumber = inherited?.number ?? 1;
    this.#lastActiveAt = now;
  }

  // ------------------------------------------------------------------ reading

  get sessionID(): string {
    return this.id;
  }

  get #shownRun(): LiveRun | RunResults | null {
    return this.#state.kind === 'empty' ? null : this.#state.run;
  }

  /** The shown run while it can still continue; null: there is none. */
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

  /** @returns undefined: there was no run yet */
  timingSummary(): TimingSummary | undefined {
    return this.#shownRun?.timingSummary();
  }

  /** The latest values of some channels. */
  pick(names: readonly ChannelName[]): Partial<Frame> {
    return this.#shownRun?.pick(names) ?? {};
  }

  /** @returns null: at most one publisher is active */
  conflict(now: number): PublisherConflict | null {
    return this.#publishers.conflict(now);
  }

  /** A conflict that began since the last call; null: none did. */
  takeNewConflict(now: number): PublisherConflict | null {
    return this.#publishers.takeNewConflict(now);
  }

  // ------------------------------------------------------------------ publishers

  /**
   * Records that a publisher is active and decides which run viewers see. Frames that arrive late do not count.
   * @param connection of the publisher
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
    const before = this.#inherited;
    // A run of an agent goes on where another relay left it.
    const goesOn = before === null || (run.name !== '' && run.name === before.name);
    if (!isFirst || !goesOn) this.#runNumber++;
    return isFirst ? { kind: 'shown', run } : { kind: 'changed', run, ended };
  }

  #newRun(publisher: string, { name }: RunId, now: number): LiveRun {
    const before = this.#activeRun;
    // A publisher without a clock continues at the time that the run before would have reached: pages see no jump.
    const since = this.#activity === null ? 0 : now - this.#activity.lastAt;
    const run = new LiveRun({
      publisher,
      name,
      ...this.#metadata.beginRun(name),
      startT: before?.t == null ? 0 : before.t + since,
    });
    // The director goes on after qualifying; a driver is chosen again, since numbers of cars may be others.
    if (before?.grid.focus.isAuto) run.grid.choose({ auto: true });
    return run;
  }

  /** An agent starts to publish this run. The run that it published before is over. */
  attach(agent: PublisherConnection, run: string, now: number): void {
    this.#publishers.attach(agent, run, now);
  }

  /** An agent stops publishing this session. @returns true: nobody publishes it now */
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

  isPublishedBy(agent: PublisherConnection): boolean {
    return this.#publishers.hasAgent(agent);
  }

  hasPublisher(now: number): boolean {
    return this.#publishers.hasPublisher(now);
  }

  /** Shows a connected agent again when the publisher that took over from it has fallen silent. */
  restoreConnected(now: number): RunSelection | null {
    const run = this.#publishers.restoreConnected(now);
    return run === null ? null : this.#showRun(run);
  }

  /** The run of this name is over: its remaining frames are only stored. */
  isOver(run: string): boolean {
    return this.#publishers.isOver(run);
  }

  /** The publisher ended its run. @returns that run when it was shown; null: another one was */
  endRun(name: string, now: number): LiveRun | null {
    this.#publishers.end(name, now);
    this.#metadata.remove(name);
    const run = this.#activeRun;
    if (run?.name !== name) return null;
    this.#finish(run, now);
    return run;
  }

  /** Ends the session. @returns the run that was shown; null: the session was over already */
  finish(now: number): LiveRun | null {
    const run = this.#activeRun;
    if (run !== null) this.#finish(run, now);
    return run;
  }

  #finish(run: LiveRun, now: number): void {
    this.#state = { kind: 'over', run, since: now };
    this.#isDirty = true;
  }

  // ------------------------------------------------------------------ session info

  /** A run by the name that its agent gave it; null: it is not in memory. */
  runNamed(run: string): LiveRun | null {
    const shown = this.#shownRun;
    if (shown instanceof LiveRun && shown.name === run) return shown;
    return this.#publishers.displaced(run);
  }

  /** An agent described a run, which may not have begun yet. */
  describeRun(run: string, info: SessionInfo, now: number): void {
    if (this.#publishers.isOver(run)) return;
    this.#lastActiveAt = now;
    this.#metadata.update(run, { info });
    this.runNamed(run)?.describe(info);
    if (this.#state.kind !== 'empty') return;
    this.#state = { kind: 'empty', info };
    this.#isDirty = true;
  }

  /** An agent measured its clock against the relay's. */
  setStart(run: string, startMs: number): void {
    if (this.#publishers.isOver(run)) return;
    this.#metadata.update(run, { startMs });
    this.runNamed(run)?.setStart(startMs);
  }

  /**
   * A client without an agent describes the session. Fields that it leaves out keep their values.
   *
   * Another driver, car or track may belong to the next run. The info then waits for `limits.nextRunInfoMs`: it goes to
   * a run that begins within that time, else to the shown run, unless that run is over.
   * @returns the merged info, and whether it waits
   * @throws RelayError `bad-facts`
   */
  describe(given: unknown, now: number): { info: SessionInfo; waits: boolean } {
    this.#lastActiveAt = now;
    const isDriven = this.#state.kind !== 'empty' && this.#state.run.t !== null;
    const described = this.#metadata.describe(given, this.info, isDriven, now);
    if (described.waits) return described;
    const state = this.#state;
    if (state.kind === 'empty') {
      this.#state = { kind: 'empty', info: described.info };
      this.#isDirty = true;
    } else if (state.run instanceof LiveRun) {
      state.run.describe(described.info);
    }
    return described;
  }

  /** Gives waiting info to the shown run, because no new run began in time. @returns null: none waits, or not yet */
  takeDueInfo(now: number): SessionInfo | null {
    const info = this.#metadata.takeDue(now);
    if (info !== null) this.#activeRun?.describe(info);
    return info;
  }

  // ------------------------------------------------------------------ time

  /** Frames of a run were stored without being shown. @param through their highest packet */
  noteStoredOnly(run: string, through: number, now: number): void {
    this.runNamed(run)?.timing.noteStoredOnly(through, now);
  }

  /** Records that a batch is about to be shown. */
  recordBatch(now: number): void {
    this.#activity = recordBatch(this.#activity, now);
  }

  /** Frames were sent. Pages may have missed values that were skipped to keep their rates. */
  markFramesSent(): void {
    this.#isLatestSent = false;
  }

  /** Whether anything changed since the last call. */
  consumeChange(): boolean {
    const shown = this.#shownRun;
    const ofRun = shown instanceof LiveRun && shown.consumeChange();
    const changed = this.#isDirty || ofRun;
    this.#isDirty = false;
    return changed;
  }

  /** Nobody has published it for `limits.publisherSilentMs`. */
  isIdle(now: number): boolean {
    if (this.#state.kind === 'over') return true;
    return this.#publishers.agents === 0 && now - this.#lastActiveAt > limits.publisherSilentMs;
  }

  get lastActiveAt(): number {
    return this.#lastActiveAt;
  }

  /** Whether the stream paused since the last call. */
  consumePause(now: number): boolean {
    if (this.#isLatestSent || now - this.#lastActiveAt <= limits.liveHoldMsMin) return false;
    this.#isLatestSent = true;
    return true;
  }

  /**
   * Applies time-outs. Called a few times a second.
   * @returns `left`: its publishers just went away · `lost`: they have been away for so long that the session must end
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

  /** It can leave memory, unless somebody watches it. */
  isExpired(now: number): boolean {
    const { kind } = this.#state;
    const isDone = kind === 'over' || (kind === 'empty' && this.#publishers.agents === 0);
    return isDone && now - this.#lastActiveAt > limits.sessionForgottenMs;
  }

  /** The shown run, when it holds batches back until earlier ones arrive; else null. */
  get reorderingRun(): LiveRun | null {
    const run = this.#activeRun;
    return run?.isReordering === true ? run : null;
  }

  /** The shown run, when more than its results is in memory; else null. */
  get liveRun(): LiveRun | null {
    const shown = this.#shownRun;
    return shown instanceof LiveRun ? shown : null;
  }
}
