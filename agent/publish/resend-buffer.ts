/**
 * Keeps every frame in memory until the relay has stored it. While the relay is away, frames wait here as `late`; once it is
 * back, new frames go first and the late ones follow where there is room. The buffer is bounded: the oldest frames are
 * dropped first, and counted. `ws-publisher.ts` and `http-publisher.ts` ask it what to send, and report what the relay
 * answered; `ws-publisher.ts` numbers its batches (`seq`).
 *
 * A frame has two numbers: its index in `frames`, which is valid until the next change, and its count since the start of the
 * program, which stays. Each field, and `FrameRange`, says which of the two it is.
 */
import { limits } from '../../protocol/limits.ts';
import type { Session } from '../session/session.ts';

/**
 * - `unsent`: sampled just now, not sent yet
 * - `late`: sent when unsent frames leave room (sampled during a break, or lost with a connection)
 * - `inFlight`: sent, not answered yet
 * - `received`: accepted by the relay, perhaps not on disk yet
 * - `done`: on disk, refused for good or dropped; removed from the list soon
 */
export type FrameState = 'unsent' | 'late' | 'inFlight' | 'received' | 'done';

/** Only `ResendBuffer` changes it. */
export interface PendingFrame {
  readonly run: PendingRun;
  readonly lap: number;
  readonly packetId: number;
  /** The frame as JSON. */
  readonly json: string;
  state: FrameState;
  /** See `Batchable` in `batcher.ts`. */
  last: boolean;
}

/** A run of the game with frames in the buffer. */
export interface PendingRun {
  readonly session: Session;
  /**
   * Newer frames were sent while older ones still waited. A stored packet id then does not prove that all earlier
   * frames are stored.
   */
  isOutOfOrder: boolean;
  /** Frames that are not done. */
  frames: number;
}

/** Frames in a row. `from` is a count since the start, so the range stays right when frames are removed. */
export interface FrameRange {
  readonly from: number;
  readonly count: number;
}

/** Done frames at the front are removed from the list in steps of this size. */
const compactFrames = 1024;

export class ResendBuffer {
  /** In the order of sampling; done ones at the front are removed in steps. */
  #list: PendingFrame[] = [];
  /** Index of the first frame that is not done. */
  #head = 0;
  /** How many frames were removed since the start: count = index + this. */
  #removed = 0;
  readonly #framesMax: number;
  #runs: PendingRun[] = [];
  /** Counts since the start at which the search for the first unsent and the first late frame begins; none lies before. */
  #unsentFrom = 0;
  #lateFrom = 0;
  #lateFrames = 0;

  /** Frames that were dropped before the relay had them. */
  dropped = 0;
  /** Frames that were dropped after the relay received them and before it reported them stored. */
  forgotten = 0;

  constructor(framesMax: number = limits.keptFramesMax) {
    this.#framesMax = framesMax;
  }

  /** Frames that are not done. */
  get size(): number {
    return this.#runs.reduce((sum, run) => sum + run.frames, 0);
  }

  /** Frames that are late. */
  get late(): number {
    return this.#lateFrames;
  }

  /** Frames that were sampled just now and not sent yet. */
  get unsent(): number {
    const index = this.nextUnsent();
    return index === -1 ? 0 : this.#list.length - index;
  }

  /** Runs with frames in the buffer, oldest first. */
  get keptRuns(): readonly PendingRun[] {
    return this.#runs;
  }

  /** All frames in the order of sampling. Indexes are valid until the next change. */
  get frames(): readonly PendingFrame[] {
    return this.#list;
  }

  /** The run of a session; a new one is begun where there is none. */
  runOf(session: Session): PendingRun {
    const newest = this.#runs.at(-1);
    if (newest?.session === session) return newest;
    const run: PendingRun = { session, isOutOfOrder: false, frames: 0 };
    this.#runs.push(run);
    this.#forgetEmptyRuns();
    while (this.#runs.length > limits.keptRunsMax) {
      this.#dropFirst();
      this.#forgetEmptyRuns();
    }
    return run;
  }

