/** The pages that the demo car writes, the same on each system. */
import type { PageName } from '../games/assetto-corsa/layout.ts';

export interface WritablePages {
  write(name: PageName, bytes: Uint8Array): void;
  /** Removes what it created. May be called twice. */
  close(): void;
}
