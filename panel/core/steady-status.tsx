/**
 * A state that screen readers read aloud once it has lasted: a state that flaps, as of an agent on a bad network, is not
 * announced at each change. Sighted users read the visible text beside it, which changes at once.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { steadyTime } from './steady-time.ts';

export function SteadyStatus({ sentence }: { readonly sentence: string }) {
  const [steady, setSteady] = useState('');
  const readAtMs = useRef<number[]>([]);
  useEffect(() => {
    if (sentence === steady) return undefined;
    const waitMs = steadyTime(readAtMs.current, performance.now());
    const timer = setTimeout(() => {
      readAtMs.current = [...readAtMs.current, performance.now()].slice(-8);
      setSteady(sentence);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [sentence, steady]);
  return (
    <span class="hidden" role="status">
      {steady}
    </span>
  );
}
