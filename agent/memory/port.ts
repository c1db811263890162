/**
 * The sampler's ports to the operating system: the game's pages, a precise wait, and the list of processes. A missing
 * game is a result and never an exception.
 */

/** The three pages, mapped read-only. No method may be called after `close`. */
export interface OpenPages {
  /** The physics packet id in memory now; costs a few ns. */
  packetId(): number;
  /** That of the graphics page, which rises while the game renders, also in a pause. */
  graphicsPacketId(): number;
  /** Copies the pages in a row to `into`, `snapshotBytes` from `offset` on. */
  copy(into: Uint8Array, offset: number): void;
  /** Copies pages again that differ from their copy. @returns whether any differed */
  recopy(into: Uint8Array, offset: number): boolean;
  /** False when the memory must not be touched, because its file was truncated. Costs a system call. */
  readable(): boolean;
  close(): void;
}

/** Why pages cannot be read. */
export interface AbsentPages {
  /** A sentence without its full stop; names the page. */
  readonly absent: string;
  /** No program has made the page, as always before the game starts. False: something is wrong. */
  readonly isMissing: boolean;
}

export type OpenResult = { pages: OpenPages } | AbsentPages;

export interface MemorySource {
  /** Opens the pages; never creates them. */
  open(): OpenResult;
}

export interface PreciseWait {
  /** Shortest useful wait on this system, ms. */
  readonly grainMs: number;
  /** Blocks this thread until `monotonicMs()` reaches about `atMs`. */
  until(atMs: number): void;
  close(): void;
}

export interface ProcessList {
  /** Names (`acs.exe`) of those programs that run now. Costs some ms. */
  running(names: readonly string[]): string[];
}

/** A page of another program, mapped read-only unless it was opened for writing. Its memory must not be touched after `close`. */
export interface NamedPage {
  readonly bytes: Buffer;
  /** False when the memory must not be touched, because its file was truncated. Costs a system call. */
  readable(): boolean;
  close(): void;
}

/**
 * Opens a page by its name, for instance `acpmf_crewchief`; never creates it.
 * @returns a sentence on why it is missing
 */
export type OpenNamedPage = (name: string, sizeBytes: number) => NamedPage | string;

export interface Platform {
  readonly memory: MemorySource;
  readonly wait: PreciseWait;
  readonly processes: ProcessList;
  /** What else this system needs when the game runs without pages. */
  readonly pagesHint: string | null;
}
