/**
 * Which of the publishers of one session is shown. Pure: time is given.
 *
 * The rule: shown is the newest publisher among those that were heard within `limits.publisherSilentMs` and have
 * not gone. Newest is who began last. So a newer publisher takes over at once, and an older one returns when the
 * newer has fallen silent or has gone. Nobody is silenced for longer while nobody newer speaks.
 */
import { limits } from '../../protocol/limits.ts';

/**
 * - `shown`: it is the one that is shown, as before
 * - `takes-over`: from now on it is shown, instead of another or as the first
 * - `stored`: another one is shown; this one's frames are for the store only
 * - `over`: it has ended; what still comes of it is for the store only
 */
export type Verdict = 'shown' | 'takes-over' | 'stored' | 'over';

/** `here`: it may go on at any time · `gone`: its connection has ended · `over`: it will not go on under this name. */
type Presence = 'here' | 'gone' | 'over';

interface Publisher {
  readonly name: string;
  presence: Presence;
  /** ms on the relay's clock. */
  activeAt: number;
}

export class PublisherPriority {
  /** The one that began last is the last. */
  readonly #publishers: Publisher[] = [];
  #shown: Publisher | null = null;
  /** Since when the holder is shown, ms. */
  #shownSince = 0;
  /** Since when two or more are known to publish at the same time, ms; null: they do not. */
  #conflictSince: number | null = null;

  /** The publisher that is shown; null: nobody has published yet. */
  get shown(): string | null {
    return this.#shown?.name ?? null;
  }

  /** Since when several publish at the same time, ms; null: one does, or nobody. */
  get conflictSince(): number | null {
    return this.#conflictSince;
  }

  /** A publisher sent frames that are not late, or said what its game does. */
  recordActivity(name: string, now: number): Verdict {
    const holder = this.#shown;
    if (holder !== null && holder.name === name) {
      if (holder.presence === 'over') return 'over';
      holder.presence = 'here';
      holder.activeAt = now;
      return 'shown';
    }
    let at = this.#publishers.findIndex((one) => one.name === name);
    if (at < 0) at = this.#begin(name, now);
    const publisher = this.#publishers[at]!;
    if (publisher.presence === 'over') return 'over';
    publisher.presence = 'here';
    publisher.activeAt = now;
    if (this.#publishers.some((one, i) => i > at && isActive(one, now))) {
      // The last batches of an older one may merely have been overtaken.
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
   * Shows one again although it is not heard, when nobody is: the newest of these.
   * @returns its name; null: somebody is heard, or it is shown already
   */
  restore(names: ReadonlySet<string>, now: number): string | null {
    if (this.isActive(now)) return null;
    const publisher = this.#publishers.findLast(({ name }) => names.has(name));
    if (publisher === undefined || publisher === this.#shown) return null;
    this.#shown = publisher;
    this.#shownSince = now;
    return publisher.name;
  }

  /** The connection of a publisher has ended. It may come back. */
  leave(name: string): void {
    const publisher = this.#publishers.find((one) => one.name === name);
    if (publisher?.presence === 'here') publisher.presence = 'gone';
  }

  /** A publisher has said that this was all, or goes on under another name. */
  end(name: string, now: number): void {
    let at = this.#publishers.findIndex((one) => one.name === name);
    if (at < 0) at = this.#begin(name, now);
    this.#publishers[at]!.presence = 'over';
  }

  isOver(name: string): boolean {
    return this.#publishers.some((one) => one.name === name && one.presence === 'over');
  }

  /** Somebody was heard a moment ago and has not gone. */
  isActive(now: number): boolean {
    return this.#publishers.some((one) => isActive(one, now));
  }

  /** It has gone, or was not heard for so long that it will hardly return. */
  isLost(name: string, now: number): boolean {
    const publisher = this.#publishers.find((one) => one.name === name);
    if (publisher?.presence !== 'here') return true;
    return now - publisher.activeAt > limits.sessionAwayMs;
  }

  /** Publishers that are heard and not shown. */
  rivals(now: number): string[] {
    return this.#publishers
      .filter((one) => one !== this.#shown && isActive(one, now))
      .map(({ name }) => name);
  }

  /** Looks whether the contest is over. Called a few times a second. */
  tick(now: number): void {
    if (this.#conflictSince !== null && this.rivals(now).length === 0) this.#conflictSince = null;
  }
}

function isActive({ presence, activeAt: heardAt }: Publisher, now: number): boolean {
  return presence === 'here' && now - heardAt <= limits.publisherSilentMs;
}
