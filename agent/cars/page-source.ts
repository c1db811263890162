/** Reads cars from the page of another program. It never creates the page, and opens it again while nothing moves in it. */
import type { CarSourceName } from '../../protocol/cars.ts';
import { limits } from '../../protocol/limits.ts';
import type { NamedPage, OpenNamedPage } from '../memory/port.ts';
import type { CarSource, CarsReading } from './car-source.ts';
import {
  type CarsPageFormat,
  CarsPageReader,
  carsHead,
  vehicleBytes,
  vehiclesAt,
} from './cars-page.ts';

export class PageSource implements CarSource {
  readonly name: CarSourceName;
  readonly #format: CarsPageFormat;
  readonly #open: OpenNamedPage;
  #reader: CarsPageReader;
  #page: NamedPage | null = null;
  /** The page when it was looked at last. */
  readonly #copy: Buffer;
  #openedMs = Number.NEGATIVE_INFINITY;
  #movedMs = Number.NEGATIVE_INFINITY;
  /** The vehicles changed while the page was open, so it is not a leftover. */
  #hasMoved = false;
  /** The copy is of the page that is open. */
  #isCopied = false;

  constructor(format: CarsPageFormat, open: OpenNamedPage) {
    this.name = format.source;
    this.#format = format;
    this.#open = open;
    this.#reader = new CarsPageReader(format);
    this.#copy = Buffer.alloc(format.sizeBytes);
  }

  get isThere(): boolean {
    return this.#page !== null && this.#hasMoved;
  }

  get movedMs(): number {
    return this.#movedMs;
  }

  poll(nowMs: number): boolean {
    const isQuiet = nowMs - Math.max(this.#movedMs, this.#openedMs) >= limits.carsOpenRetryMs;
    // A restarted program makes a new page under the old name; the open one would never change.
    if (isQuiet) this.#reopen(nowMs);
    const page = this.#page;
    if (page === null) return false;
    const { bytes } = page;
    const count = Math.min(
      Math.max(bytes.readInt32LE(carsHead.numVehicles), 0),
      this.#format.vehicles,
    );
    const end = vehiclesAt + count * vehicleBytes;
    if (this.#isCopied && bytes.compare(this.#copy, 0, end, 0, end) === 0) return false;
    bytes.copy(this.#copy);
    if (this.#isCopied) {
      this.#hasMoved = true;
      this.#movedMs = nowMs;
    }
    this.#isCopied = true;
    return this.#hasMoved;
  }

  #reopen(nowMs: number): void {
    this.#openedMs = nowMs;
    if (this.#page?.readable() === false) this.close();
    const opened = this.#open(this.#format.pageName, this.#format.sizeBytes);
    if (typeof opened === 'string') {
      this.close();
      return;
    }
    const isFirst = this.#page === null;
    this.#page?.close();
    this.#page = opened;
    if (!isFirst) return;
    this.#isCopied = false;
    this.#hasMoved = false;
    this.#reader = new CarsPageReader(this.#format);
  }

  read(nowMs: number): CarsReading | null {
    if (!this.isThere) return null;
    return { source: this.name, atMs: nowMs, ...this.#reader.read(this.#copy, nowMs) };
  }

  close(): void {
    this.#page?.close();
    this.#page = null;
    this.#hasMoved = false;
    this.#isCopied = false;
  }
}
