/** Keeps the selection in the address, without an entry in the browser's history, so that Back leads to the list. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { hashOf, type Selection, selectionOf } from './selection.ts';

export function useSelection(): readonly [Selection, (next: Selection) => void] {
  const [selection, setSelection] = useState(() => selectionOf(location.hash));
  useEffect(() => {
    const read = (): void => setSelection(selectionOf(location.hash));
    addEventListener('hashchange', read);
    return () => removeEventListener('hashchange', read);
  }, []);
  const choose = useCallback((next: Selection) => {
    history.replaceState(history.state, '', hashOf(next));
    setSelection(next);
  }, []);
  return [selection, choose];
}
