/** Reads cars from the page of our in-game app. A copy made while the app was writing is discarded and taken again. */
import type { CarCollision } from '../../protocol/cars.ts';
import { Headings } from '../../protocol/headings.ts';
import type { NamedPage } from '../memory/port.ts';
import {
  type AppReading,
  appHead,
  appPageBytes,
  appPageEnd,
  appPageProblem,
  readAppPage,
} from './app-page.ts';
import type { CarsReading } from './car-source.ts';
import { type PageReader, PageSource } from './page-source.ts';

/** Copies until one is whole; the app writes for less than a tenth of a millisecond. */
const copyTries = 4;

/** @param open opens the page; never creates it. It returns a sentence on why it is missing */
export function appSource(open: () => NamedPage | string): PageSource {
  return new PageSource(new AppPageCopy(), open);
}

class AppPageCopy implements PageReader {
  readonly source = 'app';
  /** The newest whole copy. */
  #copy = Buffer.alloc(appPageBytes);
  /** For the next copy, which may not be whole. */
  #spare = Buffer.alloc(appPageBytes);
  #headings = new Headings();
  /** The app's number of the newest copy. */
  #number = 0;
  /** Number of the newest collision that was passed on. */
  #collision: number | null = null;

  copy(bytes: Buffer, isCopied: boolean): boolean {
    const number = bytes.readUInt32LE(appHead.seqEnd);
    if ((isCopied && number === this.#number) || !this.#copyWhole(bytes)) return false;
    this.#number = number;
    return true;
  }

  /** @returns false: the app writes at this moment, or the page is none of ours */
  #copyWhole(bytes: Buffer): boolean {
    for (let i = 0; i < copyTries; i++) {
      const number = bytes.readUInt32LE(appHead.seqEnd);
      bytes.copy(this.#spare, 0, 0, appPageEnd(bytes));
      if (bytes.readUInt32LE(appHead.seqBegin) !== number) continue;
      if (appPageProblem(this.#spare) !== null) return false;
      [this.#copy, this.#spare] = [this.#spare, this.#copy];
      return true;
    }
    return false;
  }

  read(nowMs: number): CarsReading | null {
    const reading = readAppPage(this.#copy);
    if (reading === null) return null;
    const { server, entries, camera } = reading;
    const motions = reading.motions.map((motion) => {
      const { id, worldPosition, speedKmh, heading } = motion;
      // The Python app knows no headings.
      if (heading !== null || !motion.isConnected) return motion;
      return { ...motion, heading: this.#headings.of(id, worldPosition, speedKmh, nowMs) };
    });
    const collisions = this.#newCollisions(reading);
    return { source: this.source, atMs: nowMs, server, entries, motions, collisions, camera };
  }

  #newCollisions({ collisions }: AppReading): CarCollision[] {
    const newest = collisions.at(-1)?.number ?? 0;
    const known = this.#collision ?? newest;
    // The numbers of another run of the game begin at 1 again.
    const from = newest < known ? 0 : known;
    this.#collision = newest;
    return collisions
      .filter(({ number }) => number > from)
      .map(({ carId, otherId }) => ({ carId, otherId }));
  }

  forget(): void {
    this.#collision = null;
    this.#headings = new Headings();
  }
}
