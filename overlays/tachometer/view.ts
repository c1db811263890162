/** Draws the tachometer. Statics are baked when the scale is known, and again when another car brings another. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { createGauge } from '../core/draw/gauges/create-gauge.ts';
import type { Gauge } from '../core/draw/gauges/gauge.ts';
import { Kit } from '../core/draw/kit.ts';
import { Lamps } from '../core/draw/lamps/lamps.ts';
import { Mover } from '../core/draw/motion.ts';
import type { Box } from '../core/draw/shape.ts';
import { createDigits, type Digits } from '../core/draw/text/digits.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { labelText, paintText, smallestCap, textBleed, textWidth } from '../core/draw/text/type.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { gearGlyphs } from '../core/reading/gear.ts';
import type { RpmScale } from '../core/reading/rpm.ts';
import { about } from './about.ts';
import { type Label, tachometerLayout } from './layout.ts';
import { TachometerModel, type TachometerPicture } from './model.ts';

interface Parts {
  readonly scale: RpmScale;
  readonly gauge: Gauge;
  readonly lamps: Lamps | null;
  readonly gear: Digits | null;
  readonly rpm: Digits;
}

/** Around a label, with what its lettering takes beside its letters. */
function labelBox(theme: Theme, { text, x, y, cap: wanted, align }: Label): Box {
  const cap = Math.max(wanted, smallestCap);
  const bleed = textBleed(theme, cap) + cap / 2;
  const wide = textWidth(labelText(theme, text), theme.fonts.labels, cap);
  const left = align === 'left' ? x : align === 'right' ? x - wide : x - wide / 2;
  return {
    x: left - bleed,
    y: y - cap - bleed,
    width: wide + 2 * bleed,
    height: 2 * (cap + bleed),
  };
}

export class TachometerView implements OverlayView {
  readonly #kit: Kit;
  readonly #context: ViewContext<typeof about>;
  readonly #model = new TachometerModel();
  readonly #mover: Mover;
  readonly #readout: Readout;
  #parts: Parts | null = null;

  constructor(context: ViewContext<typeof about>) {
    this.#context = context;
    this.#kit = new Kit(context, about.size);
    this.#mover = new Mover(context.theme.motion);
    const drums = context.theme.digits.kind === 'drum';
    this.#readout = drums ? new Readout(100, 80) : new Readout(10, 80);
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const picture = this.#model.read(sample, nowMs);
    if (this.#parts === null || this.#parts.scale !== picture.scale) {
      this.#kit.clear();
      this.#parts = this.#build(picture.scale);
    }
    const { gauge, lamps, gear, rpm } = this.#parts;
    const alarmed = picture.limiter && picture.flash;
    gauge.set(this.#mover.step(picture.share, nowMs));
    gauge.alarm(alarmed);
    lamps?.set(Math.round(picture.lights * lamps.count), alarmed);
    const rolling = gear?.set(picture.gear, nowMs) ?? false;
    rpm.alarm(picture.limiter);
    const counting = rpm.set(this.#rpmText(picture, nowMs), nowMs);
    return {
      draw: this.#kit.takeChanged(),
      animating: !this.#mover.settled || rolling || counting || picture.limiter,
    };
  }

  destroy(): void {
    this.#kit.destroy();
  }

  #rpmText(picture: TachometerPicture, nowMs: number): string {
    if (picture.resting) {
      this.#readout.reset();
      return '';
    }
    return String(this.#readout.read(picture.rpm, nowMs));
  }

  #build(scale: RpmScale): Parts {
    const kit = this.#kit;
    const { theme } = kit;
    const layout = tachometerLayout(theme);
    const { centre, lights } = this.#context.parameters;
    const gauge = createGauge(kit, {
      cx: 200,
      cy: 200,
      radius: 192,
      sweepDeg: theme.gauge.sweepDeg,
      unit: 1000,
      withLamps: lights,
      ...scale,
    });
    const withGear = centre !== 'rpm';
    const labels = layout.labels.filter(({ ofGear = false }) => withGear || !ofGear);
    // Each in a box of its own: a see-through picture of the whole dial costs as much as the dial.
    kit.pictures(
      labels.map((label) => labelBox(theme, label)),
      (ctx, i) => {
        const label = labels[i]!;
        paintText(ctx, theme, labelText(theme, label.text), label.x, label.y, {
          face: theme.fonts.labels,
          colour: theme.palette.muted,
          ...label,
        });
      },
    );
    const lamps = lights
      ? new Lamps(kit, {
          box: layout.lights,
          count: theme.lights.count,
          ...(layout.lightsArc ? { arc: layout.lightsArc } : {}),
        })
      : null;
    const gear = withGear
      ? createDigits(kit, {
          ...layout.gear,
          cells: theme.digits.kind === 'type' ? 2 : 1,
          align: 'center',
          face: theme.fonts.gear,
          glyphs: gearGlyphs,
        })
      : null;
    const rpm = createDigits(kit, {
      ...(withGear ? layout.rpm : layout.onlyRpm),
      cells: 5,
      align: theme.gauge.kind === 'ramp' ? 'right' : 'center',
      face: theme.fonts.numbers,
      housed: withGear,
    });
    gauge.finish();
    return { scale, gauge, lamps, gear, rpm };
  }
}
