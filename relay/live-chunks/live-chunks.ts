/**
 * The stream of sessions as files of one second each (`/live`): a second receiver of everything that goes to the sockets of
 * viewers. It records the sessions that somebody asks for, and all of them while the stream has a delay, so that the first
 * viewer in step with it finds the past.
 */
import { encodeCars } from '../../protocol/cars-codec.ts';
import type { RaceEvent } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { LiveChunkOpening } from '../../protocol/live-chunk.ts';
import type { RelayToViewer } from '../../protocol/messages.ts';
import type { Batch } from '../live/batch.ts';
import type { Broadcast, CarsChange } from '../live/ports.ts';
import { type OpeningTexts, SessionChunks } from './session-chunks.ts';

/** A live session as a chunk begins with it. */
export interface OpenedSession {
  readonly isOver: boolean;
  opening(): LiveChunkOpening;
}

export interface LiveChunksParts {
  /** @returns null: there is no such session */
  session(sessionID: string): OpenedSession | null;
  sessionIDs(): Iterable<string>;
  /** How late viewers see the stream, ms; null: not known. */
  streamDelayMs(): number | null;
  /** ms since 1970 */
  now(): number;
}

interface RecordedSession {
  readonly chunks: SessionChunks;
  /** When somebody asked for one of its chunks last, ms since 1970. */
  askedAt: number;
}

/** The chunks of a session that is recorded. */
export type ReadableChunks = Pick<SessionChunks, 'get' | 'newest' | 'first'>;

export class LiveChunks implements Broadcast {
  readonly #parts: LiveChunksParts;
  readonly #recorded = new Map<string, RecordedSession>();

  constructor(parts: LiveChunksParts) {
    this.#parts = parts;
  }

  /** Bytes of all chunks in memory. */
  get bytes(): number {
    let sum = 0;
    for (const { chunks } of this.#recorded.values()) sum += chunks.bytes;
    return sum;
  }

  /** Somebody asks for a session: it is recorded from now on. @returns null: there is no such session */
  ask(sessionID: string): ReadableChunks | null {
    const now = this.#parts.now();
    const recorded = this.#recorded.get(sessionID) ?? this.#begin(sessionID, now);
    if (recorded === null) return null;
    recorded.askedAt = now;
    this.#advance(sessionID, recorded, now);
    return recorded.chunks;
  }

  #begin(sessionID: string, now: number): RecordedSession | null {
    if (this.#parts.session(sessionID) === null) return null;
    const recorded = { chunks: new SessionChunks(now), askedAt: Number.NEGATIVE_INFINITY };
    this.#recorded.set(sessionID, recorded);
    return recorded;
  }

  /** The session's chunks, with the present second begun. @returns undefined: it is not recorded */
  #present(sessionID: string): SessionChunks | undefined {
    const recorded = this.#recorded.get(sessionID);
    if (recorded !== undefined) this.#advance(sessionID, recorded, this.#parts.now());
    return recorded?.chunks;
  }

  #advance(sessionID: string, { chunks }: RecordedSession, now: number): void {
    chunks.advance(now, () => {
      const session = this.#parts.session(sessionID);
      // A session that is over has one chunk at least, so that viewers who come now learn how it ended.
      if (session === null || (session.isOver && chunks.newest !== null)) return null;
      return textsOf(session.opening());
    });
  }

  sendBatch({ sessionID, lap }: Batch, pageFrames: () => readonly Frame[]): void {
    this.#present(sessionID)?.addFrames(lap, pageFrames(), this.#parts.now());
  }

  sendSession(sessionID: string): void {
    const chunks = this.#present(sessionID);
    const session = chunks === undefined ? null : this.#parts.session(sessionID);
    if (chunks === undefined || session === null) return;
    const { session: viewed, state, board } = session.opening();
    const message = { type: 'session', session: viewed, state } as const;
    this.#addText(chunks, board === null ? message : { ...message, board });
  }

  sendCars({ sessionID, entries, t, positions }: CarsChange): void {
    const chunks = this.#present(sessionID);
    if (chunks === undefined) return;
    if (entries !== null) this.#addText(chunks, entries);
    if (positions.length > 0) chunks.addBytes(encodeCars(t, positions), this.#parts.now());
  }

  sendEvent(event: RaceEvent): void {
    const chunks = this.#present(event.sessionID);
    if (chunks !== undefined) this.#addText(chunks, { type: 'event', event });
  }

  #addText(chunks: SessionChunks, message: RelayToViewer): void {
    chunks.addText(JSON.stringify(message), this.#parts.now());
  }

  reset(sessionID: string): void {
    this.#present(sessionID)?.reset();
  }

  /** Chunks have every frame up to 60 a second, so nothing was left out that a pause would show. */
  sendLatest(): void {}

  /** 1 while somebody asks for chunks: caches hide how many they are. */
  viewersOf(sessionID: string): number {
    const { askedAt = Number.NEGATIVE_INFINITY } = this.#recorded.get(sessionID) ?? {};
    return this.#parts.now() - askedAt < limits.liveChunkWatchedMs ? 1 : 0;
  }

  /** Ends seconds in which nothing came, and forgets what is too old. Called a few times a second. */
  tick(): void {
    const now = this.#parts.now();
    const delayMs = this.#parts.streamDelayMs();
    if (delayMs !== null) {
      for (const sessionID of this.#parts.sessionIDs()) {
        if (!this.#recorded.has(sessionID)) this.#begin(sessionID, now);
      }
    }
    const spare = Math.ceil((delayMs ?? 0) / 1_000) + limits.liveChunksSpare;
    const kept = Math.max(limits.liveChunksKeptMin, spare);
    for (const [sessionID, recorded] of this.#recorded) {
      const isWanted = delayMs !== null || now - recorded.askedAt < limits.liveChunkAskedMs;
      if (!isWanted || this.#parts.session(sessionID) === null) this.#recorded.delete(sessionID);
      else this.#advance(sessionID, recorded, now);
      recorded.chunks.dropOld(kept);
    }
    while (this.bytes > limits.liveChunksBytesMax && this.#largest()?.dropOldest() === true);
  }

  #largest(): SessionChunks | undefined {
    let largest: SessionChunks | undefined;
    for (const { chunks } of this.#recorded.values()) {
      if (largest === undefined || chunks.bytes > largest.bytes) largest = chunks;
    }
    return largest;
  }
}

function textsOf({ session, board, cars, state }: LiveChunkOpening): OpeningTexts {
  const head = JSON.stringify({ session, board, cars });
  return { head: head.slice(1, -1), state: JSON.stringify(state) };
}

/** The JSON of a `LiveChunkOpening`. */
export function openingJson({ head, state }: OpeningTexts): string {
  return `{${head},"state":${state}}`;
}
