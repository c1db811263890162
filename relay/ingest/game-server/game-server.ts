/**
 * The connection to one dedicated server of Assetto Corsa: what it is asked, and what becomes of its messages. Each session of
 * the server (practice, qualifying, race, and each restart) is a run. Does no input or output: the caller passes messages and
 * the time.
 */
import {
  type CarCollision,
  type CarEntry,
  type CarMotion,
  carText,
} from '../../../protocol/cars.ts';
import type { GameServerStatus } from '../../../protocol/game-server.ts';
import { limits } from '../../../protocol/limits.ts';
import { currentSessionIndex, type ServerSession } from '../../../protocol/server-packets.ts';
import type { SessionInfo } from '../../../protocol/session.ts';
import type { RaceEnd } from '../../timing/grid/grid-messages.ts';
import type { ServerCommand } from './commands.ts';
import type { ServerPacket } from './packet-reader.ts';
import { ServerCars } from './server-cars.ts';

/** Where the race goes. Times are ms since the run began. */
export interface ServerRaceReceiver {
  /**
   * A session of the server begins.
   * @param startMs on the relay's clock
   */
  begin(run: string, info: SessionInfo, startMs: number): void;
  /** More is known of it. */
  describe(run: string, info: SessionInfo): void;
  /** Entries that are new or have changed; `isWhole`: the others are gone. */
  cars(run: string, server: string, entries: readonly CarEntry[], isWhole: boolean): void;
  move(run: string, t: number, motions: readonly CarMotion[], end: RaceEnd): void;
  collided(run: string, collision: CarCollision): void;
  end(run: string): void;
}

export interface GameServerParts {
  send(command: ServerCommand): void;
  readonly receiver: ServerRaceReceiver;
  /** A new name for each run. */
  runName(): string;
  /** What happened, for the log. */
  notice(sentence: string, fields: object): void;
}

interface Following {
  readonly kind: 'following';
  readonly run: string;
  readonly session: ServerSession;
  /** When `session` was received, ms. */
  readonly sessionAt: number;
  readonly startMs: number;
  /** When any message was received last, ms. */
  heardAt: number;
  askedAt: number;
  /** The receiver has the cars of this run. */
  hasCars: boolean;
}

/**
 * - `waiting`: the server does not answer, or has not yet
 * - `following`: a session of the server is known
 */
type GameServerState = { readonly kind: 'waiting'; askedAt: number } | Following;

const raceKind = 3;
/** Sessions of the server (booking, practice, qualifying, race) as the game's memory numbers them. */
const sessionTypes = [-1, 0, 1, 2];

export class GameServer {
  readonly #parts: GameServerParts;
  #cars = new ServerCars();
  #state: GameServerState = { kind: 'waiting', askedAt: Number.NEGATIVE_INFINITY };

  constructor(parts: GameServerParts) {
    this.#parts = parts;
  }

  /** The name of the present run; null: the server does not answer. */
  get run(): string | null {
    return this.#state.kind === 'following' ? this.#state.run : null;
  }

