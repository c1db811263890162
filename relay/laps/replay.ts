/**
 * Answers with a stored lap as pages saw it: frames with their deltas, the timing of each moment, and the other cars. Streamed chunk by
 * chunk. The answer holds only the attempt that counts, and its `t` leaves out pauses, so a player neither stops nor
 * shows an attempt that was given up.
 */
import type { Response } from 'express';
import type { CarsMoment } from '../../protocol/car-positions.ts';
import { CarsReader } from '../../protocol/car-positions.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { LapReplay, TimingMoment } from '../../protocol/lap-replay.ts';
import { limits } from '../../protocol/limits.ts';
import type { StoredLap } from '../../protocol/relay-answers.ts';
import type { StoredSession, StoreReader } from '../storage/store.ts';
import { carsChunksOf } from '../storage/stored-cars.ts';
import { type LapReplayParts, lapReplay } from '../timing/lap-replay.ts';
import type { LapTimes } from './export-job.ts';
import type { Exporter } from './exporter.ts';
import { PlayedTimes } from './played-times.ts';
import { exportedLap, exportSource } from './send-export.ts';
import { eachWithStoreErrors, writeAtReaderPace } from './stream.ts';

export interface ReplayParts extends LapReplayParts {
  readonly reader: StoreReader;
  readonly exporter: Exporter;
}

/** Answers with a `LapReplay`. Rejects with a `RelayError` before anything was sent. */
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
  const head: Omit<LapReplay, 'data' | 'boards' | 'cars'> = { sessionID, lap: lap.lap, facts };
  const moments: TimingMoment[] = [];
  response.type('application/json');
  let before = `${JSON.stringify(head).slice(0, -1)},"data":[`;
  for await (const part of eachWithStoreErrors(lapReplay(parts, session, lap))) {
    moments.push(...part.timing);
    const frames = part.frames.flatMap((frame) => attempt.timed(frame));
    if (frames.length === 0) continue;
    if (!(await writeAtReaderPace(response, before + JSON.stringify(frames).slice(1, -1)))) return;
    before = ',';
  }
  // Without any frame, the head and the list are not written yet.
  const opening = before.length > 1 ? before : '';
  const boards = `${opening}],"boards":${JSON.stringify(attempt.timing(moments))},"cars":[`;
  if (!(await writeAtReaderPace(response, boards))) return;
  before = '';
  for await (const cars of eachWithStoreErrors(carsOf(parts.reader, sessionID, attempt.played))) {
    if (!(await writeAtReaderPace(response, before + JSON.stringify(cars).slice(1, -1)))) return;
    before = ',';
  }
  response.end(']}');
}

/** Where the cars were at the times that are played, some seconds at a time. */
async function* carsOf(
  reader: StoreReader,
  sessionID: string,
  played: PlayedTimes,
): AsyncGenerator<CarsMoment[]> {
  const { range } = played;
  if (range === null) return;
  const [firstT, lastT] = [range[0] - edgeMs, range[1] + edgeMs];
  const known = new CarsReader();
  let isFirst = true;
  let playedT = Number.NEGATIVE_INFINITY;
  for await (const { startT, moments } of carsChunksOf(reader, sessionID, firstT)) {
    if (startT > lastT) return;
    const some: CarsMoment[] = [];
    for (const moment of moments) {
      known.read(moment);
      const t = played.at(moment.t);
      if (moment.t < firstT || moment.t > lastT) continue;
      // While the game was paused the lap did not go on.
      if (t <= playedT && moment.entries === null) continue;
      playedT = Math.max(t, playedT + 1);
      some.push({ ...moment, t: playedT, ...(isFirst ? { entries: known.all } : {}) });
      isFirst = false;
    }
    if (some.length > 0) yield some;
  }
}

/** Cars are given from this long before the lap until this long after it, ms, so that they move from its first picture on. */
const edgeMs = limits.carsStoredMs + limits.carsEveryMs;

/** The frames of the attempt that counts, with the times at which they were driven. */
class AttemptTimes {
  /** The times of the given frames, and when each is played. */
  readonly played = new PlayedTimes();
  readonly #times: LapTimes;
  #next = 0;
  /** `t` at the beginning, ms. */
  #beganMs: number | null = null;
  #firstPacket = 0;
  #lastPacket = 0;

  constructor(times: LapTimes) {
    this.#times = times;
  }

  /** The frame with its time; empty for a frame of another attempt. Frames must come in order. */
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
    const t = Math.max(0, Math.round((this.#beganMs + atMs) * 10) / 10);
    if (frame.t !== undefined) this.played.add(frame.t, t);
    return [{ ...frame, t }];
  }

  /**
   * The timing of this attempt. The last summary from before it moves to its first frame, and summaries from after it
   * move to its last.
   */
  timing(moments: readonly TimingMoment[]): TimingMoment[] {
    const firstPacket = this.#firstPacket;
    const before = moments.findLast(({ packetId }) => packetId <= firstPacket);
    const after = moments.filter(({ packetId }) => packetId > firstPacket);
    return [...(before === undefined ? [] : [before]), ...after].map(({ packetId, board }) => ({
      packetId: Math.min(Math.max(packetId, firstPacket), this.#lastPacket),
      board,
    }));
  }
}
