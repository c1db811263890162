/** Reads cars from the page of the in-game app of CrewChief or SimHub. */
import type { OpenNamedPage } from '../memory/port.ts';
import type { CarsReading } from './car-source.ts';
import {
  type CarsPageFormat,
  CarsPageReader,
  vehicleBytes,
  vehiclesAt,
  vehiclesIn,
} from './cars-page.ts';
import { type PageReader, PageSource } from './page-source.ts';

export function carsPageSource(format: CarsPageFormat, open: OpenNamedPage): PageSource {
  return new PageSource(new CarsPageCopy(format), () => open(format.pageName, format.sizeBytes));
}

class CarsPageCopy implements PageReader {
  readonly #format: CarsPageFormat;
  /** The page when it was looked at last. */
  readonly #copy: Buffer;
  #reader: CarsPageReader;

  constructor(format: CarsPageFormat) {
    this.#format = format;
    this.#copy = Buffer.alloc(format.sizeBytes);
    this.#reader = new CarsPageReader(format);
  }

  get source(): CarsPageFormat['source'] {
    return this.#format.source;
  }

  copy(bytes: Buffer, isCopied: boolean): boolean {
    const end = vehiclesAt + vehiclesIn(bytes, this.#format) * vehicleBytes;
    if (isCopied && bytes.compare(this.#copy, 0, end, 0, end) === 0) return false;
    bytes.copy(this.#copy);
    return true;
  }

  read(nowMs: number): CarsReading {
    return { source: this.source, atMs: nowMs, ...this.#reader.read(this.#copy, nowMs) };
  }

  forget(): void {
    this.#reader = new CarsPageReader(this.#format);
  }
}
