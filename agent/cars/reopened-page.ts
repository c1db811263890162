/**
 * What all sources that read another program's page have in common. The page is opened again while nothing moves in it: a
 * restarted program makes a new page under the old name, and the open one would never change. It never creates the page.
 */
import type { CarSourceName } from '../../protocol/cars.ts';
import { limits } from '../../protocol/limits.ts';
import type { NamedPage } from '../memory/port.ts';
import type { CarSource, CarsReading } from './car-source.ts';

export abstract class ReopenedPage implements CarSource {
  abstract readonly name: CarSourceName;
  /** @returns a sentence on why it is missing */
  readonly #open: () => NamedPage | string;
  #page: NamedPage | null = null;
  #openedMs = Number.NEGATIVE_INFINITY;
  #movedMs = Number.NEGATIVE_INFINITY;
  /** A copy is of the page that is open. */
  #isCopied = false;
  /** It changed while it was open, so it is not a leftover of a program that has ended. */
  #hasMoved = false;

  constructor(open: () => NamedPage | string) {
    this.#open = open;
  }

  get isThere(): boolean {
    return this.#page !== null && this.#hasMoved;
  }

  get movedMs(): number {
    return this.#movedMs;
  }

  poll(nowMs: number): boolean {
    this.#refresh(nowMs);
    if (this.#page === null || !this.copy(this.#page.bytes, this.#isCopied)) return false;
    if (this.#isCopied) {
      this.#hasMoved = true;
      this.#movedMs = nowMs;
    }
    this.#isCopied = true;
    return this.#hasMoved;
  }

  abstract read(nowMs: number): CarsReading | null;

  /**
   * Copies the page if it has changed since the last copy.
   * @param isCopied the last copy is of the same page
   */
  protected abstract copy(bytes: Buffer, isCopied: boolean): boolean;

  /** Another page is read from now on. */
  protected abstract forget(): void;

  #refresh(nowMs: number): void {
    if (nowMs - Math.max(this.#movedMs, this.#openedMs) < limits.carsOpenRetryMs) return;
    this.#openedMs = nowMs;
    const isReadable = this.#page?.readable() !== false;
    const opened = this.#open();
    const wasThere = this.#page !== null && isReadable;
    this.#page?.close();
    this.#page = typeof opened === 'string' ? null : opened;
    if (this.#page === null || !wasThere) this.#forgetPage();
  }

  close(): void {
    this.#page?.close();
    this.#page = null;
    this.#forgetPage();
  }

  #forgetPage(): void {
    this.#isCopied = false;
    this.#hasMoved = false;
    this.forget();
  }
}
