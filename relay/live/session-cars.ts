/**
 * The other cars of live sessions: receives what agents see, gives it to the grid of its run, and passes the grid on to viewers
 * and its events to listeners. Nothing here is stored or delays a frame.
 */
import type { CarEntry, CarMotion, Grid } from '../../protocol/cars.ts';
import type { RunKey, SessionInfo } from '../../protocol/session.ts';
import { isSameTrack, type TrackKey, trackKeyOf } from '../../protocol/track-key.ts';
import type { CarsUpdate, GridStep } from '../timing/grid/grid-timing.ts';
import type { LiveRun } from './live-run.ts';
import type { LiveSession } from './live-session.ts';
import type { Broadcast, SessionGrid } from './ports.ts';
import type { EventDraft } from './race-event-detector.ts';

export interface SessionCarsParts {
  readonly broadcast: Pick<Broadcast, 'sendCars'>;
  readonly sessions: {
    get(sessionID: string): LiveSession | undefined;
    all(): Iterable<LiveSession>;
    emit(session: LiveSession, run: LiveRun, drafts: readonly EventDraft[]): void;
  };
  now(): number;
}

/** `sessionType` of a race. */
const raceType = 2;
/** Drivers with a live session are looked for this often, ms. */
const driversEveryMs = 1_000;

/** Live sessions by their drivers. */
interface Drivers {
  readonly atMs: number;
  readonly sessions: ReadonlyMap<string, { readonly id: string; readonly track: TrackKey | null }>;
}

export class SessionCars {
  readonly #parts: SessionCarsParts;
  #drivers: Drivers = { atMs: Number.NEGATIVE_INFINITY, sessions: new Map() };

  constructor(parts: SessionCarsParts) {
    this.#parts = parts;
  }

  /** The source of an agent has other cars, or other facts about them. */
  update({ sessionID, run: name }: RunKey, update: CarsUpdate): void {
    const session = this.#parts.sessions.get(sessionID);
    const run = session?.runNamed(name) ?? null;
    if (session === undefined || run === null) return;
    run.grid.update(update);
    if (update.source !== null || run !== session.liveRun) return;
    const entries = { ...headOf(session, run), whole: true, cars: [], gone: [] };
    this.#parts.broadcast.sendCars({ sessionID, entries, t: 0, positions: [], all: () => [] });
  }

  /** Where the cars are. @param t ms of the session */
  move({ sessionID, run: name }: RunKey, t: number, motions: readonly CarMotion[]): void {
    const session = this.#parts.sessions.get(sessionID);
    const run = session?.runNamed(name) ?? null;
    if (session === undefined || run === null) return;
    const { grid, info } = run;
    const isRace = info.sessionType === raceType;
    const laps = info.numberOfLaps ?? 0;
    grid.setRules(
      { isRace, laps: laps > 0 ? laps : null, lengthM: info.trackLengthM ?? null },
      (car) => this.#sessionOf(session, info, car),
    );
    if (laps === 0) grid.setTimeLeft(t, run.pick(['sessionTimeLeftMs']).sessionTimeLeftMs ?? null);
    const step = grid.move(t, motions);
    if (step === null || run !== session.liveRun) return;
    this.#send(session, run, step);
    this.#parts.sessions.emit(session, run, step.events);
  }

  #send(session: LiveSession, run: LiveRun, step: GridStep): void {
    const { t, positions, entries, gone } = step;
    const hasChanged = entries.length > 0 || gone.length > 0;
    this.#parts.broadcast.sendCars({
      sessionID: session.id,
      entries: hasChanged ? { ...headOf(session, run), whole: false, cars: entries, gone } : null,
      t,
      positions,
      all: () => run.grid.snapshot(session.id)?.cars ?? [],
    });
  }

  /** The live session of a car's driver; null: no agent publishes it. */
  #sessionOf(session: LiveSession, info: SessionInfo, car: CarEntry): string | null {
    if (car.isPlayer === true) return session.id;
    const now = this.#parts.now();
    if (now - this.#drivers.atMs >= driversEveryMs) {
      this.#drivers = { atMs: now, sessions: driversOf(this.#parts.sessions.all()) };
    }
    const found = this.#drivers.sessions.get(car.driver);
    const track = trackKeyOf(info);
    if (found === undefined || found.track === null || track === null) return null;
    return isSameTrack(found.track, track) ? found.id : null;
  }
}

function driversOf(sessions: Iterable<LiveSession>): Drivers['sessions'] {
  const found = new Map<string, { id: string; track: TrackKey | null }>();
  for (const { id, info, ended } of sessions) {
    if (ended || info.driverName === undefined) continue;
    found.set(info.driverName, { id, track: trackKeyOf(info) });
  }
  return found;
}

function headOf(session: LiveSession, { grid }: LiveRun) {
  const { source, server, isRace } = grid;
  const { id: sessionID, runNumber: run } = session;
  return { type: 'cars', sessionID, run, source, server, isRace } as const;
}

/** The grid of a session, for a page that is new. @returns null: it has none */
export function sessionGrid(session: LiveSession): SessionGrid | null {
  const run = session.liveRun;
  if (run === null || run.grid.source === null) return null;
  const { t, positions, entries } = run.grid;
  if (positions.length === 0) return null;
  return {
    entries: { ...headOf(session, run), whole: true, cars: entries, gone: [] },
    t,
    positions,
  };
}

/** The grid of a session, for the API. @returns null: it has none */
export function gridOf(session: LiveSession): Grid | null {
  return session.liveRun?.grid.snapshot(session.id) ?? null;
}
