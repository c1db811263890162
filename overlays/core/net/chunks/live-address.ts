/** Addresses of `/live` on the relay. Pure. */
import type { WantedChunk } from './chunk-player.ts';

/** What a page watches: a session, or `live` with a driver. */
export interface WatchedTarget {
  readonly session: string;
  readonly driver: string | null;
}

export function latestPath({ session, driver }: WatchedTarget): string {
  const query = driver === null ? '' : `?driver=${encodeURIComponent(driver)}`;
  return `/live/${encodeURIComponent(session)}/latest${query}`;
}

export function chunkPath({ sessionID, number }: WantedChunk, kind: 'bin' | 'json'): string {
  return `/live/${encodeURIComponent(sessionID)}/${number}.${kind}`;
}
