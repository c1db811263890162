/**
 * A source that reads another program's page. The page is opened again while nothing moves in it: a restarted program makes a
 * new page under the old name, and the open one would never change. It never creates the page.
 */
import type { CarSourceName } from '../../protocol/cars.ts';
import { limits } from '../../protocol/limits.ts';
import type { NamedPage } from '../memory/port.ts';
import type { CarSource, CarsReading } from './car-source.ts';

/** Copies and reads one kind of page. */
export interface PageReader {
  readonly source: CarSourceName;
  /**
   * Copies the page if it has changed since the last copy.
   * @param isCopied the last copy is of the same page
   */
  copy(bytes: Buffer, isCopied: boolean): boolean;
  /** Reads the newest copy. @returns null: it cannot be read */
  read(nowMs: number): CarsReading | null;
  /** Another page is copied from now on. */
  forget(): void;
}

export class PageSource implements CarSource {
  readonly #reader: PageReader;
  /** @returns a sentence on why it is missing */
  readonly #open: () => NamedPage | string;
  #page: NamedPage | null = null;
  #openedMs = Number.NEGATIVE_INFINITY;
  #movedMs = Number.NEGATIVE_INFINITY;
  /** A copy is of the page that is open. */
  #isCopied = false;
  /** It changed while it was open, so it is not a leftover of a program that has ended. */
  #hasMoved = false;

  constructor(reader: PageReader, open: () => NamedPage | string) {
    this.#reader = reader;
    this.#open = open;
  }

  get name(): CarSourceName {
    return this.#reader.source;
  }

  get isThere(): boolean {
    return this.#page !== null && this.#hasMoved;
  }

  get movedMs(): number {
    return this.#movedMs;
  }

  poll(nowMs: number): boolean {
    this.#refresh(nowMs);
    if (this.#page === null || !this.#reader.copy(this.#page.bytes, this.#isCopied)) return false;
    if (this.#isCopied) {
      this.#hasMoved = true;
      this.#movedMs = nowMs;
    }
    this.#isCopied = true;
    return this.#hasMoved;
  }

  read(nowMs: number): CarsReading | null {
    return this.isThere ? this.#reader.read(nowMs) : null;
  }

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
    this.#reader.forget();
  }
}
