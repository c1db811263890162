/**
 * Plays a lap instead of the live stream. `best` and `last` follow the live session: a new lap is fetched once it is
 * driven. `demo` needs no session.
 */

import type { CarsMomentEntries } from '../../../protocol/car-positions.ts';
import { noFocus } from '../../../protocol/cars.ts';
import type { DecodedCars } from '../../../protocol/cars-codec.ts';
import type { RaceEventName } from '../../../protocol/events.ts';
import { messageOf } from '../../../protocol/explained-error.ts';
import type { Frame } from '../../../protocol/frame.ts';
import type { LapReplay } from '../../../protocol/lap-replay.ts';
import { limits } from '../../../protocol/limits.ts';
import type { RelayToViewer, ViewedSession } from '../../../protocol/messages.ts';
import { DemoCars, demoEntries, demoPlace } from './demo-cars.ts';
import { demoLap, storedLap } from './replay-laps.ts';
import { ReplayPlayer } from './replay-player.ts';
import { tellingSecond } from './telling-second.ts';

export interface ReplayOptions {
  /** Session id or `live`. */
  readonly session: string;
  readonly driver: string | null;
  readonly lap: 'best' | 'last' | 'demo' | number;
  readonly speed: number;
  /** Seconds into the lap where each round starts; null: the beginning, but the first of the built-in lap where most moves. */
  readonly startS: number | null;
  readonly channels: readonly string[];
  readonly now: () => number;
  /** Session messages as the relay would send them, at the start of each round and with each change of the timing. */
  readonly onMessage: (message: RelayToViewer) => void;
  readonly onFrames: (frames: readonly Partial<Frame>[], nowMs: number) => void;
  /** Gets the other cars of the lap; absent: the page needs none. */
  readonly onCars?: (cars: DecodedCars, nowMs: number) => void;
  readonly onProblem: (sentence: string) => void;
}

/** The event after which another lap is the best or the last one. */
const newLap: Readonly<Record<string, RaceEventName>> = {
  best: 'session-best',
  last: 'lap-completed',
};

export class Replay {
  readonly #options: ReplayOptions;
  #player: ReplayPlayer | null = null;
  /** The other cars of the built-in lap; null: none. */
  #cars: DemoCars | null = null;
  #carsT = Number.NEGATIVE_INFINITY;
  /** The played lap as a session. */
  #session: ViewedSession | null = null;
  #watched: string | null = null;
  #rounds = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #asked = 0;

  constructor(options: ReplayOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#play(), limits.replayStepMs);
    if (this.#options.lap === 'demo') void this.#fetch();
  }

  /** May be called twice. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#asked++;
  }

  /** A message of the relay about the live session. */
  message(message: RelayToViewer): void {
    const { lap, session } = this.#options;
    if (lap === 'demo') {
      // The relay was away when the lap was asked for.
      if (message.type === 'welcome' && this.#player === null) void this.#fetch();
      return;
    }
    if (message.type === 'welcome' || message.type === 'session') {
      const watched = message.session?.sessionID ?? null;
      const isOther = watched !== this.#watched;
      this.#watched = watched;
      if (this.#player === null || (isOther && session === 'live')) void this.#fetch();
    } else if (message.type === 'event' && message.event.name === newLap[lap]) {
      void this.#fetch();
    }
  }

  #play(): void {
    const player = this.#player;
    if (player === null) return;
    const nowMs = this.#options.now();
    const { frames, board, begins, entries, cars } = player.due(nowMs);
    if (begins) this.#session = { ...this.#session!, run: ++this.#rounds };
    if (begins || board !== null) {
      this.#options.onMessage({
        type: 'session',
        session: this.#session,
        state: begins ? {} : null,
        ...(board === null ? {} : { board }),
      });
    }
    if (begins) this.#beginCars();
    this.#playStoredCars(entries, cars, nowMs);
    if (frames.length > 0) this.#options.onFrames(frames, nowMs);
    const t = frames.at(-1)?.t;
    if (t !== undefined && t - this.#carsT >= limits.carsEveryMs) this.#playCars(t, nowMs);
  }

  /** The cars that were there when the lap was driven. */
  #playStoredCars(
    entries: readonly CarsMomentEntries[],
    cars: readonly DecodedCars[],
    nowMs: number,
  ): void {
    const { onCars, onMessage } = this.#options;
    if (onCars === undefined) return;
    const { sessionID, run } = this.#session!;
    // Whom a commentator was about then is not stored.
    for (const one of entries) onMessage({ type: 'cars', sessionID, run, ...one, focus: noFocus });
    for (const one of cars) onCars(one, nowMs);
  }

  /** Names the other cars at the beginning of a round. */
  #beginCars(): void {
    const { onCars, onMessage } = this.#options;
    if (this.#cars === null || onCars === undefined) return;
    this.#carsT = Number.NEGATIVE_INFINITY;
    const about = { source: 'agents', server: null, isRace: true, focus: noFocus } as const;
    const head = { ...about, whole: true, gone: [] };
    const { sessionID, run } = this.#session!;
    onMessage({ type: 'cars', sessionID, run, ...head, cars: demoEntries });
  }

  /** @param t of the newest frame, ms since the round began */
  #playCars(t: number, nowMs: number): void {
    const cars = this.#cars;
    const { onCars, speed, startS } = this.#options;
    if (cars === null || onCars === undefined) return;
    this.#carsT = t;
    onCars({ t, cars: cars.at((startS ?? 0) * 1000 + t * speed) }, nowMs);
  }

  async #fetch(): Promise<void> {
    const asked = ++this.#asked;
    const { session, lap, onProblem } = this.#options;
    try {
      const replay = await this.#load();
      if (asked !== this.#asked) return;
      if (replay !== null) this.#setReplay(replay);
      else if (typeof lap === 'number') {
        onProblem(`Lap ${lap} of ${session} is not stored, so there is nothing to replay.`);
      }
    } catch (error) {
      if (asked === this.#asked) onProblem(`The lap could not be loaded: ${messageOf(error)}`);
    }
  }

  async #load(): Promise<LapReplay | null> {
    const { session, driver, lap } = this.#options;
    if (lap === 'demo') return demoLap(DEMO_LAP);
    const id = session === 'live' && driver !== null ? this.#watched : session;
    return id === null ? null : storedLap(id, lap);
  }

  #setReplay({ sessionID, facts, data, boards, cars }: LapReplay): void {
    const { channels, lap, speed, startS, onCars } = this.#options;
    this.#cars = lap === 'demo' && onCars !== undefined ? new DemoCars(data) : null;
    // The lap was driven alone; its car has the place that it has among the made-up cars.
    const frames = lap === 'demo' ? data.map((one) => ({ ...one, position: demoPlace })) : data;
    const picked = frames.map(
      (frame) =>
        Object.fromEntries(
          Object.entries(frame).filter(([name]) => channels.includes(name)),
        ) as Partial<Frame>,
    );
    this.#session = {
      sessionID,
      run: this.#rounds,
      facts,
      status: 'driving',
      originMs: null,
      clock: null,
    };
    this.#player = new ReplayPlayer(
      { data: picked, boards, ...(cars === undefined ? {} : { cars }) },
      {
        speed,
        startS: startS ?? 0,
        ...(lap === 'demo' && startS === null ? { firstS: tellingSecond(picked) } : {}),
      },
    );
  }
}
