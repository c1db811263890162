/** Chooses the instrument that a theme wants for a round scale. */
import type { Theme } from '../theme.ts';
import type { Dial } from './dial.ts';
import type { Gauge } from './gauge.ts';
import { createChronographGauge } from './gauge-chronograph.ts';
import { createFrameGauge } from './gauge-frame.ts';
import { createNeedleGauge } from './gauge-needle.ts';
import { createRampGauge } from './gauge-ramp.ts';
import { createRingGauge, type RingKind } from './gauge-ring.ts';
import { createScribbleGauge } from './gauge-scribble.ts';
import { createTapeGauge } from './gauge-tape.ts';
import { createWedgeGauge } from './gauge-wedge.ts';
import type { Kit } from './kit.ts';

type CreateGauge = (kit: Kit, dial: Dial) => Gauge;

const ring =
  (kind: RingKind): CreateGauge =>
  (kit, dial) =>
    createRingGauge(kit, dial, kind);

const gauges: Readonly<Record<Theme['gauge']['kind'], CreateGauge>> = {
  arc: ring('arc'),
  segments: ring('segments'),
  dots: ring('dots'),
  line: ring('line'),
  needle: createNeedleGauge,
  ramp: createRampGauge,
  frame: createFrameGauge,
  wedge: createWedgeGauge,
  chronograph: createChronographGauge,
  scribble: createScribbleGauge,
  tape: createTapeGauge,
};

/** Places plate, scale and pointer of the dial. */
export function createGauge(kit: Kit, dial: Dial): Gauge {
  return gauges[kit.theme.gauge.kind](kit, dial);
}
