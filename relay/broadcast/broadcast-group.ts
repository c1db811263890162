/**
 * The viewers of one session that get the same bytes: each message is encoded once, framed once, and handed once to
 * each pool that holds some of them. Nothing here may cost time for each viewer.
 */

import type { Frame } from '../../protocol/frame.ts';
import { encodeFrames } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';
import type { HubCounters } from '../../protocol/relay-answers.ts';
import type { Batch } from '../live/batch.ts';
import { FrameThinner } from '../live/frame-thinner.ts';
import { binaryFrame, textFrame } from '../transport/websocket-frames.ts';
import { ChangeFilter } from './change-filter.ts';
import type { Subscribers } from './connection-pool.ts';
import type { Viewer } from './viewer.ts';
import type { Encoding } from './viewer-encoding.ts';

/**
 * The contract's message for clients without a subprotocol, as a WebSocket frame. It is written from the checked frames
 * and costs 1.5 µs a frame. The publisher's own bytes might mean something else to another reader of JSON: names may
 * come twice, numbers may be infinite.
 */
export function plainMessage({ sessionID, lap, frames }: Batch): Buffer {
  return textFrame(JSON.stringify({ sessionID, lap, data: frames }));
}

export class BroadcastGroup {
  readonly encoding: Encoding;
  readonly sessionID: string;
  /** Number of viewers. */
  size = 0;
  /** Viewers that get nothing until `admit`. */
  readonly #held = new Set<Viewer>();
  /** One for each pool that holds some of the viewers. */
  readonly #subscribers: Subscribers[] = [];
  readonly #counters: HubCounters;
  readonly #backlogBytesMax: number;
  /** null: plain clients get every frame. */
  readonly #filter: ChangeFilter | null;
  /** Frames collected since the latest `flush`. */
  #collected: Partial<Frame>[] = [];
  /** Lap of the collected and skipped frames. */
  #lap = 0;
  readonly #thinner = new FrameThinner();
  /** When plain clients got all cars last, ms of the session. */
  #plainCarsT = Number.NEGATIVE_INFINITY;

  constructor(sessionID: string, encoding: Encoding, counters: HubCounters) {
    const { form } = encoding;
    this.sessionID = sessionID;
    this.encoding = encoding;
    this.#counters = counters;
    this.#filter = form === null ? null : new ChangeFilter(form);
    this.#backlogBytesMax = form === null ? limits.backlogBytesMax : limits.compactBacklogBytesMax;
  }

  /** @param isHeld it gets nothing until `admit` */
  add(viewer: Viewer, isHeld: boolean): void {
    this.size++;
    if (isHeld) this.#held.add(viewer);
    else this.#subscribe(viewer);
  }

  /** A viewer that was held back gets everything from now on. Does nothing for others. */
  admit(viewer: Viewer): void {
    if (this.#held.delete(viewer)) this.#subscribe(viewer);
  }

  admitAll(): void {
    for (const viewer of [...this.#held]) this.admit(viewer);
  }

  #subscribe(viewer: Viewer): void {
    let subscribers = this.#subscribers.find(({ pool }) => pool === viewer.pool);
    if (subscribers === undefined) {
      subscribers = viewer.pool.subscribers(this.#backlogBytesMax);
      this.#subscribers.push(subscribers);
    }
    subscribers.add(viewer.id);
  }

  remove(viewer: Viewer): void {
    this.size--;
    if (this.#held.delete(viewer)) return;
    const at = this.#subscribers.findIndex(({ pool }) => pool === viewer.pool);
    const subscribers = this.#subscribers[at];
    subscribers?.remove(viewer.id);
    if (subscribers?.size === 0) this.#subscribers.splice(at, 1);
  }

  /** @param pageFrames the frames as pages see them @returns whether frames wait for `flush` */
  sendBatch(batch: Batch, pageFrames: () => readonly Frame[]): boolean {
    const { form, hz, coalesced } = this.encoding;
    if (form === null || this.#filter === null) {
      this.#counters.encodes++;
      this.write(plainMessage(batch));
      return false;
    }
    if (batch.lap !== this.#lap) {
      this.#send(this.#removeCollected());
      this.#lap = batch.lap;
    }
    const slotOf = (t: number): number => Math.floor((t * hz) / 1000);
    const kept = hz === 0 ? pageFrames() : this.#thinner.thinned(pageFrames(), slotOf);
    const frames = this.#filter.pass(kept);
    if (!coalesced) {
      if (frames.length > 0) this.#send(frames);
      return false;
    }
    for (const frame of frames) {
      if (this.#collected.length === limits.batchFramesMax) this.flush();
      this.#collected.push(frame);
    }
    return this.#collected.length > 0;
  }

  /** Plain clients get all cars less often. @param t ms of the session @returns whether they are due */
  takesPlainCars(t: number): boolean {
    if (t >= this.#plainCarsT && t - this.#plainCarsT < limits.plainCarsMs) return false;
    this.#plainCarsT = t;
    return true;
  }

  /** Sends the collected frames; to be called every `limits.coalesceMs` while there are some. */
  flush(): void {
    if (this.#collected.length > 0) this.#send(this.#removeCollected());
  }

  #removeCollected(): Partial<Frame>[] {
    const frames = this.#collected;
    this.#collected = [];
    return frames;
  }

  /** Sends the values that were skipped to keep the rate, because the stream has paused. */
  sendLatest(): void {
    const values = this.#thinner.removeSkipped();
    if (this.#filter === null || values === null) return;
    this.flush();
    const frames = this.#filter.pass([values]);
    if (frames.length > 0) this.#send(frames);
  }

  /** A new run begins: frames of the old one are sent first. */
  reset(): void {
    this.flush();
    this.#filter?.reset();
    this.#thinner.reset();
  }

  /** Sends frames of `#lap`, and the newest frame if it was skipped: pages measure the stream's latency by it. */
  #send(frames: Partial<Frame>[]): void {
    const { form } = this.encoding;
    const newest = this.#filter?.passSkipped() ?? null;
    if (newest !== null) frames.push(newest);
    if (form === null) return;
    // The filter may add one frame to a full batch, which is more than a message may hold.
    for (let at = 0; at < frames.length; at += limits.batchFramesMax) {
      const part = frames.slice(at, at + limits.batchFramesMax);
      this.#counters.encodes++;
      this.write(binaryFrame(encodeFrames(form, this.#lap, part)));
    }
  }

  /** Writes the same bytes to every viewer; one whose backlog is too long gets none of them. */
  write(message: Buffer): void {
    for (const subscribers of this.#subscribers) subscribers.write(message);
  }
}
