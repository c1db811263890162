/**
 * Keeps every frame until the relay has stored it: bounded, oldest dropped first and counted. Knows nothing of
 * sockets; a publisher asks it what to send and tells it what became of that.
 */
import { limits } from '../../protocol/limits.ts';
import type { Session } from '../session/session.ts';
import { type TextBlockPlace, TextBlocks } from './text-blocks.ts';

/**
 * - `live`: sampled just now, not sent yet
 * - `late`: to be sent as soon as the live frames leave room (sampled during a break, or lost with a connection)
 * - `flying`: sent, no answer yet
 * - `received`: taken by the relay, perhaps not on disk yet
 * - `done`: on disk, refused for good or dropped; only waits to be taken out of the list
 */
export type FrameState = 'live' | 'late' | 'flying' | 'received' | 'done';

/** Read only outside of `ResendBuffer`, and only until its next change: the object becomes another frame's. */
export interface PendingFrame {
  run: PendingRun;
  lap: number;
  packetId: number;
  /** The frame as JSON; gone when it is done. */
  readonly text: TextBlockPlace;
  state: FrameState;
  /** See `Batchable`. */
  last: boolean;
}

/** A run of the game of which frames are kept. */
export interface PendingRun {
  readonly session: Session;
  /** Live frames were sent before older ones that still wait: what the relay has stored does not say that it has all up to there. */
  overtaken: boolean;
  /** Frames that are not done. */
  frames: number;
}

/** Frames from `from` (counted since the start) on. */
export interface FrameRange {
  readonly from: number;
  readonly count: number;
}

/** Done frames at the front are taken out of the list in steps of so many. */
const compactFrames = 1024;

export class ResendBuffer {
  readonly #list: PendingFrame[] = [];
  readonly #texts = new TextBlocks();
  /** Objects of frames that were taken out of the list, for those to come. */
  readonly #spare: PendingFrame[] = [];
  /** Index of the first frame that is kept, and how many went before the list's first. */
  #head = 0;
  #base = 0;
  readonly #framesMax: number;
  #runs: PendingRun[] = [];
  #firstLive = 0;
  #firstLate = 0;
  #lateFrames = 0;

  /** Frames that were dropped before the relay had them. */
  dropped = 0;
  /** Frames that the relay took but never said to have stored. */
  forgotten = 0;

  constructor(framesMax: number = limits.keptFramesMax) {
    this.#framesMax = framesMax;
  }

  /** Frames that are not done. */
  get size(): number {
    return this.#runs.reduce((sum, run) => sum + run.frames, 0);
  }

  get late(): number {
    return this.#lateFrames;
  }

  /** Runs of which frames are kept, oldest first. */
  get keptRuns(): readonly PendingRun[] {
    return this.#runs;
  }

  /** Count of the frame that comes next. */
  get end(): number {
    return this.#base + this.#list.length;
  }

  /** The run of a session, begun if it is new. */
  runOf(session: Session): PendingRun {
    const newest = this.#runs.at(-1);
    if (newest?.session === session) return newest;
    const run: PendingRun = { session, overtaken: false, frames: 0 };
    this.#runs.push(run);
    this.#forgetEmptyRuns();
    while (this.#runs.length > limits.keptRunsMax) {
      this.#dropFirst();
      this.#forgetEmptyRuns();
    }
    return run;
  }

