/**
 * The viewers of one session that get the same bytes: encoded once, framed once, given once to each stand where
 * some of them sit. Must never do anything per viewer.
 */
import { encodeFrames } from '../../protocol/codec.ts';
import type { Frame } from '../../protocol/frame.ts';
import { copyChannels } from '../../protocol/frame-check.ts';
import { limits } from '../../protocol/limits.ts';
import type { Batch } from '../live/batch.ts';
import { binaryFrame, textFrame } from '../transport/websocket-frames.ts';
import { ChangeFilter } from './change-filter.ts';
import type { PoolCounters, Subscribers } from './connection-pool.ts';
import type { Encoding } from './encoding.ts';
import type { Viewer } from './viewer.ts';

/** What all groups count together. */
export interface HubCounters extends PoolCounters {
  encodes: number;
  /** Viewers closed because they stayed behind. */
  stuck: number;
}

/**
 * The contract's message for clients without a subprotocol, framed. It is written from the checked frames, never from
 * the publisher's own bytes: those may mean something else to another reader of JSON (names that come twice, numbers
 * without an end). That costs 1.5 µs a frame, and only where somebody watches plainly.
 */
export function plainMessage({ sessionID, lap, frames }: Batch): Buffer {
  return textFrame(JSON.stringify({ sessionID, lap, data: frames }));
}

export class BroadcastGroup {
  readonly form: Encoding;
  readonly sessionID: string;
  /** How many viewers. */
  size = 0;
  /** One for each stand where some of them sit. */
  readonly #audiences: Subscribers[] = [];
  readonly #counters: HubCounters;
  readonly #backlogBytesMax: number;
  /** Of pages: leaves out what changes nothing for them. */
  readonly #sieve: ChangeFilter | null;
  /** Frames that wait to be sent together. */
  #waiting: Partial<Frame>[] = [];
  /** Of the frames that wait or were left out. */
  #lap = 0;
  /** Values of frames that were left out to keep the rate, until one goes out. */
  #left: Partial<Frame> | null = null;
  #slot = Number.NEGATIVE_INFINITY;

  constructor(sessionID: string, form: Encoding, counters: HubCounters) {
    this.sessionID = sessionID;
    this.form = form;
    this.#counters = counters;
    this.#sieve = form.form === null ? null : new ChangeFilter(form.form);
    this.#backlogBytesMax =
      form.form === null ? limits.backlogBytesMax : limits.compactBacklogBytesMax;
  }

  add(viewer: Viewer): void {
    this.size++;
    let audience = this.#audiences.find(({ stand }) => stand === viewer.stand);
    if (audience === undefined) {
      audience = viewer.stand.audience(this.#backlogBytesMax);
      this.#audiences.push(audience);
    }
    audience.add(viewer.id);
  }

  remove(viewer: Viewer): void {
    this.size--;
    const at = this.#audiences.findIndex(({ stand }) => stand === viewer.stand);
    const audience = this.#audiences[at];
    audience?.remove(viewer.id);
    if (audience?.size === 0) this.#audiences.splice(at, 1);
  }

  /** Something waits that `flush` would send. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** @param pageFrames the frames as pages see them */
  show(batch: Batch, pageFrames: () => readonly Frame[]): void {
    const { form, hz, coalesced } = this.form;
    if (form === null || this.#sieve === null) {
      this.#counters.encodes++;
      this.write(plainMessage(batch));
      return;
    }
    if (batch.lap !== this.#lap) {
      this.#send(this.#takeWaiting());
      this.#lap = batch.lap;
    }
    const frames = this.#sieve.pass(hz === 0 ? pageFrames() : this.#thinned(pageFrames(), hz));
    if (!coalesced) {
      if (frames.length > 0) this.#send(frames);
      return;
    }
    for (const frame of frames) {
      if (this.#waiting.length === limits.batchFramesMax) this.flush();
      this.#waiting.push(frame);
    }
  }

  /** Sends what was collected; called every `limits.coalesceMs` while something is. */
  flush(): void {
    if (this.#waiting.length > 0) this.#send(this.#takeWaiting());
  }

  #takeWaiting(): Partial<Frame>[] {
    const frames = this.#waiting;
    this.#waiting = [];
    return frames;
  }

  /** The stream has paused: sends the values that were left out to keep the rate. */
  settle(): void {
    const left = this.#left;
    if (this.#sieve === null || left === null) return;
    this.#left = null;
    this.flush();
    const frames = this.#sieve.pass([left]);
    if (frames.length > 0) this.#send(frames);
  }

  /** A new run: what waits of the old one goes out first, and slots begin anew. */
  reset(): void {
    this.flush();
    this.#sieve?.reset();
    this.#left = null;
    this.#slot = Number.NEGATIVE_INFINITY;
  }

  /** Sends frames of `#lap`, and behind them the newest one if it was left out: pages learn from it how late they hear. */
  #send(frames: Partial<Frame>[]): void {
    const { form } = this.form;
    const newest = this.#sieve?.takeLeft() ?? null;
    if (newest !== null) frames.push(newest);
    if (form === null) return;
    // With one that was left out before it, a batch may have grown beyond what a message holds.
    for (let at = 0; at < frames.length; at += limits.batchFramesMax) {
      const part = frames.slice(at, at + limits.batchFramesMax);
      this.#counters.encodes++;
      this.write(binaryFrame(encodeFrames(form, this.#lap, part)));
    }
  }

  /**
   * One frame for each slot of 1/hz seconds of `t`: the first that comes. It carries what the frames between had
   * to say about slow channels, which not every frame has.
   */
  #thinned(frames: readonly Frame[], hz: number): Frame[] {
    const kept: Frame[] = [];
    for (const frame of frames) {
      const slot = Math.floor(((frame.t ?? 0) * hz) / 1000);
      if (slot === this.#slot) {
        this.#left ??= {};
        copyChannels(this.#left, frame);
        continue;
      }
      this.#slot = slot;
      kept.push(this.#left === null ? frame : { ...this.#left, ...frame });
      this.#left = null;
    }
    return kept;
  }

  /** The same bytes to every viewer; who has too much unsent gets none of them. */
  write(message: Buffer): void {
    for (const audience of this.#audiences) audience.write(message);
  }
}