  status(): Pick<GameServerStatus, 'state' | 'server' | 'session' | 'track' | 'cars'> {
    const state = this.#state;
    if (state.kind === 'waiting') {
      return { state: 'waiting', server: null, session: null, track: null, cars: 0 };
    }
    const { server, name, track } = state.session;
    return { state: 'following', server, session: name, track, cars: this.#cars.count };
  }

  receive(packet: ServerPacket, now: number): void {
    if (this.#state.kind === 'following') this.#state.heardAt = now;
    if (packet.type === 'session') this.#receiveSession(packet, now);
    // A server that starts says so first. Whatever was known is from before.
    else if (packet.type === 'version') this.#restart(now);
    else if (this.#state.kind === 'following') this.#receiveOf(this.#state, packet, now);
    else this.#askSoon(now);
  }

  #receiveOf(state: Following, packet: ServerPacket, now: number): void {
    switch (packet.type) {
      case 'connected':
      case 'car-info':
        this.#identify(packet);
        return;
      case 'disconnected':
        this.#cars.disconnect(packet.carId);
        return;
      case 'loaded':
        this.#askAbout(packet.carId, now);
        return;
      case 'car-update': {
        this.#askAbout(packet.carId, now);
        // The cars before it have their own time.
        const at = this.#cars.roundAt ?? now;
        const ended = this.#cars.move(packet, now);
        if (ended !== null) this.#give(state, at, ended);
        return;
      }
      case 'lap':
        this.#cars.completeLap(packet, state.session.kind === raceKind, now);
        for (const { carId } of packet.standings.slice(0, limits.carsMax)) {
          if (!this.#cars.isKnown(carId)) this.#askAbout(carId, now);
        }
        return;
      case 'collision':
        if (packet.impactKmh >= limits.serverImpactKmhMin) {
          const { carId, otherId, impactKmh } = packet;
          this.#parts.receiver.collided(state.run, { carId, otherId, impactKmh });
        }
        return;
      case 'error':
        this.#parts.notice('The game server reports an error.', { error: packet.text });
        return;
      default:
    }
  }

  #identify(packet: Extract<ServerPacket, { type: 'connected' | 'car-info' }>): void {
    const { carId, driver, car } = packet;
    const isInfo = packet.type === 'car-info';
    const isConnected = isInfo ? packet.isConnected && driver !== '' : true;
    this.#cars.identify(carId, { driver, car, team: isInfo ? packet.team : '' }, isConnected);
  }

  #askAbout(carId: number, now: number): void {
    if (this.#cars.mustAskAbout(carId, now)) this.#parts.send({ type: 'car-info', carId });
  }

  #receiveSession(packet: Extract<ServerPacket, { type: 'session' }>, now: number): void {
    const { session, isNew } = packet;
    const state = this.#state;
    // The next plugin may have asked about another session of the evening.
    if (!isNew && session.index !== session.currentIndex) return;
    if (state.kind === 'waiting' || isNew || isAnother(state, session, now)) {
      this.#begin(session, now);
      return;
    }
    this.#state = { ...state, session, sessionAt: now };
    const info = infoOf(session, state.startMs);
    const isKnown = JSON.stringify(info) === JSON.stringify(infoOf(state.session, state.startMs));
    if (!isKnown) this.#parts.receiver.describe(state.run, info);
  }

  #begin(session: ServerSession, now: number): void {
    this.#leave();
    this.#cars.beginSession();
    const run = this.#parts.runName();
    this.#state = {
      kind: 'following',
      run,
      session,
      sessionAt: now,
      startMs: now,
      heardAt: now,
      askedAt: now,
      hasCars: false,
    };
    const { server, track, name } = session;
    this.#parts.notice('A session of the game server begins.', { server, track, session: name });
    this.#parts.receiver.begin(run, infoOf(session, now), now);
    this.#askForUpdates();
  }

  #leave(): void {
    const state = this.#state;
    if (state.kind === 'following') this.#parts.receiver.end(state.run);
  }

  /** The server has gone, and its drivers with it. */
  #lose(now: number): void {
    this.#leave();
    this.#cars = new ServerCars();
    this.#state = { kind: 'waiting', askedAt: now };
  }

  #restart(now: number): void {
    this.#lose(now);
    this.#ask();
  }

  #ask(): void {
    this.#parts.send({ type: 'session-info', index: currentSessionIndex });
    this.#askForUpdates();
  }

  #askForUpdates(): void {
    this.#parts.send({ type: 'update-interval', ms: limits.serverUpdateMs });
  }

  /** A message came from a server whose session is not known. */
  #askSoon(now: number): void {
    const state = this.#state;
    if (now - state.askedAt < limits.serverUpdateMs) return;
    state.askedAt = now;
    this.#ask();
  }

  /** To be called every `limits.serverTickMs`. */
  tick(now: number): void {
    const state = this.#state;
    const everyMs = state.kind === 'waiting' ? limits.serverRetryMs : limits.serverPollMs;
    if (now - state.askedAt >= everyMs) {
      state.askedAt = now;
      this.#ask();
    }
    if (state.kind === 'waiting') return;
    if (now - state.heardAt > limits.serverSilentMs) {
      this.#parts.notice('The game server has fallen silent.', { server: state.session.server });
      this.#lose(now);
      return;
    }
    const { roundAt } = this.#cars;
    if (roundAt !== null && now - roundAt >= limits.serverRoundMs) {
      this.#give(state, roundAt, this.#cars.takeRound());
    }
  }

  #give(state: Following, at: number, motions: readonly CarMotion[]): void {
    if (motions.length === 0) return;
    const { run } = state;
    const entries = this.#cars.takeChanges();
    if (entries.length > 0) {
      this.#parts.receiver.cars(run, state.session.server, entries, !state.hasCars);
      state.hasCars = true;
    }
    this.#parts.receiver.move(run, timeOf(state, at), motions, this.#endOf(state, at));
  }

  /** A server that reports laps says who has won: it may run a lap more after the time. */
  #endOf(state: Following, at: number): RaceEnd {
    const { winnerId } = this.#cars;
    return winnerId === undefined ? { timeLeftMs: timeLeftOf(state, at) } : { winnerId };
  }

  /** The relay stops. */
  stop(): void {
    this.#leave();
    this.#state = { kind: 'waiting', askedAt: Number.NEGATIVE_INFINITY };
  }
}

function timeOf({ startMs }: Following, now: number): number {
  return Math.max(0, Math.round(now - startMs));
}

/** Of a timed race, negative once the time is up; null: it has laps, or is not a race. */
function timeLeftOf({ session, sessionAt }: Following, now: number): number | null {
  const { kind, minutes, laps, elapsedMs } = session;
  if (kind !== raceKind || laps > 0 || minutes === 0) return null;
  return minutes * 60_000 - (elapsedMs + now - sessionAt);
}

/** An answer to a question is about another session than the known one: the message that began it was lost. */
function isAnother({ session, sessionAt }: Following, given: ServerSession, now: number): boolean {
  const expectedMs = session.elapsedMs + (now - sessionAt);
  return (
    given.index !== session.index ||
    given.kind !== session.kind ||
    given.server !== session.server ||
    given.track !== session.track ||
    given.trackConfiguration !== session.trackConfiguration ||
    given.elapsedMs < expectedMs - limits.serverClockBackMs
  );
}

function infoOf(session: ServerSession, startMs: number): SessionInfo {
  const { track, trackConfiguration, kind, laps } = session;
  return {
    track: carText(track),
    ...(trackConfiguration === '' ? {} : { trackConfiguration: carText(trackConfiguration) }),
    sessionType: sessionTypes[kind] ?? -1,
    numberOfLaps: laps,
    game: 'Assetto Corsa',
    startedAt: Math.round(startMs),
  };
}
