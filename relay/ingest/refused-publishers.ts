/**
 * Publishers that were refused, or had fields removed, and why. The log, `/metrics` and the panel show them, so that a
 * streamer sees why an overlay stays empty. The lists are bounded, because strangers can fill them.
 */
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import type { RefusedPublisher } from '../../protocol/relay-answers.ts';
import type { RelayError } from '../errors.ts';
import { LimitedLog } from '../limited-log.ts';

interface Entry extends Omit<RefusedPublisher, 'count' | 'agoMs' | 'message'> {
  message: string;
  count: number;
  at: number;
}

export interface PublishingCaller {
  readonly remoteAddress: string;
  readonly sessionID: string | null;
}

const fieldsLeftOut = 'fields-left-out';

export class RefusedPublishers {
  readonly #log: LimitedLog;
  readonly #now: () => number;
  /** By publisher and reason, least recently refused first. */
  readonly #entries = new Map<string, Entry>();
  readonly #totals = new Map<string, number>();

  /** @param now ms */
  constructor(log: Log, now: () => number) {
    this.#log = new LimitedLog(log, now);
    this.#now = now;
  }

  /** A batch or a connection was refused. */
  refused(publisher: PublishingCaller, { code, message, hint }: RelayError): void {
    // A relay that stops refuses everybody.
    if (code === 'shutting-down') return;
    this.note(publisher, code, hint === undefined ? message : `${message} ${hint}`);
  }

  /** A batch was accepted without some of its fields. @param warnings at least one */
  fieldsRemoved(publisher: PublishingCaller, warnings: readonly string[]): void {
    this.note(publisher, fieldsLeftOut, warnings[0]!);
  }

  /** @param code one of a fixed set, because `totals` keeps every code */
  note({ remoteAddress, sessionID }: PublishingCaller, code: string, message: string): void {
    const key = `${code} ${remoteAddress} ${sessionID ?? ''}`;
    const entry = this.#entries.get(key) ?? { remoteAddress, sessionID, code, count: 0 };
    this.#entries.delete(key);
    this.#entries.set(key, { ...entry, message, count: entry.count + 1, at: this.#now() });
    if (this.#entries.size > limits.refusedPublishersMax) {
      this.#entries.delete(this.#entries.keys().next().value!);
    }
    this.#totals.set(code, (this.#totals.get(code) ?? 0) + 1);
    // The access control logs wrong keys.
    if (code === 'key-wrong') return;
    const sentence =
      code === fieldsLeftOut ? 'Fields of a publisher are left out.' : 'A publisher is refused.';
    this.#log.warn(key, { remoteAddress, sessionID, code, message }, sentence);
  }

  /** Refusals of the last minutes, the newest first. */
  list(): RefusedPublisher[] {
    const now = this.#now();
    return [...this.#entries.values()]
      .filter(({ at }) => now - at <= limits.refusedPublisherKeptMs)
      .map(({ at, ...entry }) => ({ ...entry, agoMs: Math.round(now - at) }))
      .reverse();
  }

  /** Number of refusals since the relay started, by code. */
  totals(): ReadonlyMap<string, number> {
    return this.#totals;
  }
}
