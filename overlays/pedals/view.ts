/** Draws the pedals overlay: bars, percent, and a strip of the last seconds. */

import type { Theme } from '../../protocol/theme-schema.ts';
import type { Bar } from '../core/draw/bars/bar.ts';
import { createBar } from '../core/draw/bars/create-bar.ts';
import { Kit } from '../core/draw/kit.ts';
import { Mover } from '../core/draw/motion.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { createDigits, type Digits } from '../core/draw/text/digits.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { labelText, paintText } from '../core/draw/text/type.ts';
import { Trace } from '../core/draw/trace/trace.ts';
import type { TraceChannel } from '../core/draw/trace/trace-ink.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import type { InputName } from '../core/reading/inputs.ts';
import { about } from './about.ts';
import { type PedalPlace, pedalsLayout } from './layout.ts';
import { type PedalName, PedalsModel, type PedalsPicture } from './model.ts';

/** Feet are faster than needles. */
const haste = 0.5;

interface Pedal {
  readonly name: PedalName;
  readonly bar: Bar;
  readonly digits: Digits;
  readonly mover: Mover;
  readonly readout: Readout;
}

function pedalColour({ palette }: Theme, name: PedalName): string {
  return palette[name];
}

export class PedalsView implements OverlayView {
  readonly #kit: Kit;
  readonly #model = new PedalsModel();
  readonly #pedals: readonly Pedal[];
  readonly #trace: Trace | null;
  readonly #traced: readonly InputName[];

  constructor(context: ViewContext<typeof about>) {
    this.#kit = new Kit(context, about.size);
    const kit = this.#kit;
    const { theme } = kit;
    const { clutch, trace, steering, seconds } = context.parameters;
    const whole = { x: 0, y: 0, ...about.size };
    const layout = pedalsLayout(theme, whole, { clutch, trace });
    kit.picture(whole, (ctx) => {
      paintPanel(ctx, theme, whole);
      for (const { label, labelAt, labelWidth } of layout.pedals) {
        paintText(ctx, theme, labelText(theme, label), labelAt.x, labelAt.y, {
          face: theme.fonts.labels,
          cap: 12.5,
          colour: theme.palette.muted,
          align: labelAt.align,
          width: labelWidth,
        });
      }
    });
    this.#pedals = layout.pedals.map((place) => this.#createPedal(place, layout.lying));
    const keys: InputName[] = ['throttle', 'brake'];
    if (clutch) keys.push('clutch');
    if (steering) keys.push('steering');
    this.#traced = keys;
    const long = seconds > 0 ? seconds : theme.trace.seconds;
    this.#trace =
      layout.trace === null
        ? null
        : new Trace(kit, {
            box: layout.trace,
            seconds: long,
            channels: keys.map(channelOf(theme)),
          });
  }

  #createPedal(place: PedalPlace, lying: boolean): Pedal {
    const kit = this.#kit;
    const { theme } = kit;
    const { pedal, bar, valueAt } = place;
    return {
      name: pedal,
      bar: createBar(kit, { box: bar, colour: pedalColour(theme, pedal), lying }),
      digits: createDigits(kit, {
        ...valueAt,
        cap: theme.digits.kind === 'seven-segment' ? 20 : 17,
        cells: 3,
        width: lying ? 60 : 54,
        small: true,
        face: theme.fonts.numbers,
      }),
      mover: new Mover(theme.motion, 1, haste),
      readout: new Readout(1, 66),
    };
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const picture = this.#model.read(sample, nowMs);
    let moving = picture.brakePeak !== null;
    for (const pedal of this.#pedals) {
      if (this.#showPedal(pedal, picture, nowMs)) moving = true;
    }
    this.#showTrace(picture);
    return { draw: this.#kit.takeChanged(), animating: moving };
  }

  /** @returns true while it still moves */
  #showPedal(pedal: Pedal, picture: PedalsPicture, nowMs: number): boolean {
    const { name, bar, digits, mover, readout } = pedal;
    const value = picture.pedals[name];
    bar.set(mover.step(value ?? 0, nowMs));
    bar.peak(name === 'brake' ? picture.brakePeak : null);
    if (value === null) readout.reset();
    const text = value === null ? '' : String(readout.read(value * 100, nowMs));
    const rolling = digits.set(text, nowMs);
    return rolling || !mover.settled;
  }

  #showTrace({ points, t, reset }: PedalsPicture): void {
    const trace = this.#trace;
    if (trace === null) return;
    if (reset || t === null) trace.clear();
    for (const point of points)
      trace.push(
        point.t,
        this.#traced.map((key) => point[key]),
      );
    if (t !== null) trace.show(t);
  }

  destroy(): void {
    this.#kit.destroy();
  }
}

function channelOf({ palette }: Theme): (key: InputName) => TraceChannel {
  return (key) => ({
    label: key,
    colour: key === 'steering' ? palette.steer : palette[key],
    filled: key === 'throttle' || key === 'brake',
    centred: key === 'steering',
  });
}
