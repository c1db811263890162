/** Everything that decides who may do what in one relay: its keys, the owners of sessions, trusted proxies and the policy. */

import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { StartError } from '../errors.ts';
import { AccessControl } from './access-control.ts';
import { type AccessGrant, AccessPolicy } from './access-policy.ts';
import { AddressBandwidth } from './address-bandwidth.ts';
import { Grants } from './grants.ts';
import { isLoopbackHost } from './hosts-and-origins.ts';
import { KeyRing } from './key-ring.ts';
import { openPanelToken } from './panel-token.ts';
import { type OwnerStore, SessionOwners } from './session-owners.ts';
import { TrustedProxies } from './trusted-proxies.ts';

export interface RelayAccessOptions {
  readonly host: string;
  readonly userFolder: string;
  readonly key?: string;
  readonly adminKey?: string;
  readonly isPublic?: boolean;
  readonly allowHosts: readonly string[];
  readonly allowOrigins: readonly string[];
  readonly trustedProxies?: readonly string[];
  /** Address of the backplane; absent: there is none. */
  readonly backplane?: string;
  /** Address of the database. */
  readonly db: string;
}

export interface RelayAccessParts {
  readonly log: Log;
  /** ms */
  now(): number;
  /** ms since 1970 */
  date(): number;
}

/** Sockets that were let in on some grounds. */
export interface GrantedSockets {
  closeUnless(mayStay: (grant: AccessGrant) => boolean): void;
}

export class RelayAccess {
  readonly control: AccessControl;
  readonly grants = new Grants();
  readonly keys: KeyRing;
  readonly owners: SessionOwners;
  readonly proxies: TrustedProxies;
  readonly isPublic: boolean;
  /** null: the relay is not public, so nobody's bytes are counted. */
  readonly bandwidth: AddressBandwidth | null;
  /** Whoever shows it may change anything. */
  readonly panelToken: string;

  private constructor(
    options: RelayAccessOptions,
    parts: RelayAccessParts,
    kept: { panelToken: string; keys: KeyRing },
  ) {
    const { panelToken, keys } = kept;
    this.panelToken = panelToken;
    this.keys = keys;
    this.owners = new SessionOwners({
      log: parts.log,
      isKnownKey: (id) => keys.list().some((key) => key.id === id),
      hasOtherRelays: options.backplane !== undefined || options.db.startsWith('postgres'),
    });
    keys.onRevoked((id) => this.owners.release(id));
    this.isPublic = options.isPublic ?? false;
    this.proxies = new TrustedProxies(options.trustedProxies ?? []);
    const policy = new AccessPolicy({ ...options, token: panelToken, keys });
    const bytes = {
      bytesPerSecond: limits.publicBytesPerSecondMax,
      burstBytes: limits.publicBytesBurstMax,
    };
    this.bandwidth = this.isPublic ? new AddressBandwidth(bytes, parts.now) : null;
    this.control = new AccessControl({ policy, proxies: this.proxies, ...parts });
  }

  /** @throws StartError `key-needed`, `bad-key-list` */
  static async open(options: RelayAccessOptions, parts: RelayAccessParts): Promise<RelayAccess> {
    const { userFolder } = options;
    const { log } = parts;
    const keys = await KeyRing.open(userFolder, log, parts.date);
    checkReach(options, keys);
    const panelToken = await openPanelToken(userFolder, log);
    return new RelayAccess(options, parts, { panelToken, keys });
  }

  /** Owners of sessions are kept there from now on. */
  openOwners(store: OwnerStore): Promise<void> {
    return this.owners.open(store);
  }

  /** What the parts that let callers in need. */
  get parts(): {
    readonly access: AccessControl;
    readonly grants: Grants;
    readonly owners: SessionOwners;
    readonly isPublic: boolean;
    readonly bandwidth: AddressBandwidth | null;
  } {
    return {
      access: this.control,
      grants: this.grants,
      owners: this.owners,
      isPublic: this.isPublic,
      bandwidth: this.bandwidth,
    };
  }

  /** Closes the sockets that may not stay, after the keys have changed. */
  closeRefused(viewers: GrantedSockets, publishers: GrantedSockets): void {
    viewers.closeUnless((grant) => this.control.mayStay(grant, 'watch'));
    publishers.closeUnless((grant) => this.control.mayStay(grant, 'publish'));
  }

  /** Called once a second. */
  tick(): void {
    this.bandwidth?.tick();
    void this.keys.poll();
    void this.owners.flush();
  }

  /** Writes what the database does not know yet. */
  flush(): Promise<void> {
    return this.owners.flush();
  }
}

/** Others can reach the relay: somebody must have said who of them may publish. */
function checkReach({ host, key, adminKey, isPublic }: RelayAccessOptions, keys: KeyRing): void {
  const hasKey = (key ?? adminKey) !== undefined || keys.has('publish') || keys.has('admin');
  if (isLoopbackHost(host) || isPublic === true || hasKey) return;
  throw new StartError(
    'key-needed',
    `On ${host} other machines can reach the relay, so publishing needs a key.`,
    'Make one with "sequential key add publish NAME", or start it with --key, or on 127.0.0.1.',
  );
}
