/** Lets the browser ask before the page closes while something is not saved. */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

export function useUnsavedWarning(isUnsaved: ReadonlySignal<boolean>): void {
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent): void => {
      if (isUnsaved.value) event.preventDefault();
    };
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [isUnsaved]);
}
