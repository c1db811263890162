/** Shows the race of a dedicated server as a live session. No agent is needed: it has cars and no frames. */

import { randomUUID } from 'node:crypto';
import type { CarCollision, CarEntry, CarMotion } from '../../../protocol/cars.ts';
import type { Log } from '../../../protocol/log.ts';
import type { RunKey, SessionInfo } from '../../../protocol/session.ts';
import type { SessionCars } from '../../live/session-cars.ts';
import type { SessionRegistry } from '../../live/session-registry.ts';
import type { RaceEnd } from '../../timing/grid/grid-messages.ts';
import type { ServerRaceReceiver } from './game-server.ts';
import { type GameServerOptions, GameServerSocket } from './game-server-socket.ts';

/** The id of the session. Pages keep their address from evening to evening. */
export const gameServerSession = 'ac-server';

export interface LiveRaceParts {
  readonly sessions: SessionRegistry;
  readonly cars: SessionCars;
}

export class LiveRace implements ServerRaceReceiver {
  readonly #parts: LiveRaceParts;
  /** Stands for the server among the publishers of the session. */
  readonly #connection = {};

  constructor(parts: LiveRaceParts) {
    this.#parts = parts;
  }

  #key(run: string): RunKey {
    return { sessionID: gameServerSession, run };
  }

  begin(run: string, info: SessionInfo, startMs: number): void {
    const { sessions } = this.#parts;
    sessions.describeRun(gameServerSession, run, info);
    sessions.setStart(gameServerSession, run, startMs);
    const session = sessions.changeStatus(gameServerSession, run, 'driving', this.#connection);
    if (session !== null) sessions.attach(session, this.#connection, run);
  }

  describe(run: string, info: SessionInfo): void {
    this.#parts.sessions.describeRun(gameServerSession, run, info);
  }

  cars(run: string, server: string, cars: readonly CarEntry[], isWhole: boolean): void {
    const update = { source: 'server', server, whole: isWhole, cars, gone: [] } as const;
    this.#parts.cars.update(this.#key(run), update);
  }

  move(run: string, t: number, motions: readonly CarMotion[], end: RaceEnd): void {
    this.#parts.cars.move(this.#key(run), t, motions, end);
  }

  collided(run: string, collision: CarCollision): void {
    this.#parts.cars.collide(this.#key(run), collision);
  }

  end(run: string): void {
    const { sessions } = this.#parts;
    sessions.changeStatus(gameServerSession, run, 'ended', this.#connection);
    const session = sessions.get(gameServerSession);
    if (session !== undefined) sessions.detach(session, this.#connection);
  }
}

/** @param options absent: the relay follows no server. @returns not started yet */
export function openGameServer(
  options: GameServerOptions | undefined,
  { sessions, cars, log, now }: LiveRaceParts & { readonly log: Log; now(): number },
): GameServerSocket | null {
  if (options === undefined) return null;
  const receiver = new LiveRace({ sessions, cars });
  return new GameServerSocket(options, { receiver, log, runName: randomUUID, now });
}
