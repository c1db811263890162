/** Holds back what changes faster than it can be drawn. */
import { useEffect, useRef, useState } from 'preact/hooks';

/** An overlay is built anew for each change: not more often than this while a slider is dragged, ms. */
const defaultIntervalMs = 120;

/** The newest value, at most every so often. */
export function useThrottled<T>(value: T, everyMs = defaultIntervalMs): T {
  const [calm, setCalm] = useState(value);
  const nextMs = useRef(0);
  useEffect(() => {
    const waitMs = Math.max(nextMs.current - performance.now(), 0);
    const timer = setTimeout(() => {
      nextMs.current = performance.now() + everyMs;
      setCalm(value);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [value]);
  return calm;
}
