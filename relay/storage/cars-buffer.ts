/** Where the cars of a run were, until it is stored: snapshots are collected and written some seconds at a time. Pure. */
import { type CarsChunk, type CarsSnapshot, chunkOf } from '../../protocol/car-positions.ts';
import { limits } from '../../protocol/limits.ts';

const chunkMs = limits.carsChunkMomentsMax * limits.carsStoredMs;

export class CarsBuffer {
  #waiting: CarsSnapshot[] = [];
  /** When the oldest snapshot came, ms. */
  #sinceMs = 0;
  #isFlushed = false;
  /** The chunks that are being written, and how many snapshots they hold. */
  #inFlight: { readonly chunks: readonly CarsChunk[]; readonly snapshots: number } | null = null;

  add(snapshot: CarsSnapshot, nowMs: number): void {
    if (this.#waiting.length === 0) this.#sinceMs = nowMs;
    this.#waiting.push(snapshot);
    // The database has been away for long. The oldest that are not being written go.
    if (this.#waiting.length <= limits.carsMomentsWaitingMax) return;
    this.#waiting.splice(this.#inFlight?.snapshots ?? 0, limits.carsChunkMomentsMax);
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0;
  }

  /** What waits is written now. */
  flush(): void {
    this.#isFlushed = !this.isEmpty;
  }

  /** What was flushed is not stored yet. */
  get isFlushing(): boolean {
    return this.#isFlushed;
  }

  /** When the next write is due, ms; null: nothing waits. */
  dueAt(): number | null {
    if (this.isEmpty) return null;
    const isFull = this.#waiting.length >= limits.carsChunkMomentsMax;
    return this.#isFlushed || isFull || this.#inFlight !== null ? 0 : this.#sinceMs + chunkMs;
  }

  /** What is to be written; the same again until it is confirmed. Empty: nothing is due. */
  due(nowMs: number): readonly CarsChunk[] {
    const at = this.dueAt();
    if (at === null || at > nowMs) return [];
    if (this.#inFlight === null) {
      this.#inFlight = { chunks: chunksOf(this.#waiting), snapshots: this.#waiting.length };
    }
    return this.#inFlight.chunks;
  }

  /** What was due is stored. */
  confirmWrite(nowMs: number): void {
    this.#waiting.splice(0, this.#inFlight?.snapshots ?? 0);
    this.#inFlight = null;
    this.#isFlushed = false;
    this.#sinceMs = nowMs;
  }

  /** Nothing that waits is stored. */
  drop(): void {
    this.#waiting = [];
    this.#inFlight = null;
    this.#isFlushed = false;
  }
}

function chunksOf(snapshots: readonly CarsSnapshot[]): CarsChunk[] {
  const parts: CarsSnapshot[][] = [];
  for (const snapshot of snapshots) {
    const part = parts.at(-1);
    const isFull = part === undefined || part.length === limits.carsChunkMomentsMax;
    // The clock of a source that comes back may begin again.
    if (isFull || snapshot.t <= part.at(-1)!.t) parts.push([snapshot]);
    else part.push(snapshot);
  }
  return parts.map(chunkOf);
}
