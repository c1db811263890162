/**
 * The relay's one gate: asks the policy, makes wrong keys cost time, and tells the log of both. Every way into the relay
 * asks here.
 */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { RelayError } from '../errors.ts';
import { LimitedLog } from '../limited-log.ts';
import type { AccessPolicy, Need } from './access-policy.ts';
import { networkOf } from './address-quota.ts';
import type { Caller } from './caller.ts';
import { plainAddress } from './hosts-and-origins.ts';
import { WrongKeys } from './wrong-keys.ts';

export interface AccessParts {
  readonly policy: AccessPolicy;
  readonly log: Log;
  /** ms */
  now(): number;
}

export class Access {
  readonly #policy: AccessPolicy;
  readonly #now: () => number;
  readonly #wrongKeys = new WrongKeys();
  readonly #log: LimitedLog;
  #refusals = 0;

  constructor({ policy, log, now }: AccessParts) {
    this.#policy = policy;
    this.#now = now;
    this.#log = new LimitedLog(log, now);
  }

  /** Wrong keys that were shown, and what was refused for who asked or for want of a place. */
  get counts(): { keysWrong: number; refusals: number } {
    return { keysWrong: this.#wrongKeys.total, refusals: this.#refusals };
  }

  /** @throws RelayError `foreign-host` */
  checkHost(caller: Caller): void {
    const problem = this.#policy.hostProblem(caller);
    if (problem !== null) throw problem;
  }

  /** @throws RelayError `foreign-page`, `key-missing`, `key-wrong`, `too-many` */
  check(caller: Caller, need: Need): void {
    const verdict = this.#policy.decide(caller, need);
    if (verdict.kind === 'refused') throw verdict.error;
    if (verdict.kind === 'unproven') this.#checkKey(caller, need, verdict.key);
  }

  /** True where `check` would not throw. Costs nobody anything. */
  mayDo(caller: Caller, need: Need): boolean {
    return this.#policy.decide(caller, need).kind === 'allowed';
  }

  /** Counts that somebody was refused, and says it in the log now and then. */
  noteRefusal(caller: Caller, { code, message, hint }: RelayError): void {
    this.#refusals++;
    const address = addressOf(caller);
    const { host, origin } = caller;
    const fields = { address, code, host: short(host), origin: short(origin), hint };
    this.#log.warn(`${code} ${address} ${short(origin)}`, fields, `Refused: ${message}`);
  }

  #checkKey(caller: Caller, need: Need, key: string): void {
    const address = addressOf(caller);
    const now = this.#now();
    if (!this.#wrongKeys.mayTry(address, now)) {
      throw new RelayError(
        'too-many',
        'Too many wrong keys came from this address.',
        'Wait some seconds, then show the right one.',
      );
    }
    if (this.#policy.isRightKey(key, need)) return;
    const { holdMs, count } = this.#wrongKeys.note(address, now);
    this.#log.warn(`key ${address}`, { address, need, tries: count }, 'A wrong key was shown.');
    throw new RelayError('key-wrong', 'The key is wrong.', undefined, holdMs);
  }
}

/** What a stranger wrote, as far as it goes into the log. */
function short(text: string | undefined): string | undefined {
  return text?.slice(0, limits.toldOriginCharsMax);
}

/**
 * Who pays for wrong keys. What comes through a proxy has one account for each proxy, whomever it says it comes from:
 * that is easily forged.
 */
function addressOf({ remoteAddress, isForwarded }: Caller): string {
  const network = networkOf(plainAddress(remoteAddress));
  return isForwarded ? `${network} (a proxy)` : network;
}
