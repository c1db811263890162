/**
 * Checks every request and socket before it is served, and logs refusals. `access-policy.ts` decides: the panel's token and
 * made keys are accepted at once, as nobody can guess them. A key of the settings was chosen by a person, so it is compared only
 * as often as `wrong-keys.ts` lets its address try.
 */
import type { IncomingMessage } from 'node:http';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import { LimitedLog } from '../limited-log.ts';
import type { AccessGrant, AccessPolicy, Permission } from './access-policy.ts';
import { networkOfCaller } from './address-quota.ts';
import { type Caller, callerOf } from './caller.ts';
import { plainAddress } from './hosts-and-origins.ts';
import { TrustedProxies } from './trusted-proxies.ts';
import { WrongKeys } from './wrong-keys.ts';

export interface AccessControlParts {
  readonly policy: AccessPolicy;
  readonly log: Log;
  /** Default: none. */
  readonly proxies?: TrustedProxies;
  /** ms */
  now(): number;
}

export class AccessControl {
  readonly #policy: AccessPolicy;
  readonly #now: () => number;
  readonly #proxies: TrustedProxies;
  readonly #wrongKeys = new WrongKeys();
  readonly #log: LimitedLog;
  #refusals = 0;

  constructor({ policy, log, proxies = new TrustedProxies([]), now }: AccessControlParts) {
    this.#policy = policy;
    this.#now = now;
    this.#proxies = proxies;
    this.#log = new LimitedLog(log, now);
  }

  /** Wrong keys that were shown, and refusals because of the caller or a full quota. */
  get counts(): { keysWrong: number; refusals: number } {
    return { keysWrong: this.#wrongKeys.total, refusals: this.#refusals };
  }

  /** @param keyParameter `key` of the request's address */
  callerOf(request: IncomingMessage, keyParameter?: string): Caller {
    return callerOf(request, keyParameter, this.#proxies);
  }

  /** @throws RelayError `foreign-host` */
  checkHost(caller: Caller): void {
    const refusal = this.#policy.hostNames.refusal(caller);
    if (refusal !== null) throw refusal;
  }

  /** @throws RelayError `foreign-page`, `key-missing`, `key-wrong`, `too-many` */
  check(caller: Caller, permission: Permission): AccessGrant {
    const decision = this.#policy.decide(caller, permission);
    if (decision.kind === 'refused') throw decision.error;
    if (decision.kind === 'allowed') return decision.grant;
    return this.#checkKey(caller, permission, decision.key);
  }

  /**
   * Like `check`, without the price of a wrong key. Keys that somebody may have guessed are not tried, so only the token and
   * made keys let a caller in.
   */
  isAllowed(caller: Caller, permission: Permission): boolean {
    return this.#policy.decide(caller, permission).kind === 'allowed';
  }

  /** Whether an open socket may stay, now that the keys have changed. */
  mayStay(grant: AccessGrant, permission: 'watch' | 'publish'): boolean {
    return this.#policy.mayStay(grant, permission);
  }

  /** Counts a refusal, and logs it at a limited rate. */
  noteRefusal(caller: Caller, { code, message, hint }: RelayError): void {
    this.#refusals++;
    const address = networkOfCaller(caller);
    const host = shortened(caller.host);
    const origin = shortened(caller.origin);
    const fields = { address, code, host, origin, hint: hint ?? this.#quotaHint(caller, code) };
    this.#log.warn(`${code} ${address} ${origin}`, fields, `Refused: ${message}`);
  }

  /** Whoever forgot the setting wonders why viewers behind the proxy are refused. */
  #quotaHint({ isForwarded, remoteAddress }: Caller, code: string): string | undefined {
    if (code !== 'too-many' || !isForwarded || this.#proxies.has(remoteAddress)) return undefined;
    const proxy = plainAddress(remoteAddress);
    return `All clients of a proxy that is not trusted share one limit: start with --trusted-proxy ${proxy}.`;
  }

  #checkKey(caller: Caller, permission: Permission, key: string): AccessGrant {
    const address = networkOfCaller(caller);
    const now = this.#now();
    if (!this.#wrongKeys.mayTry(address, now)) {
      throw new RelayError(
        'too-many',
        'Too many wrong keys came from this address.',
        'Wait a few seconds, then use the right one.',
      );
    }
    const grant = this.#policy.grantOfSettingKey(key, permission);
    if (grant !== null) return grant;
    const { holdMs, count } = this.#wrongKeys.note(address, now);
    const fields = { address, need: permission, tries: count };
    this.#log.warn(`key ${address}`, fields, 'A wrong key was shown.');
    throw new RelayError('key-wrong', 'The key is wrong.', undefined, holdMs);
  }
}

/** Text of a stranger, cut to a length that fits the log. */
function shortened(text: string | undefined): string | undefined {
  return text?.slice(0, limits.loggedOriginCharsMax);
}
