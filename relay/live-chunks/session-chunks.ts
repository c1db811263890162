/**
 * Records one session second by second. A second that is over is a chunk and never changes. Pure: the caller passes the
 * time, ms since 1970 on the relay's clock.
 */
import type { Frame } from '../../protocol/frame.ts';
import { encodeFrames } from '../../protocol/frame-codec.ts';
import { limits } from '../../protocol/limits.ts';
import { encodeChunk, type LiveChunkRecord, liveChunkForm } from '../../protocol/live-chunk.ts';
import { FrameThinner } from '../live/frame-thinner.ts';

/** What a page needs to begin with a chunk, as JSON. */
export interface OpeningTexts {
  /** `"name":value` pairs of all but the state. Chunks that begin alike share one string. */
  readonly head: string;
  /** The latest values. */
  readonly state: string;
}

export interface KeptChunk {
  readonly bytes: Uint8Array;
  readonly opening: OpeningTexts;
}

/** The second that is being recorded. */
interface Recording {
  readonly number: number;
  readonly opening: OpeningTexts;
  readonly records: LiveChunkRecord[];
  bytes: number;
}

/** Frames of one lap that become one message. */
interface FrameWindow {
  readonly lap: number;
  readonly beganMs: number;
  readonly frames: Partial<Frame>[];
  endedMs: number;
}

const utf8 = new TextEncoder();

function secondOf(ms: number): number {
  return Math.floor(ms / 1_000);
}

/** Number of the slot of 1/`liveChunkHz` seconds of a `t`. */
function slotOf(t: number): number {
  return Math.round((t * limits.liveChunkHz) / 1_000);
}

function sizeOf({ bytes, opening }: KeptChunk): number {
  return bytes.length + opening.state.length;
}

export class SessionChunks {
  /** By number, oldest first. */
  readonly #kept = new Map<number, KeptChunk>();
  /** The second that is recorded now, s since 1970; it is the number of its chunk. */
  #second: number;
  /** null: recording begins with the next second, or the session is over. */
  #recording: Recording | null = null;
  /** Number of the newest chunk, and of the oldest from which on none is missing. */
  #newest: number | null = null;
  #first = 0;
  /** Frames that become one message; null: none wait. */
  #window: FrameWindow | null = null;
  readonly #thinner = new FrameThinner();
  /** Of the kept chunks. */
  #bytes = 0;

  constructor(now: number) {
    this.#second = secondOf(now);
  }

  /** Bytes of the kept chunks. */
  get bytes(): number {
    return this.#bytes;
  }

  /** null: there is no chunk. */
  get newest(): number | null {
    return this.#kept.size === 0 ? null : this.#newest;
  }

  /** Number of the oldest chunk from which on none is missing; null: there is none. */
  get first(): number | null {
    return this.#kept.size === 0 ? null : this.#first;
  }

  get(number: number): KeptChunk | null {
    return this.#kept.get(number) ?? null;
  }

  /**
   * Ends the second that is over. To be called before anything of a later second is added.
   * @param opening of the session as it is now; null: it is over, so nothing more comes
   */
  advance(now: number, opening: () => OpeningTexts | null): void {
    const number = secondOf(now);
    if (number <= this.#second) return;
    this.#second = number;
    this.#flush();
    const ended = this.#recording;
    if (ended !== null) this.#keep(ended);
    const next = opening();
    this.#recording = next === null ? null : this.#begin(number, next);
  }

  #begin(number: number, { head, state }: OpeningTexts): Recording {
    const before = this.#newest === null ? undefined : this.#kept.get(this.#newest)?.opening.head;
    const opening = { head: before === head ? before : head, state };
    return { number, opening, records: [], bytes: 0 };
  }

  #keep({ number, opening, records }: Recording): void {
    if (this.#newest === null || number !== this.#newest + 1) this.#first = number;
    this.#newest = number;
    const chunk = { bytes: encodeChunk(records), opening };
    this.#kept.set(number, chunk);
    this.#bytes += sizeOf(chunk);
  }

  /** Forgets the oldest chunk. @returns false: there is none */
  dropOldest(): boolean {
    for (const [number, chunk] of this.#kept) {
      this.#kept.delete(number);
      this.#bytes -= sizeOf(chunk);
      this.#first = Math.max(this.#first, number + 1);
      return true;
    }
    return false;
  }

  /** Forgets chunks that are older than this many seconds before the newest. */
  dropOld(seconds: number): void {
    while (this.#kept.size > seconds) this.dropOldest();
  }

  /** @param frames as pages see them, with `t`, in order */
  addFrames(lap: number, frames: readonly Frame[], now: number): void {
    if (this.#recording === null) return;
    const kept = this.#thinner.thinned(frames, slotOf);
    if (kept.length === 0) return;
    let window = this.#window;
    const isFull =
      window !== null &&
      (window.lap !== lap ||
        now - window.beganMs >= limits.liveChunkWindowMs ||
        window.frames.length + kept.length > limits.batchFramesMax);
    if (isFull) this.#flush();
    window = this.#window ??= { lap, beganMs: now, endedMs: now, frames: [] };
    window.endedMs = now;
    for (const frame of kept) window.frames.push(frame);
  }

  /** @param message to pages, as JSON */
  addText(message: string, now: number): void {
    this.addBytes(utf8.encode(message), now, true);
  }

  /** @param isKept it is kept even if the chunk is full */
  addBytes(message: Uint8Array, now: number, isKept = false): void {
    this.#flush();
    this.#add(message, now, isKept);
  }

  #add(message: Uint8Array, now: number, isKept: boolean): void {
    const recording = this.#recording;
    if (recording === null) return;
    if (!isKept && recording.bytes + message.length > limits.liveChunkBytesMax) return;
    recording.bytes += message.length;
    const atMs = Math.min(Math.max(now - recording.number * 1_000, 0), 999);
    recording.records.push({ atMs, message });
  }

  /** A new run begins: its `t` may start again. */
  reset(): void {
    this.#flush();
    this.#thinner.reset();
  }

  #flush(): void {
    const window = this.#window;
    this.#window = null;
    if (window === null) return;
    this.#add(encodeFrames(liveChunkForm, window.lap, window.frames), window.endedMs, false);
  }
}
