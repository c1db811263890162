/**
 * Keeps the results of stored laps equal to the book of laps. Frames usually arrive in order, and the open book reads on.
 * Late frames may change earlier results, so the book is then read again from its last checkpoint before them.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { LapResult } from '../timing/book-state.ts';
import { TimingBook } from '../timing/timing-book.ts';
import type { ChunkHead } from './chunk-plan.ts';
import type { SessionRows } from './session-rows.ts';

/** A frame and the lap that its publisher named. */
export interface LapFrame {
  readonly lap: number;
  readonly frame: Frame;
}

interface OpenBook {
  readonly book: TimingBook;
  /** Frames of the session when the book had read them all. */
  frames: number;
  /** Laps whose result the next frame may change. */
  tentative: ReadonlySet<number>;
}

export class StoredBooks {
  /** By session, least recently used first. */
  readonly #open = new Map<string, OpenBook>();

  /** Drops the open book. Call when a transaction failed, the session info changed, or the session was deleted. */
  forget(sessionID: string): void {
    this.#open.delete(sessionID);
  }

  /**
   * Updates the lap results. Runs in the transaction that wrote the frames.
   * @param fresh the frames that were not stored before, ascending by packetId
   */
  async update(rows: SessionRows, sessionID: string, fresh: readonly LapFrame[]): Promise<void> {
    const first = fresh[0];
    if (first === undefined) return;
    const known = this.#open.get(sessionID);
    this.#open.delete(sessionID);
    const frames = await rows.frameCount();
    // Another relay may have written frames of this session.
    const isWhole = known !== undefined && known.frames + fresh.length === frames;
    const follows = isWhole && known.book.packetId < first.frame.packetId;
    const open = follows ? known : await reopened(rows, first.frame.packetId);
    if (follows) await read(rows, open, fresh);
    else await readStored(rows, open);
    open.frames = frames;
    this.#open.set(sessionID, open);
    if (this.#open.size > limits.openBooksMax) {
      this.#open.delete(this.#open.keys().next().value!);
    }
  }
}

/** The newest saved book from before a packet, or an empty one. */
async function reopened(rows: SessionRows, packetId: number): Promise<OpenBook> {
  const state = await rows.checkpointBefore(packetId);
  const book =
    state === null ? new TimingBook(false) : TimingBook.restore(state, [], new Map(), false);
  book.setInfo(await rows.bookFacts());
  return { book, frames: 0, tentative: new Set() };
}

/** Clears the results after the book's last packet, and reads the stored frames from there. */
async function readStored(rows: SessionRows, open: OpenBook): Promise<void> {
  const heads = await rows.chunksAfter(open.book.packetId);
  await rows.clearResults(open.book.packetId);
  for (const group of overlapping(heads)) {
    const frames: LapFrame[] = [];
    for (const head of group) {
      for (const frame of await rows.framesOf(head)) {
        if (frame.packetId > open.book.packetId) frames.push({ lap: head.lap, frame });
      }
    }
    if (group.length > 1) frames.sort((a, b) => a.frame.packetId - b.frame.packetId);
    await read(rows, open, frames);
  }
}

/** Groups chunks whose packets overlap, so that frames can be sorted group by group. */
function overlapping(heads: readonly ChunkHead[]): ChunkHead[][] {
  const groups: ChunkHead[][] = [];
  let end = -1;
  for (const head of heads) {
    if (head.startPacket > end) groups.push([]);
    groups.at(-1)!.push(head);
    end = Math.max(end, head.endPacket);
  }
  return groups;
}

async function read(rows: SessionRows, open: OpenBook, frames: readonly LapFrame[]): Promise<void> {
  const { book } = open;
  const results = new Map<number, LapResult | null>();
  for (const lap of open.tentative) results.set(lap, null);
  for (const { lap, frame } of frames) {
    if (lap !== book.lap) await rows.putCheckpoint(lap, book.save());
    for (const result of book.addFrame(frame, lap).completed) results.set(result.lap, result);
  }
  const tentative = book.peek();
  for (const result of tentative) results.set(result.lap, result);
  open.tentative = new Set(tentative.map(({ lap }) => lap));
  for (const [lap, result] of results) await rows.putResult(lap, result);
}
