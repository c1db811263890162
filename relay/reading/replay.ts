/**
 * A stored lap as its pages were shown it, over HTTP: frames with their gaps, and the boards of that time. Streamed
 * chunk by chunk like the lap itself.
 */
import type { Response } from 'express';
import type { BoardMoment, LapReplay } from '../../protocol/lap-replay.ts';
import { type LapReplayParts, lapReplay } from '../board/lap-replay.ts';
import type { StoredLap, StoredSession } from '../store/store.ts';
import { awaited, write } from './stream.ts';

/** Answers with a `LapReplay`. Rejects with what a `RelayError` tells, before anything was sent. */
export async function sendReplay(
  parts: LapReplayParts,
  session: StoredSession,
  laps: readonly StoredLap[],
  lap: StoredLap,
  response: Response,
): Promise<void> {
  const { sessionID, facts } = session;
  const head: Omit<LapReplay, 'data' | 'boards'> = { sessionID, lap: lap.lap, facts };
  const boards: BoardMoment[] = [];
  response.type('application/json');
  let before = `${JSON.stringify(head).slice(0, -1)},"data":[`;
  for await (const part of awaited(lapReplay(parts, session, laps, lap))) {
    if (part.frames.length === 0) continue;
    boards.push(...part.boards);
    const frames = JSON.stringify(part.frames).slice(1, -1);
    if (!(await write(response, before + frames))) return;
    before = ',';
  }
  // Nothing was driven: the list is still to be opened.
  response.end(`${before.length > 1 ? before : ''}],"boards":${JSON.stringify(boards)}}`);
}
