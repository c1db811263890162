/**
 * Rebuilds what pages saw of a stored lap: the deltas of its frames, and the timing of each moment. The timing book, as
 * it was when the lap began, reads the frames of the lap again. Changes nothing.
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

/** The session of a replayed lap. */
export interface ReplayedSession {
  readonly sessionID: string;
  readonly facts: SessionInfo;
  /** ms since 1970 */
  readonly createdAt: number;
}

/** A part of the lap, in order. */
export interface LapReplayPart {
  readonly frames: Frame[];
  readonly timing: TimingMoment[];
}

/** The lap as pages saw it, chunk by chunk. Rejects with `StoreProblem` while the store is away. */
export async function* lapReplay(
  parts: LapReplayParts,
  { sessionID, facts: info, createdAt }: ReplayedSession,
  lap: StoredLap,
): AsyncGenerator<LapReplayPart> {
  const { reader } = parts;
  const before = await bookBefore(reader, sessionID, info, lap.lap);
  const book = before?.book ?? new TimingBook();
  book.setTrackMap(await parts.maps.find(info));
  const personal = await personalBest(reader, info, createdAt);
  if (personal !== null) book.setPersonalBest(personal.timeMs, personal.trace);
  for await (const { json } of lapChunks(reader, sessionID, lap.lap)) {
    const part: LapReplayPart = { frames: [], timing: [] };
    for (const frame of JSON.parse(json) as Frame[]) {
      const { deltas } = book.addFrame(frame, lap.lap);
      part.frames.push(deltas === null ? frame : { ...frame, ...deltas });
      if (!book.consumeChange()) continue;
      part.timing.push({ packetId: frame.packetId, board: book.summary() });
    }
    yield part;
  }
}
