/**
 * What the sampler needs of the operating system, as narrow ports: the game's pages, a precise wait, and whether
 * the game's program runs. A game that is not there is an answer, never an exception.
 */

/** The three pages, mapped read-only. After `close` nothing of it may be called. */
export interface OpenPages {
  /** The physics packet id as it is in memory now; costs a few ns. */
  packetId(): number;
  /** The same of the graphics page; it moves while the game renders, also in a pause. */
  graphicsPacketId(): number;
  /** Copies the pages, one after another, to `into` from byte `offset` on (`snapshotBytes` long). */
  copy(into: Uint8Array, offset: number): void;
  /** Compares a copy with the memory; what differs is copied again. True when something had changed. */
  recopy(into: Uint8Array, offset: number): boolean;
  /** False when the memory may not be touched any more (its file was cut short). Costs a system call. */
  readable(): boolean;
  close(): void;
}

/** The pages, or one sentence why they are not there. */
export type OpenResult = { pages: OpenPages } | { absent: string };

export interface MemorySource {
  /** Opens what is there under the pages' names now; never creates it. */
  open(): OpenResult;
}

export interface PreciseWait {
  /** Shortest wait that makes sense here, ms. */
  readonly grainMs: number;
  /** Blocks this thread until `monotonicMs()` is at least about `atMs`; returns at once when it is past. */
  until(atMs: number): void;
  close(): void;
}

export interface ProcessList {
  /** Those of the given program names (`acs.exe`) that run now. Costs some ms: call it rarely. */
  running(names: readonly string[]): string[];
}

export interface Platform {
  readonly memory: MemorySource;
  readonly wait: PreciseWait;
  readonly processes: ProcessList;
  /** Added to «the game runs, but its pages are not there», where the system needs something more for that. */
  readonly pagesHint: string | null;
  close(): void;
}
