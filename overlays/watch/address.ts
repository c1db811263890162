/** Parses and builds addresses of the viewers' page. Pure. */
import { decoded } from '../core/net/shown-key.ts';

export type WatchTarget =
  /** The list of drivers; with `stay` also if there is only one driver. */
  | { readonly kind: 'list'; readonly stay: boolean }
  /** `session` is an id or `live`; `driver` only applies to `live`. */
  | ({
      readonly kind: 'watch';
      readonly session: string;
      readonly driver: string | null;
    } & WatchedWay);

/** How the stream comes. */
export interface WatchedWay {
  /** `delay=stream`: in step with a stream that is late. */
  readonly keepsStep: boolean;
  /** `via=chunks`: without a socket. */
  readonly wantsChunks: boolean;
}

/**
 * @param pathname `/watch` or `/watch/{session}`
 * @param search `?driver=NAME` beside `live`, `?list` for the list
 */
export function parseTarget(pathname: string, search: string): WatchTarget {
  const query = new URLSearchParams(search);
  const name = decoded(pathname.replace(/\/+$/, '').split('/')[2] ?? '');
  if (name === '') return { kind: 'list', stay: query.has('list') };
  const driver = query.get('driver')?.trim() ?? '';
  return {
    kind: 'watch',
    session: name,
    driver: name !== 'live' || driver === '' ? null : driver,
    keepsStep: query.get('delay')?.toLowerCase() === 'stream',
    wantsChunks: query.get('via')?.toLowerCase() === 'chunks',
  };
}

/** The parameters that every page of `/watch` hands on to the next. @returns `''`, or `delay=stream` and the like */
export function waySearch(search: string): string {
  const query = new URLSearchParams(search);
  const kept = [...query].filter(([name]) => name === 'delay' || name === 'via');
  return new URLSearchParams(kept).toString();
}

/**
 * Address of the page that follows a driver, or a session whose driver has no name.
 * @param search of the page that leads there
 */
export function watchPath(
  session: { sessionID: string; driver: string | null },
  search: string,
): string {
  const { sessionID, driver } = session;
  const way = waySearch(search);
  if (driver === null || driver.trim() === '') {
    return `/watch/${encodeURIComponent(sessionID)}${way === '' ? '' : `?${way}`}`;
  }
  return `/watch/live?driver=${encodeURIComponent(driver)}${way === '' ? '' : `&${way}`}`;
}

/** Path of the page's WebSocket on the relay. */
export function socketPath({
  session,
  driver,
}: Pick<Extract<WatchTarget, { kind: 'watch' }>, 'session' | 'driver'>): string {
  const query = driver === null ? '' : `?driver=${encodeURIComponent(driver)}`;
  return `/ws/${encodeURIComponent(session)}${query}`;
}
