/**
 * A state that screen readers read aloud once it has lasted: a state that flaps, as of an agent on a bad network, is not
 * announced at each change. Sighted users read the visible text beside it, which changes at once.
 */
import { useEffect, useState } from 'preact/hooks';

/** A state that lasts this long is announced, ms. */
const steadyMs = 3_000;

export function SteadyStatus({ sentence }: { readonly sentence: string }) {
  const [steady, setSteady] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSteady(sentence), steadyMs);
    return () => clearTimeout(timer);
  }, [sentence]);
  return (
    <span class="hidden" role="status">
      {steady}
    </span>
  );
}
