/**
 * Makes the board of one run from its frames and completed laps, and the gap to the reference laps for each frame.
 * Pure: told the reference from the database by its owner, it never looks anything up itself.
 */
import { type Board, type BoardLap, emptyBoard } from '../../protocol/board.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { EventDraft } from '../race.ts';
import { FuelUse } from './fuel.ts';
import { LapTrace } from './lap-trace.ts';
import { Sectors } from './sectors.ts';
import { MapLearner } from './track-map.ts';

/** The lap's time falls back by more than this at the line, ms. */
const lineFallMs = 1_000;

export interface Deltas {
  deltaBestMs: number | null;
  deltaPersonalMs: number | null;
}

export class BoardMaker {
  readonly map = new MapLearner();
  readonly #laps: BoardLap[] = [];
  readonly #fuel = new FuelUse();
  readonly #sectors = new Sectors();
  #trace: LapTrace | null = null;
  /** The lap before, until its time is told. */
  #ended: LapTrace | null = null;
  #timeMs: number | null = null;
  #best: LapTrace | null = null;
  #sessionBest: { lap: number; timeMs: number } | null = null;
  #personal: LapTrace | null = null;
  #personalMs: number | null = null;
  #pitted = false;
  #trackMap: string | null = null;
  #sectorCount: number | undefined;
  #changed = true;
  #lap: number | null = null;

  /** Something changed since this was asked the last time. */
  takeChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  /** The board as it is now. */
  board(): Board {
    return {
      ...emptyBoard,
      laps: [...this.#laps],
      sessionBestMs: this.#sessionBest?.timeMs ?? null,
      sessionBestLap: this.#sessionBest?.lap ?? null,
      personalBestMs: this.#personalMs,
      bestSectorsMs: this.#sectors.best,
      currentSectorsMs: this.#sectors.current,
      fuelPerLapL: this.#fuel.perLapL,
      trackMap: this.#trackMap,
    };
  }

  /** How many sectors the track has, from the session's facts. */
  setSectorCount(count: number | undefined): void {
    this.#sectorCount = count;
  }

  /** @param trace of the driver's best stored lap; null: the time is known, the lap is not */
  setPersonalBest(timeMs: number | null, trace: LapTrace | null): void {
    if (this.#personalMs !== null && (timeMs === null || timeMs >= this.#personalMs)) return;
    this.#personalMs = timeMs;
    this.#personal = trace;
    this.#changed = true;
  }

  /**
   * Goes on behind laps that were driven before. Call it before the first frame.
   * @param laps oldest first
   * @param best the fastest that counts; its trace is null where it cannot be compared with
   */
  resume(
    laps: readonly BoardLap[],
    best: { lap: number; timeMs: number; trace: LapTrace | null } | null,
  ): void {
    this.#laps.push(...laps.slice(-limits.boardLapsMax));
    for (const { sectorsMs, valid } of laps) this.#sectors.hold(sectorsMs, valid);
    if (best !== null) this.#holdAgainstBests(best.lap, best.timeMs, best.trace);
    this.#changed = true;
  }

  setTrackMap(path: string | null): void {
    if (this.#trackMap === path) return;
    this.#trackMap = path;
    this.#changed = true;
  }

  /**
   * Takes the next frame, before the laps it completes are told.
   * @param lap the lap being driven
   */
  take(frame: Frame, lap: number): Deltas | null {
    if (this.#lap !== null && lap < this.#lap) this.#restart();
    this.#lap = lap;
    this.#fuel.take(frame.fuel);
    if (frame.inPitLane === true || frame.inPit === true) this.#pitted = true;
    if (this.#sectors.take(frame.sector, frame.lastSectorTime)) this.#changed = true;
    const { trackPosition, currentLapTime } = frame;
    if (typeof trackPosition !== 'number' || typeof currentLapTime !== 'number') return null;
    this.map.take(frame);
    const before = this.#timeMs;
    this.#timeMs = currentLapTime;
    if (before !== null && currentLapTime < before - lineFallMs) {
      this.#ended = this.#trace;
      this.#trace = new LapTrace();
    }
    const trace = this.#trace;
    trace?.add(trackPosition, currentLapTime);
    return {
      deltaBestMs: gap(trace, this.#best, trackPosition, currentLapTime),
      deltaPersonalMs: gap(trace, this.#personal, trackPosition, currentLapTime),
    };
  }

  /** A lap was completed, as the race found. */
  complete(draft: EventDraft): void {
    const lap = draft.lap ?? 0;
    const timeMs = draft.lapTimeMs ?? null;
    const valid = draft.valid ?? null;
    const pitted = this.#pitted;
    this.#pitted = false;
    const trace = this.#ended;
    this.#ended = null;
    const whole = trace !== null && timeMs !== null && trace.finish(timeMs);
    const fuelL = this.#fuel.line(whole && !pitted);
    const sectorsMs = this.#sectors.line(timeMs, valid, this.#sectorCount);
    this.#laps.push({ lap, timeMs, valid, sectorsMs, fuelL, pitted });
    if (this.#laps.length > limits.boardLapsMax) this.#laps.shift();
    if (timeMs !== null && valid !== false) {
      this.#holdAgainstBests(lap, timeMs, whole ? trace : null);
    }
    this.map.line(whole && !pitted);
    this.#changed = true;
  }

  /** @param known its trace; null: it cannot be compared with */
  #holdAgainstBests(lap: number, timeMs: number, known: LapTrace | null): void {
    if (this.#sessionBest === null || timeMs < this.#sessionBest.timeMs) {
      this.#sessionBest = { lap, timeMs };
      this.#best = known ?? this.#best;
    }
    if (this.#personalMs === null || timeMs < this.#personalMs) {
      this.#personalMs = timeMs;
      this.#personal = known ?? this.#personal;
    }
  }

  /** The session was restarted in the game: its laps are gone, what was learnt of the track stays. */
  #restart(): void {
    this.#laps.length = 0;
    this.#sessionBest = null;
    this.#best = null;
    this.#trace = null;
    this.#ended = null;
    this.#timeMs = null;
    this.#changed = true;
  }
}

/** Behind (+) or ahead (-) of the reference, ms; null where one of the two is not known from the line on. */
function gap(
  trace: LapTrace | null,
  reference: LapTrace | null,
  position: number,
  timeMs: number,
): number | null {
  if (trace === null || trace.broken || reference === null) return null;
  return Math.round(timeMs - reference.timeAt(position));
}
