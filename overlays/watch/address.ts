/** Parses and builds addresses of the viewers' page. Pure. */

export type WatchTarget =
  /** The list of drivers; with `stay` also if there is only one driver. */
  | { readonly kind: 'list'; readonly stay: boolean }
  /** `session` is an id or `live`; `driver` only applies to `live`. */
  | { readonly kind: 'watch'; readonly session: string; readonly driver: string | null };

/**
 * @param pathname `/watch` or `/watch/{session}`
 * @param search `?driver=NAME` beside `live`, `?list` for the list
 */
export function parseTarget(pathname: string, search: string): WatchTarget {
  const query = new URLSearchParams(search);
  const name = decoded(pathname.replace(/\/+$/, '').split('/')[2] ?? '');
  if (name === '') return { kind: 'list', stay: query.has('list') };
  const driver = query.get('driver')?.trim() ?? '';
  return { kind: 'watch', session: name, driver: name !== 'live' || driver === '' ? null : driver };
}

/** Address of the page that follows a driver, or a session whose driver has no name. */
export function watchPath(session: { sessionID: string; driver: string | null }): string {
  const { sessionID, driver } = session;
  if (driver === null || driver.trim() === '') return `/watch/${encodeURIComponent(sessionID)}`;
  return `/watch/live?driver=${encodeURIComponent(driver)}`;
}

/** Path of the page's WebSocket on the relay. */
export function socketPath({ session, driver }: Extract<WatchTarget, { kind: 'watch' }>): string {
  const query = driver === null ? '' : `?driver=${encodeURIComponent(driver)}`;
  return `/ws/${encodeURIComponent(session)}${query}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
