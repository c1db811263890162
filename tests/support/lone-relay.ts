/** Parts of a relay that works alone, for those who put its real parts together over made-up sockets. */
import type { Log } from '../../protocol/log.ts';
import { AccessControl } from '../../relay/access/access-control.ts';
import { AccessPolicy } from '../../relay/access/access-policy.ts';
import type { Hub } from '../../relay/broadcast/hub.ts';
import { LatestSessionViewers } from '../../relay/broadcast/latest-session-viewers.ts';
import type { SessionRegistry, SessionRegistryParts } from '../../relay/live/session-registry.ts';
import { TimingRecovery } from '../../relay/live/timing-recovery.ts';
import type { Recorder } from '../../relay/storage/recorder.ts';
import { StoredReferences } from '../../relay/timing/stored-references.ts';
import { noKeys } from '../relay/access/local-caller.ts';

export interface LoneRelay {
  readonly hub: Hub;
  readonly recorder: Recorder;
  readonly log: Log;
  readonly now: () => number;
}

/**
 * What its sessions need.
 * @param sessions those that are made with these parts
 */
export function sessionParts(
  { hub, recorder, log, now }: LoneRelay,
  sessions: () => SessionRegistry,
) {
  const latestViewers = new LatestSessionViewers({
    hub,
    now,
    sessions: () => sessions().all(),
    session: (sessionID) => sessions().get(sessionID),
  });
  const maps = { find: async () => null, keep: async () => '/api/tracks/made-up' };
  return {
    broadcast: hub,
    latestViewers,
    store: recorder,
    log,
    now,
    onEvent: () => {},
    personalBest: (info) => recorder.personalBest(info),
    references: new StoredReferences({ reader: recorder.reader, maps }),
    recovery: new TimingRecovery({ stored: recorder, now }),
  } satisfies SessionRegistryParts & { latestViewers: LatestSessionViewers };
}

/** What its viewers are told of the look: nothing is chosen. */
export const nothingChosen = {
  themeOf: () => null,
  overlayThemes: () => ({}),
  accent: () => undefined,
  logo: () => undefined,
};

/** It is reached from its own machine only, and has no keys. */
export function localAccess(log: Log, now: () => number): AccessControl {
  const options = { host: '127.0.0.1', allowHosts: [], allowOrigins: [], token: 'token' };
  return new AccessControl({ policy: new AccessPolicy({ ...options, keys: noKeys }), log, now });
}
