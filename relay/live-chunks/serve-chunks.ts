/** Connects the recorder of chunks and its routes with the live sessions. Decides nothing. */
import type { Router } from 'express';
import { type FollowedSession, forDriver } from '../live/latest-session.ts';
import type { LiveSession } from '../live/live-session.ts';
import { type ChunkRoutesParts, chunkRouter } from './chunk-routes.ts';
import { LatestChoices } from './latest-choices.ts';
import { LiveChunks } from './live-chunks.ts';
import { openedSession } from './opened-session.ts';

export interface ServeChunksParts
  extends Pick<ChunkRoutesParts, 'elsewhere' | 'build' | 'choices' | 'streamDelayMs' | 'now'> {
  sessions(): { get(sessionID: string): LiveSession | undefined; all(): Iterable<LiveSession> };
  /** Sessions of all relays. */
  followed(): Iterable<FollowedSession>;
}

export interface ServedChunks {
  readonly recorder: LiveChunks;
  /** To be mounted at `/`. */
  readonly router: Router;
}

export function serveChunks({ sessions, followed, ...parts }: ServeChunksParts): ServedChunks {
  const recorder = new LiveChunks({
    session: (sessionID) => openedSession(sessions().get(sessionID)),
    sessionIDs: () => [...sessions().all()].map(({ id }) => id),
    streamDelayMs: parts.streamDelayMs,
    now: parts.now,
  });
  const latest = new LatestChoices();
  const router = chunkRouter({
    ...parts,
    chunks: recorder,
    live: (driver) => latest.choose(driver, forDriver(followed(), driver), parts.now()),
    statusOf: (sessionID) => sessions().get(sessionID)?.status ?? null,
  });
  return { recorder, router };
}
