/** Limits how often a changing value reaches what is slow to draw. */
import { useEffect, useRef, useState } from 'preact/hooks';

/** Overlays rebuild at most this often while a slider is dragged, ms. */
const defaultIntervalMs = 120;

/** The newest value, at most every so often. */
export function useThrottled<T>(value: T, everyMs = defaultIntervalMs): T {
  const [throttled, setCalm] = useState(value);
  const nextMs = useRef(0);
  useEffect(() => {
    const waitMs = Math.max(nextMs.current - performance.now(), 0);
    const timer = setTimeout(() => {
      nextMs.current = performance.now() + everyMs;
      setCalm(value);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [value]);
  return throttled;
}
