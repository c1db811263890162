/** Draws the trace: a legend with the present values, and the strip of the last seconds below it. */

import { Kit } from '../core/draw/kit.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { createDigits, type Digits } from '../core/draw/text/digits.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { Trace } from '../core/draw/trace/trace.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import type { InputName, Inputs } from '../core/reading/inputs.ts';
import { about } from './about.ts';
import { traceLayout } from './layout.ts';
import {
  createSides,
  inputColour,
  legendEntries,
  paintLegend,
  type Sides,
  valueCap,
} from './legend.ts';
import { inputValue, readTrace, tracedInputs } from './model.ts';

interface Entry {
  readonly name: InputName;
  readonly digits: Digits;
  readonly readout: Readout;
  readonly sides: Sides | null;
}

export class TraceView implements OverlayView {
  readonly #kit: Kit;
  readonly #names: readonly InputName[];
  readonly #entries: readonly Entry[];
  readonly #trace: Trace;

  constructor(context: ViewContext<typeof about>) {
    this.#kit = new Kit(context, about.size);
    const kit = this.#kit;
    const { theme } = kit;
    this.#names = tracedInputs(context.parameters);
    const whole = { x: 0, y: 0, ...about.size };
    const layout = traceLayout(theme, whole);
    const places = legendEntries(theme, layout.legend, this.#names);
    kit.picture(whole, (ctx) => {
      paintPanel(ctx, theme, whole);
      for (const place of places) paintLegend(ctx, theme, place);
    });
    const display = theme.digits.kind === 'seven-segment';
    this.#entries = places.map(({ name, y, valueX, valueWidth, sides }) => ({
      name,
      digits: createDigits(kit, {
        x: sides === null && !display ? valueX : valueX + valueWidth / 2,
        y,
        cap: valueCap,
        cells: 3,
        align: sides === null && !display ? 'left' : 'center',
        face: theme.fonts.numbers,
        small: true,
      }),
      readout: new Readout(1, 66),
      sides: sides === null ? null : createSides(kit, sides.left, sides.right, y),
    }));
    this.#trace = new Trace(kit, {
      box: layout.strip,
      seconds: context.parameters.seconds,
      channels: this.#names.map((name) => ({
        label: name,
        colour: inputColour(theme, name),
        filled: name === 'throttle' || name === 'brake',
        centred: name === 'steering',
      })),
    });
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const { now, points, t, reset } = readTrace(sample);
    this.#showValues(now, nowMs);
    const trace = this.#trace;
    const names = this.#names;
    if (reset || t === null) trace.clear();
    for (const point of points) {
      trace.push(
        point.t,
        names.map((name) => point[name]),
      );
    }
    if (t !== null) trace.show(t);
    return { draw: this.#kit.takeChanged(), animating: false };
  }

  #showValues(now: Inputs, nowMs: number): void {
    for (const { name, digits, readout, sides } of this.#entries) {
      const value = inputValue(name, now[name]);
      if (value === null) readout.reset();
      digits.set(value === null ? '' : String(readout.read(value.percent, nowMs)), nowMs);
      sides?.set(value?.side ?? 0);
    }
  }

  destroy(): void {
    this.#kit.destroy();
  }
}
