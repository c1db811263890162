/**
 * A stored lap as its pages were shown it, over HTTP: frames with their gaps, and the boards of that time. Streamed
 * chunk by chunk like the lap itself. Only the attempt that counts is told, and `t` leaves out pauses, so that what
 * plays it neither stands still nor drives what was given up.
 */
import type { Response } from 'express';
import type { Frame } from '../../protocol/frame.ts';
import type { LapReplay, TimingMoment } from '../../protocol/lap-replay.ts';
import type { StoredLap } from '../../protocol/relay-answers.ts';
import type { StoredSession, StoreReader } from '../storage/store.ts';
import { type LapReplayParts, lapReplay } from '../timing/lap-replay.ts';
import type { LapTimes } from './export-job.ts';
import type { Exporter } from './exporter.ts';
import { exportedLap, exportSource } from './exports.ts';
import { eachWithStoreErrors, writeAtReaderPace } from './stream.ts';

export interface ReplayParts extends LapReplayParts {
  readonly reader: StoreReader;
  readonly exporter: Exporter;
}

/** Answers with a `LapReplay`. Rejects with what a `RelayError` tells, before anything was sent. */
export async function sendReplay(
  parts: ReplayParts,
  session: StoredSession,
  laps: readonly StoredLap[],
  lap: StoredLap,
  response: Response,
): Promise<void> {
  const { sessionID, facts } = session;
  const source = exportSource(parts.reader, session, laps, lap);
  const attempt = new AttemptTimes(await parts.exporter.times(exportedLap(lap), source));
  const head: Omit<LapReplay, 'data' | 'boards'> = { sessionID, lap: lap.lap, facts };
  const boards: TimingMoment[] = [];
  response.type('application/json');
  let before = `${JSON.stringify(head).slice(0, -1)},"data":[`;
  for await (const part of eachWithStoreErrors(lapReplay(parts, session, lap))) {
    boards.push(...part.boards);
    const frames = part.frames.flatMap((frame) => attempt.timed(frame));
    if (frames.length === 0) continue;
    if (!(await writeAtReaderPace(response, before + JSON.stringify(frames).slice(1, -1)))) return;
    before = ',';
  }
  // Nothing was driven: the list is still to be opened.
  const opening = before.length > 1 ? before : '';
  response.end(`${opening}],"boards":${JSON.stringify(attempt.boards(boards))}}`);
}

/** The frames of the attempt that counts, by when they were driven. */
class AttemptTimes {
  readonly #times: LapTimes;
  #next = 0;
  /** `t` at the beginning, ms. */
  #beganMs: number | null = null;
  #firstPacket = 0;
  #lastPacket = 0;

  constructor(times: LapTimes) {
    this.#times = times;
  }

  /** The frame at its time; nothing for a frame of another attempt. @param frame after the one before */
  timed(frame: Frame): Frame[] {
    const { packetIds, timesMs } = this.#times;
    while (this.#next < packetIds.length && packetIds[this.#next]! < frame.packetId) this.#next++;
    if (packetIds[this.#next] !== frame.packetId) return [];
    const atMs = timesMs[this.#next]!;
    if (this.#beganMs === null) {
      this.#beganMs = (frame.t ?? 0) - atMs;
      this.#firstPacket = frame.packetId;
    }
    this.#lastPacket = frame.packetId;
    return [{ ...frame, t: Math.max(0, Math.round((this.#beganMs + atMs) * 10) / 10) }];
  }

  /** Boards of this attempt: the last from before it stands at its first frame, what came after it at its last. */
  boards(boards: readonly TimingMoment[]): TimingMoment[] {
    const firstPacket = this.#firstPacket;
    const before = boards.findLast(({ packetId }) => packetId <= firstPacket);
    const after = boards.filter(({ packetId }) => packetId > firstPacket);
    return [...(before === undefined ? [] : [before]), ...after].map(({ packetId, board }) => ({
      packetId: Math.min(Math.max(packetId, firstPacket), this.#lastPacket),
      board,
    }));
  }
}