  add(
    run: PendingRun,
    lap: number,
    packetId: number,
    json: string,
    state: 'unsent' | 'late',
  ): void {
    const newest = this.#list.at(-1);
    if (newest !== undefined && (newest.run !== run || newest.lap !== lap)) newest.last = true;
    this.#list.push({ run, lap, packetId, json, state, last: false });
    run.frames++;
    if (state === 'late') this.#lateFrames++;
    if (this.#list.length - this.#head > this.#framesMax) this.#dropFirst();
  }

  /** Ends the batch of the newest frame. */
  closeBatch(): void {
    const newest = this.#list.at(-1);
    if (newest !== undefined) newest.last = true;
  }

  /** Index of the first unsent frame; all behind it are unsent too. -1: none. */
  nextUnsent(): number {
    let index = Math.max(this.#unsentFrom - this.#removed, this.#head);
    while (index < this.#list.length && this.#list[index]!.state !== 'unsent') index++;
    this.#unsentFrom = this.#removed + index;
    return index < this.#list.length ? index : -1;
  }

  /** Index of the first late frame, -1: none. Those behind it may be in any state. */
  nextLate(): number {
    if (this.#lateFrames === 0) return -1;
    let index = Math.max(this.#lateFrom - this.#removed, this.#head);
    while (this.#list[index]!.state !== 'late') index++;
    this.#lateFrom = this.#removed + index;
    return index;
  }

  /** How many frames in a row, at most `max`, have the state of the one at `index`. */
  alike(index: number, max: number): number {
    const { state } = this.#list[index]!;
    const end = Math.min(this.#list.length, index + max);
    let i = index + 1;
    while (i < end && this.#list[i]!.state === state) i++;
    return i - index;
  }

  /** @returns the range to name the frames by later */
  markSent(index: number, count: number): FrameRange {
    const run = this.#list[index]!.run;
    if (this.#list[index]!.state === 'unsent' && this.#lateFrames > 0) run.isOutOfOrder = true;
    for (let i = index; i < index + count; i++) this.#change(this.#list[i]!, 'inFlight');
    return { from: this.#removed + index, count };
  }

  /** Makes all unsent frames but the newest `count` late: they came too fast for the connection. */
  delayAllBut(count: number): void {
    const index = this.nextUnsent();
    if (index === -1) return;
    const end = this.#list.length - count;
    for (let i = index; i < end; i++) this.#change(this.#list[i]!, 'late');
    this.#lateFrom = Math.min(this.#lateFrom, this.#removed + index);
  }

  /** The request failed: its frames are unsent again. Nothing newer may have been sent meanwhile. */
  backToUnsent(range: FrameRange): void {
    this.#changeInFlight(range, 'unsent');
    this.#unsentFrom = Math.min(this.#unsentFrom, range.from);
  }

  /** The relay has no room for the frames in its live picture: they become late. */
  delay(range: FrameRange): void {
    this.#changeInFlight(range, 'late');
    this.#lateFrom = Math.min(this.#lateFrom, range.from);
  }

  received(range: FrameRange): void {
    this.#changeInFlight(range, 'received');
  }

  /** True when the last frame of the range is this packet of this run. */
  endsWith({ from, count }: FrameRange, run: string, packetId: number): boolean {
    const last = this.#list[from + count - 1 - this.#removed];
    return last?.packetId === packetId && last.run.session.run === run;
  }

  /** The frames are on disk or refused for good. */
  done(range: FrameRange): void {
    this.#each(range, (frame) => this.#change(frame, 'done'));
    this.#removeDone();
  }

  /** The relay has stored all that it received of this run up to this packet. */
  stored(run: string, packetId: number): void {
    for (let i = this.#head; i < this.#list.length; i++) {
      const frame = this.#list[i]!;
      if (frame.run.session.run !== run) continue;
      // Packet ids of a run ascend.
      if (frame.packetId > packetId) break;
      if (frame.state === 'received') this.#change(frame, 'done');
    }
    this.#removeDone();
  }

  /**
   * Makes every frame late that the relay may not have: those without an answer and, where the relay restarted, those
   * that it received and may not have stored.
   * @param isSameRelay the relay on the other side still has what it received
   */
  connectionLost(isSameRelay: boolean): void {
    for (let i = this.#head; i < this.#list.length; i++) {
      const frame = this.#list[i]!;
      if (frame.state !== 'received' || !isSameRelay) this.#change(frame, 'late');
    }
    this.#lateFrom = this.#removed + this.#head;
    this.#unsentFrom = this.#removed + this.#list.length;
  }

  /** A relay that restarted has this run on disk up to this packet: earlier frames are not sent again. */
  storedBefore(run: string, packetId: number): void {
    for (let i = this.#head; i < this.#list.length; i++) {
      const frame = this.#list[i]!;
      if (frame.run.session.run !== run || frame.run.isOutOfOrder) continue;
      if (frame.packetId > packetId) break;
      this.#change(frame, 'done');
    }
    this.#removeDone();
  }

  #changeInFlight(range: FrameRange, state: FrameState): void {
    this.#each(range, (frame) => {
      if (frame.state === 'inFlight') this.#change(frame, state);
    });
  }

  #each({ from, count }: FrameRange, visit: (frame: PendingFrame) => void): void {
    const start = Math.max(from - this.#removed, this.#head);
    const end = Math.min(from + count - this.#removed, this.#list.length);
    for (let i = start; i < end; i++) visit(this.#list[i]!);
  }

  #change(frame: PendingFrame, state: FrameState): void {
    if (frame.state === state || frame.state === 'done') return;
    if (frame.state === 'late') this.#lateFrames--;
    if (state === 'late') this.#lateFrames++;
    frame.state = state;
    if (state === 'done') frame.run.frames--;
  }

  #dropFirst(): void {
    const frame = this.#list[this.#head]!;
    if (frame.state === 'received') this.forgotten++;
    else if (frame.state !== 'done') this.dropped++;
    this.#change(frame, 'done');
    this.#removeDone();
  }

  #removeDone(): void {
    while (this.#head < this.#list.length && this.#list[this.#head]!.state === 'done') this.#head++;
    if (this.#head < compactFrames && this.#head < this.#list.length) return;
    this.#list.splice(0, this.#head);
    this.#removed += this.#head;
    this.#head = 0;
    this.#forgetEmptyRuns();
  }

  #forgetEmptyRuns(): void {
    if (this.#runs.length < 2) return;
    const newest = this.#runs.at(-1);
    this.#runs = this.#runs.filter((run) => run.frames > 0 || run === newest);
  }
}
