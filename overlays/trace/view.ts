/** Draws the trace: a legend with the present values, and the strip of the last seconds below it. */
import { contentBox } from '../core/draw/panels/panel.ts';
import { rowBox } from '../core/draw/panels/panel-rows.ts';
import { createDigits } from '../core/draw/text/digits.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { InputTrace } from '../core/draw/trace/input-trace.ts';
import { defineOverlay } from '../core/overlay.ts';
import { tracedInputs } from '../core/reading/inputs.ts';
import { about } from './about.ts';
import { createSides, legendEntries, paintLegend } from './legend.ts';
import { inputValue, readTrace } from './model.ts';

/** Space at both sides. */
const pad = 16;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const { theme, whole, sizes, density } = kit;
  const legendHeight = sizes.figure + 16;
  const area = contentBox(theme, whole);
  const flat = area.height < 185;
  const top = area.y + (flat ? 4 : 8);
  const traceTop = top + legendHeight + (flat ? 4 : 6);
  const traceBottom = area.y + area.height - (flat ? 12 : 16);
  // Large lettering has room for two names.
  const names = tracedInputs(density === 'large' ? { clutch: false, steering: false } : parameters);
  const places = legendEntries(
    theme,
    sizes,
    rowBox(theme, whole, top, top + legendHeight, pad),
    names,
  );
  kit.panel((ctx) => {
    for (const place of places) paintLegend(ctx, theme, place);
  });
  const display = theme.digits.kind === 'seven-segment';
  const entries = places.map(({ name, y, valueX, valueWidth, sides }) => {
    const isLeft = sides === null && !display;
    return {
      name,
      digits: createDigits(kit, {
        x: isLeft ? valueX : valueX + valueWidth / 2,
        y,
        cap: sizes.figure,
        cells: 3,
        align: isLeft ? 'left' : 'center',
        small: true,
      }),
      readout: new Readout(1, 66),
      sides: sides === null ? null : createSides(kit, sides.left, sides.right, y),
    };
  });
  const box = rowBox(theme, whole, traceTop, traceBottom, pad);
  const trace = new InputTrace(kit, box, parameters.seconds, names);
  return {
    update(sample, nowMs) {
      const { now, points, t, reset } = readTrace(sample);
      for (const { name, digits, readout, sides } of entries) {
        const value = inputValue(name, now[name]);
        digits.set(readout.text(value?.percent ?? null, nowMs) ?? '', nowMs);
        sides?.set(value?.side ?? 0);
      }
      trace.show(points, t, reset);
      return false;
    },
  };
});
