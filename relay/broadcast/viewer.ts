/** One watching socket as the hub sees it: what it watches, in which form, and where it sits. */

import type { QuotaHolder } from '../access/address-quota.ts';
import type { ConnectionPool, PooledConnectionInfo } from './connection-pool.ts';
import type { Encoding } from './encoding.ts';

/** What a viewer looks at: one session, or the newest one (of one driver). */
export type Target =
  | { readonly kind: 'session'; readonly sessionID: string }
  | { readonly kind: 'live'; readonly driver: string | null };

export interface Viewer {
  readonly id: number;
  /** Holds its socket. */
  readonly stand: ConnectionPool;
  readonly target: Target;
  /** Address is of this machine. */
  readonly isLocal: boolean;
  readonly remoteAddress: string;
  /** Whose share of what is bounded it takes. */
  readonly quotaHolder: QuotaHolder;
  readonly userAgent: string;
  /** Query of its address, without keys. */
  readonly parameters: Readonly<Record<string, string>>;
  /** ms on the relay's clock. */
  readonly since: number;
  /** `null`: a plain client. */
  readonly overlay: string | null;
  /** Of a page that shows one. */
  readonly layout: string | null;
  readonly build: string | null;
  /** Which bytes it gets. */
  readonly form: Encoding;
  visible: boolean;
  /** Session watched now; for `live` the one that is followed. */
  sessionID: string | null;
}

/** As `GET /api/viewers` and the healing of OBS sources see a viewer. */
export interface ViewerInfo extends PooledConnectionInfo {
  id: number;
  /** Name of the overlay, or `layout/{name}`; null: a plain client. */
  overlay: string | null;
  build: string | null;
  protocol: 'plain' | 'sequential';
  target: string;
  driver: string | null;
  sessionID: string | null;
  parameters: Readonly<Record<string, string>>;
  remoteAddress: string;
  isLocal: boolean;
  userAgent: string;
  /** The page is a browser source of OBS. */
  isObs: boolean;
  visible: boolean;
  connectedAt: number;
}

export function viewerFacts(viewer: Viewer): ViewerInfo {
  const { target, userAgent } = viewer;
  return {
    id: viewer.id,
    overlay: viewer.layout === null ? viewer.overlay : `${viewer.overlay}/${viewer.layout}`,
    build: viewer.build,
    protocol: viewer.form.form === null ? 'plain' : 'sequential',
    target: target.kind === 'live' ? 'live' : target.sessionID,
    driver: target.kind === 'live' ? target.driver : null,
    sessionID: viewer.sessionID,
    parameters: viewer.parameters,
    remoteAddress: viewer.remoteAddress,
    isLocal: viewer.isLocal,
    userAgent,
    // OBS names itself in the agent string of its browser: «… OBS/30.2.3 …».
    isObs: /\bOBS\/\d/.test(userAgent),
    visible: viewer.visible,
    connectedAt: viewer.since,
    ...viewer.stand.facts(viewer.id),
  };
}
