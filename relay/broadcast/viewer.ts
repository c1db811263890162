/** One viewer: what it watches, in which encoding, and which pool holds its socket. */
import type { ViewerInfo } from '../../protocol/relay-answers.ts';
import type { AccessGrant } from '../access/access-policy.ts';
import type { QuotaHolder } from '../access/address-quota.ts';
import type { ConnectionPool } from './connection-pool.ts';
import type { Encoding } from './viewer-encoding.ts';

/** What a viewer asks for: one session, or the newest one (of one driver). */
export type Target =
  | { readonly kind: 'session'; readonly sessionID: string }
  | { readonly kind: 'live'; readonly driver: string | null };

/** What is known of a viewer from its upgrade request. */
export interface ViewerRequest {
  readonly target: Target;
  /** The viewer is on this machine, so it gets each frame at once. */
  readonly isLocal: boolean;
  readonly remoteAddress: string;
  /** On what grounds it watches. */
  readonly grant: AccessGrant;
  /** Whose quota the viewer counts against. */
  readonly quotaHolder: QuotaHolder;
  readonly userAgent: string;
  /** Query of the socket's address, without keys. */
  readonly parameters: Readonly<Record<string, string>>;
}

export interface Viewer {
  readonly id: number;
  /** Holds the viewer's socket. */
  readonly pool: ConnectionPool;
  readonly request: ViewerRequest;
  /** When the viewer connected, ms on the relay's clock. */
  readonly since: number;
  /** null: a plain client. */
  readonly overlay: string | null;
  /** null: the page shows no layout. */
  readonly layout: string | null;
  readonly build: string | null;
  readonly encoding: Encoding;
  visible: boolean;
  /** Session that is watched now; for `live` the one that it stands for. */
  sessionID: string | null;
}

export function viewerInfo(viewer: Viewer): ViewerInfo {
  const { target, parameters, remoteAddress, isLocal, userAgent } = viewer.request;
  return {
    id: viewer.id,
    overlay: viewer.layout === null ? viewer.overlay : `${viewer.overlay}/${viewer.layout}`,
    build: viewer.build,
    protocol: viewer.encoding.form === null ? 'plain' : 'sequential',
    target: target.kind === 'live' ? 'live' : target.sessionID,
    driver: target.kind === 'live' ? target.driver : null,
    sessionID: viewer.sessionID,
    parameters,
    remoteAddress,
    isLocal,
    userAgent,
    // The browser of OBS has `OBS/30.2.3` in its user agent.
    isObs: /\bOBS\/\d/.test(userAgent),
    visible: viewer.visible,
    connectedAt: viewer.since,
    ...viewer.pool.info(viewer.id),
  };
}
