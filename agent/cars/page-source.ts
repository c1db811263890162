/** Reads cars from the page of another program. It never creates the page, and opens it again while nothing moves in it. */
import type { CarSourceName } from '../../protocol/cars.ts';
import type { OpenNamedPage } from '../memory/port.ts';
import type { CarsReading } from './car-source.ts';
import {
  type CarsPageFormat,
  CarsPageReader,
  vehicleBytes,
  vehiclesAt,
  vehiclesIn,
} from './cars-page.ts';
import { ReopenedPage } from './reopened-page.ts';

export class PageSource extends ReopenedPage {
  readonly name: CarSourceName;
  readonly #format: CarsPageFormat;
  #reader: CarsPageReader;
  /** The page when it was looked at last. */
  readonly #copy: Buffer;

  constructor(format: CarsPageFormat, open: OpenNamedPage) {
    super(() => open(format.pageName, format.sizeBytes));
    this.name = format.source;
    this.#format = format;
    this.#reader = new CarsPageReader(format);
    this.#copy = Buffer.alloc(format.sizeBytes);
  }

  protected copy(bytes: Buffer, isCopied: boolean): boolean {
    const end = vehiclesAt + vehiclesIn(bytes, this.#format) * vehicleBytes;
    if (isCopied && bytes.compare(this.#copy, 0, end, 0, end) === 0) return false;
    bytes.copy(this.#copy);
    return true;
  }

  read(nowMs: number): CarsReading | null {
    if (!this.isThere) return null;
    return { source: this.name, atMs: nowMs, ...this.#reader.read(this.#copy, nowMs) };
  }

  protected forget(): void {
    this.#reader = new CarsPageReader(this.#format);
  }
}
