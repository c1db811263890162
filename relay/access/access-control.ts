/**
 * Checks every request and socket before it is served: asks the policy, delays wrong keys, and logs refusals.
 */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import { LimitedLog } from '../limited-log.ts';
import type { AccessPolicy, Permission } from './access-policy.ts';
import { networkOf } from './address-quota.ts';
import type { Caller } from './caller.ts';
import { plainAddress } from './hosts-and-origins.ts';
import { WrongKeys } from './wrong-keys.ts';

export interface AccessControlParts {
  readonly policy: AccessPolicy;
  readonly log: Log;
  /** ms */
  now(): number;
}

export class AccessControl {
  readonly #policy: AccessPolicy;
  readonly #now: () => number;
  readonly #wrongKeys = new WrongKeys();
  readonly #log: LimitedLog;
  #refusals = 0;

  constructor({ policy, log, now }: AccessControlParts) {
    this.#policy = policy;
    this.#now = now;
    this.#log = new LimitedLog(log, now);
  }

  /** Wrong keys that were shown, and refusals because of the caller or a full quota. */
  get counts(): { keysWrong: number; refusals: number } {
    return { keysWrong: this.#wrongKeys.total, refusals: this.#refusals };
  }

  /** @throws RelayError `foreign-host` */
  checkHost(caller: Caller): void {
    const refusal = this.#policy.hostNames.refusal(caller);
    if (refusal !== null) throw refusal;
  }

  /** @throws RelayError `foreign-page`, `key-missing`, `key-wrong`, `too-many` */
  check(caller: Caller, permission: Permission): void {
    const decision = this.#policy.decide(caller, permission);
    if (decision.kind === 'refused') throw decision.error;
    if (decision.kind === 'key-shown') this.#checkKey(caller, permission, decision.key);
  }

  /** Like `check`, without the price of a wrong key. The admin key is not tried, so only the token lets a caller in. */
  isAllowed(caller: Caller, permission: Permission): boolean {
    return this.#policy.decide(caller, permission).kind === 'allowed';
  }

  /** Counts a refusal, and logs it at a limited rate. */
  noteRefusal(caller: Caller, { code, message, hint }: RelayError): void {
    this.#refusals++;
    const address = accountOf(caller);
    const host = shortened(caller.host);
    const origin = shortened(caller.origin);
    const fields = { address, code, host, origin, hint };
    this.#log.warn(`${code} ${address} ${origin}`, fields, `Refused: ${message}`);
  }

  #checkKey(caller: Caller, permission: Permission, key: string): void {
    const address = accountOf(caller);
    const now = this.#now();
    if (!this.#wrongKeys.mayTry(address, now)) {
      throw new RelayError(
        'too-many',
        'Too many wrong keys came from this address.',
        'Wait some seconds, then show the right one.',
      );
    }
    if (this.#policy.isRightKey(key, permission)) return;
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

/**
 * The account that wrong keys are counted on: one for each network. All clients of a proxy share one, because the address
 * that the proxy claims is easily forged.
 */
function accountOf({ remoteAddress, isForwarded }: Caller): string {
  const network = networkOf(plainAddress(remoteAddress));
  return isForwarded ? `${network} (a proxy)` : network;
}
