/** Draws the tachometer. What never changes is painted once the scale is known, and again when another car has another. */
import type { Theme } from '../../protocol/theme-schema.ts';
import { createGauge } from '../core/draw/gauges/create-gauge.ts';
import type { Gauge } from '../core/draw/gauges/gauge.ts';
import type { Kit } from '../core/draw/kit.ts';
import { Lamps } from '../core/draw/lamps/lamps.ts';
import { Mover } from '../core/draw/motion.ts';
import type { Box } from '../core/draw/shape.ts';
import type { Digits } from '../core/draw/text/digit-cells.ts';
import { createDigits } from '../core/draw/text/digits.ts';
import { createGearDigits, type GearDigits } from '../core/draw/text/gear-digits.ts';
import { labelWidth, paintLabel, smallestCap, textBleed } from '../core/draw/text/lettering.ts';
import { rpmReadout } from '../core/draw/text/readout.ts';
import { defineOverlay } from '../core/overlay.ts';
import type { RpmScale } from '../core/reading/rpm.ts';
import { about } from './about.ts';
import { type Label, tachometerLayout } from './layout.ts';
import { TachometerModel } from './model.ts';

interface Parts {
  readonly scale: RpmScale;
  readonly gauge: Gauge;
  readonly lamps: Lamps | null;
  readonly gear: GearDigits | null;
  readonly rpm: Digits;
}

export const overlay = defineOverlay(about, (kit, { parameters: { centre, lights } }) => {
  const { theme } = kit;
  const model = new TachometerModel(kit.reducedMotion);
  const mover = new Mover(theme.motion);
  const readout = rpmReadout(theme);
  let parts: Parts | null = null;
  return {
    update(sample, nowMs) {
      const picture = model.read(sample, nowMs);
      if (parts === null || parts.scale !== picture.scale) {
        kit.clear();
        parts = build(kit, picture.scale, centre !== 'rpm', lights);
      }
      const { gauge, lamps, gear, rpm } = parts;
      const alarmed = picture.limiter && picture.flash;
      gauge.set(mover.step(picture.share, nowMs));
      gauge.alarm(alarmed);
      lamps?.set(Math.round(picture.lights * lamps.count), alarmed);
      const rolling = gear?.set(picture.gear, nowMs) ?? false;
      rpm.alarm(picture.limiter);
      const text = readout.text(picture.resting ? null : picture.rpm, nowMs);
      const counting = rpm.set(text ?? '', nowMs);
      return !mover.isAtRest || rolling || counting || picture.limiter;
    },
  };
});

function build(kit: Kit, scale: RpmScale, withGear: boolean, withLamps: boolean): Parts {
  const { theme } = kit;
  const layout = tachometerLayout(theme);
  const gauge = createGauge(kit, {
    cx: 200,
    cy: 200,
    radius: 192,
    sweepDeg: theme.gauge.sweepDeg,
    unit: 1000,
    withLamps,
    ...scale,
  });
  const { isLarge, label: least } = kit.sizes;
  const labels = layout.labels
    .filter(({ ofGear = false }) => withGear || !ofGear)
    .map((label) => ({
      ...label,
      ...(isLarge ? label.large : {}),
      cap: Math.max(label.cap, least),
    }));
  // Each in a box of its own: a see-through picture of the whole dial costs as much as the dial.
  kit.pictures(
    labels.map((label) => labelBox(theme, label)),
    (ctx, i) => {
      const label = labels[i]!;
      paintLabel(ctx, theme, label.text, label.x, label.y, label);
    },
  );
  const lamps = withLamps
    ? new Lamps(kit, {
        box: layout.lights,
        count: theme.lights.count,
        ...(layout.lightsArc ? { arc: layout.lightsArc } : {}),
      })
    : null;
  const gear = withGear ? createGearDigits(kit, layout.gear) : null;
  const rpm = createDigits(kit, {
    ...(withGear ? layout.rpm : layout.onlyRpm),
    cells: 5,
    align: theme.gauge.kind === 'ramp' ? 'right' : 'center',
    housed: withGear,
  });
  gauge.finish();
  return { scale, gauge, lamps, gear, rpm };
}

/** Around a label, with the room that outline and glow take around its letters. */
function labelBox(theme: Theme, { text, x, y, cap: wanted, align }: Label): Box {
  const cap = Math.max(wanted, smallestCap);
  const bleed = textBleed(theme, cap) + cap / 2;
  const wide = labelWidth(theme, text, cap);
  const left = align === 'left' ? x : align === 'right' ? x - wide : x - wide / 2;
  return {
    x: left - bleed,
    y: y - cap - bleed,
    width: wide + 2 * bleed,
    height: 2 * (cap + bleed),
  };
}