  /** @param state `live` when it can be sent now, else `late`. */
  add(run: PendingRun, lap: number, packetId: number, json: string, state: 'live' | 'late'): void {
    const newest = this.#list[this.#list.length - 1];
    if (newest !== undefined && (newest.run !== run || newest.lap !== lap)) newest.last = true;
    const frame = this.#spare.pop() ?? newFrame(run);
    frame.run = run;
    frame.lap = lap;
    frame.packetId = packetId;
    frame.state = state;
    frame.last = false;
    this.#texts.put(json, frame.text);
    this.#list.push(frame);
    run.frames++;
    if (state === 'late') this.#lateFrames++;
    if (this.#list.length - this.#head > this.#framesMax) this.#dropFirst();
  }

  /** No further frame belongs to the batch of the newest one. */
  closeBatch(): void {
    const newest = this.#list[this.#list.length - 1];
    if (newest !== undefined) newest.last = true;
  }

  /** All kept frames in the order of sampling. Indexes are valid until the next change. */
  get frames(): readonly PendingFrame[] {
    return this.#list;
  }

  /** Index of the first frame that waits to be sent live; all behind it wait too. -1: none. */
  nextLive(): number {
    let index = Math.max(this.#firstLive - this.#base, this.#head);
    while (index < this.#list.length && this.#list[index]!.state !== 'live') index++;
    this.#firstLive = this.#base + index;
    return index < this.#list.length ? index : -1;
  }

  /** Index of the first frame that waits to be sent late, -1: none. Those behind it may be in any state. */
  nextLate(): number {
    if (this.#lateFrames === 0) return -1;
    let index = Math.max(this.#firstLate - this.#base, this.#head);
    while (this.#list[index]!.state !== 'late') index++;
    this.#firstLate = this.#base + index;
    return index;
  }

  /** How many frames in a row, at most `max`, are in the state of the one at `index`. */
  alike(index: number, max: number): number {
    const { state } = this.#list[index]!;
    const end = Math.min(this.#list.length, index + max);
    let i = index + 1;
    while (i < end && this.#list[i]!.state === state) i++;
    return i - index;
  }

  /** Frames that wait to be sent live. */
  get live(): number {
    const index = this.nextLive();
    return index === -1 ? 0 : this.#list.length - index;
  }

  /** Marks frames as sent. @returns the range to name them by later. */
  send(index: number, count: number): FrameRange {
    for (let i = index; i < index + count; i++) this.#move(this.#list[i]!, 'flying');
    return { from: this.#base + index, count };
  }

  /** All waiting live frames but the newest `count` are sent later: they came too fast for the connection. */
  delayAllBut(count: number): void {
    const index = this.nextLive();
    if (index === -1) return;
    const end = this.#list.length - count;
    for (let i = index; i < end; i++) this.#move(this.#list[i]!, 'late');
    this.#firstLate = Math.min(this.#firstLate, this.#base + index);
  }

  /** Sent in vain: the frames wait again in their place. Nothing newer may have been sent meanwhile. */
  again(range: FrameRange): void {
    this.#each(range, (frame) => {
      if (frame.state === 'flying') this.#move(frame, 'live');
    });
    this.#firstLive = Math.min(this.#firstLive, range.from);
  }

  /** The relay has no room for them in its live picture: they are sent later. */
  delay(range: FrameRange): void {
    this.#each(range, (frame) => {
      if (frame.state === 'flying') this.#move(frame, 'late');
    });
    this.#firstLate = Math.min(this.#firstLate, range.from);
  }

  received(range: FrameRange): void {
    this.#each(range, (frame) => {
      if (frame.state === 'flying') this.#move(frame, 'received');
    });
  }

  /** True when the last frame of the range is this packet of this run. */
  endsWith({ from, count }: FrameRange, run: string, packetId: number): boolean {
    const last = this.#list[from + count - 1 - this.#base];
    return last?.packetId === packetId && last.run.session.run === run;
  }

  /** On disk or refused for good. */
  done(range: FrameRange): void {
    this.#each(range, (frame) => this.#move(frame, 'done'));
    this.#takeOut();
  }

  /** The relay has on disk all that it took of this run up to this packet. */
  stored(run: string, packetId: number): void {
    for (let i = this.#head; i < this.#list.length; i++) {
      const frame = this.#list[i]!;
      if (frame.run.session.run !== run) continue;
      if (frame.packetId > packetId) {
        // Behind it are only later packets of the run.
        break;
      }
      if (frame.state === 'received') this.#move(frame, 'done');
    }
    this.#takeOut();
  }

  /**
   * A connection is lost: what was not answered is sent again, and so is, where the relay itself began anew, what it
   * had not stored.
   * @param sameRelay the relay on the other side is the one that took the frames (false: not known yet, or another).
   */
  resend(sameRelay: boolean): void {
    for (let i = this.#head; i < this.#list.length; i++) {
      const frame = this.#list[i]!;
      const again =
        frame.state === 'flying' ||
        frame.state === 'live' ||
        (!sameRelay && frame.state === 'received');
      if (again) this.#move(frame, 'late');
    }
    this.#firstLate = this.#base + this.#head;
    this.#firstLive = this.end;
  }

  /** A relay that began anew has this run on disk up to this packet: the frames up to there need not be sent again. */
  storedBefore(run: string, packetId: number): void {
    for (let i = this.#head; i < this.#list.length; i++) {
      const frame = this.#list[i]!;
      if (frame.run.session.run !== run || frame.run.overtaken) continue;
      if (frame.packetId > packetId) break;
      this.#move(frame, 'done');
    }
    this.#takeOut();
  }

  /** Live frames are about to be sent: runs that have late ones are overtaken. */
  overtake(run: PendingRun): void {
    if (!run.overtaken && this.#lateFrames > 0) run.overtaken = true;
  }

  #each({ from, count }: FrameRange, visit: (frame: PendingFrame) => void): void {
    const start = Math.max(from - this.#base, this.#head);
    const end = Math.min(from + count - this.#base, this.#list.length);
    for (let i = start; i < end; i++) visit(this.#list[i]!);
  }

  #move(frame: PendingFrame, state: FrameState): void {
    if (frame.state === state || frame.state === 'done') return;
    if (frame.state === 'late') this.#lateFrames--;
    if (state === 'late') this.#lateFrames++;
    frame.state = state;
    if (state === 'done') {
      frame.run.frames--;
      this.#texts.drop(frame.text);
    }
  }

  #dropFirst(): void {
    const frame = this.#list[this.#head]!;
    if (frame.state === 'received') this.forgotten++;
    else if (frame.state !== 'done') this.dropped++;
    this.#move(frame, 'done');
    this.#takeOut();
  }

  #takeOut(): void {
    while (this.#head < this.#list.length && this.#list[this.#head]!.state === 'done') this.#head++;
    if (this.#head < compactFrames && this.#head < this.#list.length) return;
    const taken = Math.min(this.#head, compactFrames - this.#spare.length);
    for (let i = 0; i < taken; i++) this.#spare.push(this.#list[i]!);
    this.#list.copyWithin(0, this.#head);
    this.#list.length -= this.#head;
    this.#base += this.#head;
    this.#head = 0;
    this.#forgetEmptyRuns();
  }

  #forgetEmptyRuns(): void {
    if (this.#runs.length < 2) return;
    const newest = this.#runs.at(-1);
    this.#runs = this.#runs.filter((run) => run.frames > 0 || run === newest);
  }
}

function newFrame(run: PendingRun): PendingFrame {
  const text = { block: null, at: 0, length: 0 };
  return { run, lap: 0, packetId: 0, text, state: 'done', last: false };
}
