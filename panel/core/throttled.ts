/** Limits how often a changing value reaches components that are slow to draw. */
import { useEffect, useRef, useState } from 'preact/hooks';

/** Overlays are redrawn at most this often while a slider is dragged, ms. */
const defaultIntervalMs = 120;

export function useThrottled<T>(value: T, everyMs = defaultIntervalMs): T {
  const [throttled, setThrottled] = useState(value);
  const nextMs = useRef(0);
  useEffect(() => {
    const waitMs = Math.max(nextMs.current - performance.now(), 0);
    const timer = setTimeout(() => {
      nextMs.current = performance.now() + everyMs;
      setThrottled(value);
    }, waitMs);
    return () => clearTimeout(timer);
  }, [value]);
  return throttled;
}
