/** The pages that the demo car writes, the same on each system. */
import { type PageName, pageNames, pages } from '../games/assetto-corsa/layout.ts';

/** The page of other cars that the demo writes, in the form of CrewChief's version 1.1.0. */
const carsPageName = 'crewchief';
export const carsPageBytes = 15_728;

export type WritablePageName = PageName | typeof carsPageName;

export const writablePageNames: readonly WritablePageName[] = [...pageNames, carsPageName];

export function writablePageBytes(name: WritablePageName): number {
  return name === carsPageName ? carsPageBytes : pages[name].sizeBytes;
}

export interface WritablePages {
  write(name: WritablePageName, bytes: Uint8Array): void;
  /** Removes what it created. May be called twice. */
  close(): void;
}
