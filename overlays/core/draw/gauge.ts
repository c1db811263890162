/** Chooses the instrument that a theme wants for a round scale, and what each of them offers. */
import type { Dial } from './dial.ts';
import { createNeedleGauge } from './gauge-needle.ts';
import { createRampGauge } from './gauge-ramp.ts';
import { createRingGauge } from './gauge-ring.ts';
import type { Kit } from './kit.ts';

export interface Gauge {
  /** @param share of the scale, 0…1 */
  set(share: number): void;
  /** Lights what says that the limit is reached. */
  alarm(on: boolean): void;
  /** Puts needles above all that was placed meanwhile. Call when the face is complete. */
  finish(): void;
}

/** Places plate, scale and pointer of the dial. */
export function createGauge(kit: Kit, dial: Dial): Gauge {
  const { kind } = kit.theme.gauge;
  if (kind === 'needle') return createNeedleGauge(kit, dial);
  if (kind === 'ramp') return createRampGauge(kit, dial);
  return createRingGauge(kit, dial, kind);
}
