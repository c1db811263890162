/**
 * Makes of a stored lap what its pages were shown: the book as it was when the lap began reads the lap's frames again.
 * Only reads.
 */
import type { Frame } from '../../protocol/frame.ts';
import type { TimingMoment } from '../../protocol/lap-replay.ts';
import type { StoredLap } from '../../protocol/relay-answers.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { StoredLapReader } from './stored-lap-reader.ts';
import { bookBefore, lapChunks, personalBest } from './stored-laps.ts';
import { TimingBook } from './timing-book.ts';
import type { TrackMaps } from './track-maps.ts';

export interface LapReplayParts {
  readonly reader: StoredLapReader;
  readonly maps: Pick<TrackMaps, 'find'>;
}

/** What a replay needs to know of the session of a lap. */
export interface ReplayedSession {
  readonly sessionID: string;
  readonly facts: SessionInfo;
  /** ms since 1970 */
  readonly createdAt: number;
}

/** A part of the lap, in order. */
export interface LapReplayPart {
  readonly frames: Frame[];
  readonly boards: TimingMoment[];
}

/** The lap as its pages saw it, a chunk at a time. Rejects with `StoreProblem` while the store is away. */
export async function* lapReplay(
  parts: LapReplayParts,
  { sessionID, facts, createdAt }: ReplayedSession,
  lap: StoredLap,
): AsyncGenerator<LapReplayPart> {
  const { reader } = parts;
  const before = await bookBefore(reader, sessionID, facts, lap.lap);
  const book = before?.book ?? new TimingBook();
  book.setTrackMap(await parts.maps.find(facts));
  const personal = await personalBest(reader, facts, createdAt);
  if (personal !== null) book.setPersonalBest(personal.timeMs, personal.trace);
  for await (const { json } of lapChunks(reader, sessionID, lap.lap)) {
    const part: LapReplayPart = { frames: [], boards: [] };
    for (const frame of JSON.parse(json) as Frame[]) {
      const { deltas } = book.addFrame(frame, lap.lap);
      part.frames.push(deltas === null ? frame : { ...frame, ...deltas });
      if (!book.consumeChange()) continue;
      part.boards.push({ packetId: frame.packetId, board: book.summary() });
    }
    yield part;
  }
}
