/** One run as `writer.ts` knows it: its unwritten frames and info, its stored session, and how much of it is on disk. */
import type { CarLap } from '../../protocol/car-lap.ts';
import type { MarkedMoment } from '../../protocol/marked-moment.ts';
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import type { RunPosition } from '../live/simple-runs.ts';
import { CarsBuffer } from './cars-buffer.ts';
import { RunBuffer } from './run-buffer.ts';
import { infoChanges, type SessionInfoChanges, withChanges } from './session-info-changes.ts';
import type { RunRequest, StoredRun } from './store.ts';

export class RecordedRun {
  readonly key: RunKey;
  readonly buffer = new RunBuffer();
  /** null: not looked up yet, or deleted since. */
  sessionID: string | null = null;
  /** False: the run has session info but no frame yet. */
  hasFrames = false;
  /** The highest packet on disk and its lap; null: none, or not known yet. */
  end: RunPosition | null = null;
  /** All session info received here. */
  info: SessionInfo | null = null;
  /** The part of `info` that is not written yet. */
  unwrittenInfo: SessionInfoChanges | null = null;
  /** Marked moments that are not written yet. */
  unwrittenMoments: readonly MarkedMoment[] = [];
  /** Laps of cars that are not written yet. */
  unwrittenCarLaps: readonly CarLap[] = [];
  /** Where its cars were that is not written yet. */
  readonly cars = new CarsBuffer();
  /** When unwritten info last arrived, and when it may be written, ms. */
  describedAt = 0;
  infoDueAt = 0;
  /** When the run last had work, ms. */
  usedAt: number;
  /** When a reader last asked for the unwritten frames, ms. */
  readerFlushAt = Number.NEGATIVE_INFINITY;
  /** How often the database refused the next write. */
  refusals = 0;
  /** The laps of the last two writes. */
  #written: [readonly number[], readonly number[]] = [[], []];
  /** See `RunRequest.origin`. */
  #origin: string;
  /** See `RunRequest.first`. */
  #first: RunPosition | 'new' | null;
  /** The packet up to which the run was last reported as stored; null: never. */
  #announced: number | null = null;

  constructor(key: RunKey, origin: string, first: RunPosition | 'new' | null, at: number) {
    this.key = key;
    this.#origin = origin;
    this.#first = first;
    this.usedAt = at;
  }

  /** @param info everything known now; only what changed is written */
  describe(info: SessionInfo, at: number): void {
    const changes = infoChanges(this.info, info);
    if (changes === null) return;
    this.info = withChanges(this.info ?? {}, changes);
    this.unwrittenInfo = { ...this.unwrittenInfo, ...changes };
    this.describedAt = at;
    this.infoDueAt = at;
    this.usedAt = at;
  }

  /** Frames arrived. @param first of them; used when the run has no packet yet */
  begin(first: RunPosition): void {
    this.hasFrames = true;
    this.#first ??= first;
    this.infoDueAt = 0;
  }

  request(at: number): RunRequest {
    return { key: this.key, origin: this.#origin, first: this.#first, at };
  }

  found({ sessionID, end }: StoredRun): void {
    this.sessionID = sessionID;
    this.end = end;
  }

  /** The request would be another one now, so the database's answer may be about the wrong session. */
  hasChangedSince(asked: RunRequest): boolean {
    return asked.first !== this.#first || asked.origin !== this.#origin;
  }

  /** The stored session was deleted: the next write makes a new one, with all info. */
  sessionDeleted(origin: string): void {
    if (this.info !== null) this.unwrittenInfo = this.info;
    this.sessionID = null;
    this.end = null;
    this.#origin = origin;
    this.#first = 'new';
  }

  /**
   * Whether the write in flight may complete a lap. Only the first two writes that contain a lap can; the later ones, one a
   * second, cannot.
   */
  get mayCompleteLap(): boolean {
    const [last, before] = this.#written;
    return this.buffer.inFlight.some(({ lap }) => !last.includes(lap) || !before.includes(lap));
  }

  /** The chunks in flight are on disk, or given up. */
  confirmWrite(): void {
    this.#written = [this.buffer.inFlight.map(({ lap }) => lap), this.#written[0]];
    for (const { lap, frames } of this.buffer.inFlight) {
      const packetId = frames.at(-1)?.packetId ?? -1;
      if (this.end === null || packetId > this.end.packetId) this.end = { packetId, lap };
    }
    this.buffer.confirmWrite();
    this.refusals = 0;
  }

  /** See `Recorder.storedThrough`. */
  storedThrough(): number | null {
    if (this.end === null) return null;
    const { packetId } = this.end;
    const lowest = this.buffer.lowestWaiting();
    return lowest === null ? packetId : Math.min(packetId, lowest - 1);
  }

  /** Frames arrived, this packet the lowest: the run is announced again once they are on disk. */
  received(packetId: number): void {
    if (this.#announced !== null && packetId <= this.#announced) this.#announced = packetId - 1;
  }

  /** @returns the packet to announce; null: `storedThrough` has not grown since the last call */
  newlyStoredThrough(): number | null {
    const through = this.storedThrough();
    if (through === null || (this.#announced !== null && through <= this.#announced)) return null;
    this.#announced = through;
    return through;
  }

  /**
   * Readers see every frame up to this packet, unless it was given up, and where the cars were until now.
   * @param packetId null: no frame was waited for
   */
  isReadable(packetId: number | null): boolean {
    const lowest = this.buffer.lowestWaiting();
    const hasFrames = packetId === null || lowest === null || lowest > packetId;
    return hasFrames && !this.cars.isFlushing;
  }

  /** Something beside frames is not written yet; positions of cars, which wait for others, do not count. */
  get hasUnwrittenDetails(): boolean {
    const { unwrittenInfo, unwrittenMoments, unwrittenCarLaps } = this;
    return unwrittenInfo !== null || unwrittenMoments.length > 0 || unwrittenCarLaps.length > 0;
  }

  /** The database refuses what belongs to the run beside its frames. */
  dropDetails(): void {
    this.unwrittenInfo = null;
    this.unwrittenMoments = [];
    this.unwrittenCarLaps = [];
    this.cars.drop();
  }

  /** When the run's next write is due, ms; null: nothing to write. */
  dueAt(): number | null {
    if (this.unwrittenMoments.length > 0 || this.unwrittenCarLaps.length > 0) return 0;
    const info = this.unwrittenInfo === null ? null : this.infoDueAt;
    const due = [this.buffer.dueAt(), this.cars.dueAt(), info].filter((at) => at !== null);
    return due.length === 0 ? null : Math.min(...due);
  }
}
