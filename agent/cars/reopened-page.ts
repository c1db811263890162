/**
 * The page of another program, opened again while nothing moves in it: a restarted program makes a new page under the old name,
 * and the open one would never change. It never creates the page.
 */
import { limits } from '../../protocol/limits.ts';
import type { NamedPage } from '../memory/port.ts';

/** - `same`: nothing has changed - `first`: it is there now - `missing`: it is not there */
export type PageChange = 'same' | 'first' | 'missing';

export class ReopenedPage {
  /** @returns a sentence on why it is missing */
  readonly #open: () => NamedPage | string;
  #page: NamedPage | null = null;
  #openedMs = Number.NEGATIVE_INFINITY;

  constructor(open: () => NamedPage | string) {
    this.#open = open;
  }

  /** null: it is missing. */
  get page(): NamedPage | null {
    return this.#page;
  }

  /** @param movedMs when something in it moved last */
  refresh(movedMs: number, nowMs: number): PageChange {
    if (nowMs - Math.max(movedMs, this.#openedMs) < limits.carsOpenRetryMs) return 'same';
    this.#openedMs = nowMs;
    const isReadable = this.#page?.readable() !== false;
    const opened = this.#open();
    const wasThere = this.#page !== null && isReadable;
    this.close();
    if (typeof opened === 'string') return 'missing';
    this.#page = opened;
    return wasThere ? 'same' : 'first';
  }

  close(): void {
    this.#page?.close();
    this.#page = null;
  }
}
