/**
 * Fetches for a session's board what lies outside it: the driver's best stored lap and the map of the track; and
 * keeps a map that the board has learnt. Runs beside the live path; what cannot be had is simply not there.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { SessionFacts } from '../../protocol/session.ts';
import { trackKeyOf, trackKeyText } from '../../protocol/track-key.ts';
import { lapChunks } from '../store/lap-chunks.ts';
import type { StoreReader } from '../store/store.ts';
import type { BoardMaker } from './board.ts';
import { LapTrace } from './lap-trace.ts';
import type { TrackMaps } from './track-maps.ts';

/** The lap's time falls back by more than this at the line, ms. */
const lineFallMs = 1_000;

export interface ReferencesParts {
  readonly reader: StoreReader;
  readonly maps: TrackMaps;
}

export class References {
  readonly #parts: ReferencesParts;
  /** For which facts a board was looked after. */
  readonly #lookedFor = new WeakMap<BoardMaker, string>();
  readonly #kept = new WeakSet<BoardMaker>();

  constructor(parts: ReferencesParts) {
    this.#parts = parts;
  }

  /** Called when something about a session changed. Never waits, never throws. */
  look(board: BoardMaker, facts: SessionFacts): void {
    board.setSectorCount(facts.sectorCount);
    const { driverName = '', car = '' } = facts;
    const track = trackKeyOf(facts);
    if (track === null) return;
    const key = JSON.stringify([driverName, car, trackKeyText(track)]);
    if (this.#lookedFor.get(board) !== key) {
      this.#lookedFor.set(board, key);
      void this.#fetch(board, facts);
    }
    const { learnt } = board.map;
    if (learnt !== null && !this.#kept.has(board)) {
      this.#kept.add(board);
      void this.#keep(board, facts, learnt);
    }
  }

  async #fetch(board: BoardMaker, facts: SessionFacts): Promise<void> {
    const path = await this.#parts.maps.find(facts);
    if (path !== null) board.setTrackMap(path);
    try {
      const best = await this.#parts.reader.personalBest(facts);
      if (best === null) return;
      const trace = await traceOf(this.#parts.reader, best.sessionID, best.lap, best.lapMs);
      board.setPersonalBest(best.lapMs, trace);
    } catch {
      // The store is away: it says so itself, and the session goes on without this reference.
      this.#lookedFor.delete(board);
    }
  }

  async #keep(
    board: BoardMaker,
    facts: SessionFacts,
    line: Parameters<TrackMaps['keep']>[1],
  ): Promise<void> {
    const known = await this.#parts.maps.find(facts);
    board.setTrackMap(known ?? (await this.#parts.maps.keep(facts, line)));
  }
}

/** The trace of a stored lap; null: it cannot be compared with. Rejects with `StoreProblem` while the store is away. */
export async function traceOf(
  reader: StoreReader,
  sessionID: string,
  lap: number,
  lapMs: number,
): Promise<LapTrace | null> {
  const trace = new LapTrace();
  let beforeMs = 0;
  for await (const chunk of lapChunks(reader, sessionID, lap)) {
    for (const { trackPosition, currentLapTime } of JSON.parse(chunk.json) as Frame[]) {
      if (typeof trackPosition !== 'number' || typeof currentLapTime !== 'number') continue;
      // Past the line the lap's number follows a moment later: those samples are of the next lap.
      if (currentLapTime < beforeMs - lineFallMs) return trace.finish(lapMs) ? trace : null;
      beforeMs = currentLapTime;
      trace.add(trackPosition, currentLapTime);
    }
  }
  return trace.finish(lapMs) ? trace : null;
}
