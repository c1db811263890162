/** Reads cars from the page of another program. It never creates the page, and opens it again while nothing moves in it. */
import type { CarSourceName } from '../../protocol/cars.ts';
import type { OpenNamedPage } from '../memory/port.ts';
import type { CarSource, CarsReading } from './car-source.ts';
import {
  type CarsPageFormat,
  CarsPageReader,
  carsHead,
  vehicleBytes,
  vehiclesAt,
} from './cars-page.ts';
import { ReopenedPage } from './reopened-page.ts';

export class PageSource implements CarSource {
  readonly name: CarSourceName;
  readonly #format: CarsPageFormat;
  readonly #mapped: ReopenedPage;
  #reader: CarsPageReader;
  /** The page when it was looked at last. */
  readonly #copy: Buffer;
  #movedMs = Number.NEGATIVE_INFINITY;
  /** The vehicles changed while the page was open, so it is not a leftover. */
  #hasMoved = false;
  /** The copy is of the page that is open. */
  #isCopied = false;

  constructor(format: CarsPageFormat, open: OpenNamedPage) {
    this.name = format.source;
    this.#format = format;
    this.#mapped = new ReopenedPage(() => open(format.pageName, format.sizeBytes));
    this.#reader = new CarsPageReader(format);
    this.#copy = Buffer.alloc(format.sizeBytes);
  }

  get isThere(): boolean {
    return this.#mapped.page !== null && this.#hasMoved;
  }

  get movedMs(): number {
    return this.#movedMs;
  }

  poll(nowMs: number): boolean {
    if (this.#mapped.refresh(this.#movedMs, nowMs) !== 'same') this.#forget();
    const { page } = this.#mapped;
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

  read(nowMs: number): CarsReading | null {
    if (!this.isThere) return null;
    return { source: this.name, atMs: nowMs, ...this.#reader.read(this.#copy, nowMs) };
  }

  close(): void {
    this.#mapped.close();
    this.#forget();
  }

  #forget(): void {
    this.#hasMoved = false;
    this.#isCopied = false;
    this.#reader = new CarsPageReader(this.#format);
  }
}
