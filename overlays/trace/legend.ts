/** The legend of the trace: a swatch in the input's colour, its name, and arrows for the side of the steering. */

import type { Theme } from '../../protocol/theme-schema.ts';
import { darken, fade } from '../core/draw/colour.ts';
import { fillWith, strokeWith } from '../core/draw/ink.ts';
import type { Kit } from '../core/draw/kit.ts';
import { type Box, boxPath, polygon } from '../core/draw/shape.ts';
import { labelText, paintText, textWidth } from '../core/draw/text/lettering.ts';
import type { TextSizes } from '../core/draw/text/sizes.ts';
import { inputColour, isFilledInput } from '../core/draw/trace/input-trace.ts';
import type { InputName } from '../core/reading/inputs.ts';

const names: Record<InputName, readonly [string, string]> = {
  throttle: ['throttle', 'thr'],
  brake: ['brake', 'brk'],
  clutch: ['clutch', 'clu'],
  steering: ['steering', 'str'],
};

/** Width of a swatch, room for an arrow, the space between, and the height of names as a share of usual labels. */
const usual = { swatch: 16, arrow: 14, air: 8, share: 1 } as const;
/** For wide faces. */
const tight = { swatch: 10, arrow: 12, air: 5, share: 1 } as const;
const tightest = { ...tight, share: 0.89 } as const;
/** Space between two entries. */
const apart = { least: 12, most: 64 } as const;

export interface LegendEntry {
  readonly name: InputName;
  readonly label: string;
  /** Height of its capitals. */
  readonly cap: number;
  readonly colour: string;
  readonly filled: boolean;
  readonly x: number;
  readonly y: number;
  readonly swatch: number;
  readonly labelX: number;
  /** Left edge and width of the number. */
  readonly valueX: number;
  readonly valueWidth: number;
  /** Middles of the arrows around the number. */
  readonly sides: { readonly left: number; readonly right: number } | null;
}

/** Entries spread over the row, with full names if all of them fit, else with short ones. */
export function legendEntries(
  theme: Theme,
  { label: labelCap, figure: valueCap }: TextSizes,
  row: Box,
  inputs: readonly InputName[],
): LegendEntry[] {
  const { fonts, digits } = theme;
  const valueWidth =
    digits.kind === 'seven-segment'
      ? valueCap * 2.1
      : 3 * (textWidth('0', fonts.numbers, valueCap) + fonts.numbers.spacing * valueCap * 1.4);
  const entry = (
    name: InputName,
    form: 0 | 1,
    { swatch, arrow, air, share }: typeof usual | typeof tight | typeof tightest,
  ) => {
    const label = labelText(theme, names[name][form]);
    const cap = labelCap * share;
    const before = swatch + air + textWidth(label, fonts.labels, cap) + air;
    const aside = name === 'steering' ? arrow : 0;
    const labelX = swatch + air;
    return {
      name,
      label,
      cap,
      before,
      aside,
      swatch,
      labelX,
      width: before + valueWidth + 2 * aside,
    };
  };
  const widthOf = (entries: readonly { width: number }[]) =>
    entries.reduce((sum, { width }) => sum + width, 0);
  const gaps = Math.max(inputs.length - 1, 1);
  const fits = (entries: readonly { width: number }[]) =>
    widthOf(entries) + gaps * apart.least <= row.width;
  const forms = [
    inputs.map((name) => entry(name, 0, usual)),
    inputs.map((name) => entry(name, 1, usual)),
    inputs.map((name) => entry(name, 1, tight)),
    inputs.map((name) => entry(name, 1, tightest)),
  ] as const;
  const entries = forms.find(fits) ?? forms[3];
  const gap = Math.min((row.width - widthOf(entries)) / gaps, apart.most);
  let x = row.x;
  const y = row.y + row.height / 2;
  return entries.map(({ name, label, cap, before, aside, swatch, labelX, width }) => {
    const valueX = x + before + aside;
    const placed = {
      name,
      label,
      cap,
      colour: inputColour(theme, name),
      filled: isFilledInput(name),
      x,
      y,
      swatch,
      labelX: x + labelX,
      valueX,
      valueWidth,
      sides:
        aside > 0 ? { left: valueX - aside / 2, right: valueX + valueWidth + aside / 2 } : null,
    };
    x += width + gap;
    return placed;
  });
}

export function paintLegend(ctx: CanvasRenderingContext2D, theme: Theme, entry: LegendEntry): void {
  const { label, cap, colour, filled, x, y, swatch, labelX } = entry;
  const height = filled ? 12 : 4;
  const box = { x, y: y - height / 2, width: swatch, height };
  const plain = { form: 'rounded', corner: 2, slantDeg: 0 } as const;
  ctx.save();
  if (theme.text.outline > 0) {
    boxPath(ctx, { x: x - 2, y: box.y - 2, width: swatch + 4, height: height + 4 }, plain);
    fillWith(ctx, fade(theme.palette.outline, 0.9));
  }
  if (theme.text.glow > 0) {
    ctx.shadowColor = fade(colour, 0.8);
    ctx.shadowBlur = 8 * ctx.getTransform().a;
  }
  boxPath(ctx, box, plain);
  fillWith(ctx, colour);
  ctx.restore();
  if (theme.trace.kind === 'paper') {
    // The pen's colour on a patch of paper, because inks are too dark for the panel.
    boxPath(ctx, { x: x - 3, y: y - 9, width: swatch + 6, height: 18 }, plain);
    fillWith(ctx, theme.palette.plate);
    boxPath(ctx, box, plain);
    fillWith(ctx, colour);
  }
  paintText(ctx, theme, label, labelX, y, {
    face: theme.fonts.labels,
    cap,
    colour: theme.palette.muted,
    align: 'left',
  });
}

export interface Sides {
  /** -1 left, 0 none, 1 right */
  set(side: -1 | 0 | 1): void;
}

/** A small arrow on each side of a number; at most one is lit. */
export function createSides(kit: Kit, leftX: number, rightX: number, y: number): Sides {
  const { palette, text, panel, trace } = kit.theme;
  const colour = trace.kind === 'paper' ? palette.ink : palette.steer;
  const paintArrow = (x: number, direction: -1 | 1, style: string, outlined: boolean) =>
    kit.picture({ x: x - 12, y: y - 12, width: 24, height: 24 }, (ctx) => {
      ctx.beginPath();
      polygon(ctx, [
        [x - 4 * direction, y - 6],
        [x + 4 * direction, y],
        [x - 4 * direction, y + 6],
      ]);
      if (outlined && text.outline > 0) {
        ctx.lineJoin = 'round';
        strokeWith(ctx, fade(palette.outline, 0.9), text.outline * 2);
      }
      fillWith(ctx, style);
    });
  if (panel.form !== 'none') {
    const dark = panel.material === 'lcd' ? fade(colour, 0.12) : darken(palette.faint, 0.05);
    paintArrow(leftX, -1, dark, false);
    paintArrow(rightX, 1, dark, false);
  }
  const left = paintArrow(leftX, -1, colour, true);
  const right = paintArrow(rightX, 1, colour, true);
  for (const arrow of [left, right]) arrow.alpha = 0;
  return {
    set(side) {
      kit.show(left, side < 0 ? 1 : 0);
      kit.show(right, side > 0 ? 1 : 0);
    },
  };
}
