/**
 * Decides which publisher of a session viewers see when several publish it. Pure: the caller passes the time.
 *
 * The publisher that began last wins, among those that are connected and were active within
 * `limits.publisherSilentMs`. A newer publisher takes over at once. An older one returns when the newer one falls
 * silent or disconnects.
 */
import { limits } from '../../protocol/limits.ts';

/**
 * - `shown`: viewers see it, as before
 * - `takes-over`: viewers see it from now on
 * - `stored`: viewers see another one; its frames are only stored
 * - `over`: it has ended; its remaining frames are only stored
 */
export type Verdict = 'shown' | 'takes-over' | 'stored' | 'over';

/** `here`: connected · `gone`: its connection has ended · `over`: it does not publish under this name any more. */
type Presence = 'here' | 'gone' | 'over';

interface Publisher {
  readonly name: string;
  presence: Presence;
  /** ms on the relay's clock. */
  activeAt: number;
}

export class PublisherPriority {
  /** Oldest first, by when they began. */
  readonly #publishers: Publisher[] = [];
  #shown: Publisher | null = null;
  /** Since when viewers see the shown one, ms. */
  #shownSince = 0;
  /** Since when several publish at the same time, ms; null: at most one does. */
  #conflictSince: number | null = null;

  /** The publisher that is shown; null: nobody has published yet. */
  get shown(): string | null {
    return this.#shown?.name ?? null;
  }

  /** Since when several publish at the same time, ms; null: at most one does. */
  get conflictSince(): number | null {
    return this.#conflictSince;
  }

  /** A publisher sent frames that are not late, or reported its status. */
  recordActivity(name: string, now: number): Verdict {
    const shown = this.#shown;
    if (shown !== null && shown.name === name) {
      if (shown.presence === 'over') return 'over';
      shown.presence = 'here';
      shown.activeAt = now;
      return 'shown';
    }
    let at = this.#publishers.findIndex((one) => one.name === name);
    if (at < 0) at = this.#begin(name, now);
    const publisher = this.#publishers[at]!;
    if (publisher.presence === 'over') return 'over';
    publisher.presence = 'here';
    publisher.activeAt = now;
    if (this.#publishers.some((one, i) => i > at && isActive(one, now))) {
      // Right after a takeover, the last batches of the older one are still on their way.
      if (now - this.#shownSince > limits.publisherOvertakenMs) this.#conflictSince ??= now;
      return 'stored';
    }
    this.#shown = publisher;
    this.#shownSince = now;
    return 'takes-over';
  }

  #begin(name: string, now: number): number {
    if (this.#publishers.length >= limits.keptRunsMax) {
      const oldest = this.#publishers.findIndex((one) => one !== this.#shown);
      this.#publishers.splice(oldest, 1);
    }
    return this.#publishers.push({ name, presence: 'here', activeAt: now }) - 1;
  }

  /**
   * Shows the newest of these again although it is silent, when nobody is active.
   * @returns its name; null: somebody is active, or it is shown already
   */
  restore(names: ReadonlySet<string>, now: number): string | null {
    if (this.isActive(now)) return null;
    const publisher = this.#publishers.findLast(({ name }) => names.has(name));
    if (publisher === undefined || publisher === this.#shown) return null;
    this.#shown = publisher;
    this.#shownSince = now;
    return publisher.name;
  }

  /** The connection of a publisher ended. It may reconnect. */
  leave(name: string): void {
    const publisher = this.#publishers.find((one) => one.name === name);
    if (publisher?.presence === 'here') publisher.presence = 'gone';
  }

  /** A publisher ended its run, or continues under another name. */
  end(name: string, now: number): void {
    let at = this.#publishers.findIndex((one) => one.name === name);
    if (at < 0) at = this.#begin(name, now);
    this.#publishers[at]!.presence = 'over';
  }

  isOver(name: string): boolean {
    return this.#publishers.some((one) => one.name === name && one.presence === 'over');
  }

  /** Some publisher is connected and was active a moment ago. */
  isActive(now: number): boolean {
    return this.#publishers.some((one) => isActive(one, now));
  }

  /** It disconnected, or was silent for so long that it will hardly return. */
  isLost(name: string, now: number): boolean {
    const publisher = this.#publishers.find((one) => one.name === name);
    if (publisher?.presence !== 'here') return true;
    return now - publisher.activeAt > limits.sessionAwayMs;
  }

  /** Active publishers that viewers do not see. */
  rivals(now: number): string[] {
    return this.#publishers
      .filter((one) => one !== this.#shown && isActive(one, now))
      .map(({ name }) => name);
  }

  /** Ends the conflict when only one is active. Called a few times a second. */
  tick(now: number): void {
    if (this.#conflictSince !== null && this.rivals(now).length === 0) this.#conflictSince = null;
  }
}

function isActive({ presence, activeAt: heardAt }: Publisher, now: number): boolean {
  return presence === 'here' && now - heardAt <= limits.publisherSilentMs;
}
