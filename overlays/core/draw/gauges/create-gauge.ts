/** Creates the theme's kind of instrument for a scale. */
import type { Theme } from '../../../../protocol/theme-schema.ts';
import type { Kit } from '../kit.ts';
import { createChronographGauge } from './chronograph.ts';
import type { Dial } from './dial.ts';
import { createFrameGauge } from './frame.ts';
import type { Gauge } from './gauge.ts';
import { createNeedleGauge } from './needle.ts';
import { createRampGauge } from './ramp.ts';
import { createRingGauge, type RingKind } from './ring.ts';
import { createScribbleGauge } from './scribble.ts';
import { createTapeGauge } from './tape.ts';
import { createWedgeGauge } from './wedge.ts';

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
