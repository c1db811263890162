/** Pages that the demo car writes, whatever the system. */
import type { PageName } from '../games/assetto-corsa/layout.ts';

export interface WritablePages {
  write(name: PageName, bytes: Uint8Array): void;
  /** Takes away what was created. May be called twice. */
  close(): void;
}
