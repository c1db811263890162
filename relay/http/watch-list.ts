/**
 * `GET /api/watch`: the sessions that can be watched now, for everybody who may watch. It must reveal nothing that viewers do
 * not get: no addresses, no counts, no programs.
 */
import express from 'express';
import { limits } from '../../protocol/limits.ts';
import { carAndTrackOf } from '../../protocol/session.ts';
import type { WatchableSession, WatchList } from '../../protocol/watch-list.ts';
import type { LiveSession } from '../live/live-session.ts';

export interface WatchListParts {
  sessions(): Iterable<LiveSession>;
  /** Sessions of other relays. */
  elsewhere(): readonly WatchableSession[];
  /** The session that `live` stands for. */
  live(): string | null;
  /** Laps are stored and can be read. */
  isStoring(): boolean;
  now(): number;
}

/** To be mounted at `/api`. */
export function watchListRouter(parts: WatchListParts): express.Router {
  const router = express.Router();
  router.get('/watch', (_request, response) => {
    const list: WatchList = {
      relayMs: Math.round(parts.now()),
      live: parts.live(),
      isStoring: parts.isStoring(),
      sessions: newestFirst(parts),
    };
    response.set('Cache-Control', 'no-store').json(list);
  });
  return router;
}

/** @returns null: it has no frame yet */
export function watchableSession(session: LiveSession): WatchableSession | null {
  const { id, activity, info, status, lap } = session;
  if (activity === null) return null;
  return {
    sessionID: id,
    driver: info.driverName ?? null,
    ...carAndTrackOf(info),
    status,
    lap,
    bestLapMs: session.timingSummary()?.sessionBestMs ?? null,
    heardAt: Math.round(activity.lastAt),
    cars: session.liveRun?.grid.positions.length ?? 0,
  };
}

/** Sessions with at least one frame, the most recently published first. */
function newestFirst({ sessions, elsewhere }: WatchListParts): WatchableSession[] {
  const remote = elsewhere();
  const ids = new Set(remote.map(({ sessionID }) => sessionID));
  const own = [...sessions()]
    .filter(({ id }) => !ids.has(id))
    .map(watchableSession)
    .filter((one) => one !== null);
  return [...own, ...remote].sort((a, b) => b.heardAt - a.heardAt).slice(0, limits.watchListMax);
}
