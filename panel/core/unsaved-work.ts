/** Work that closing the page would lose. */
import type { ReadonlySignal } from '@preact/signals';

/** The browser asks before it closes the page, whichever room is open. To be called once, when a room is loaded. */
export function askBeforeClosing(isUnsaved: ReadonlySignal<boolean>): void {
  addEventListener('beforeunload', (event) => {
    if (isUnsaved.value) event.preventDefault();
  });
}
