/** Draws a message of the race: a coloured strip that says what happened, who below it. */

import type { RaceEventName } from '../../protocol/events.ts';
import type { Theme } from '../../protocol/theme-schema.ts';
import { Appearance } from '../core/draw/grid/appearance.ts';
import { Glide } from '../core/draw/grid/glide.ts';
import { NameFonts } from '../core/draw/grid/name-fonts.ts';
import { PaintedRow } from '../core/draw/grid/painted-row.ts';
import { rowInks } from '../core/draw/grid/table-look.ts';
import { tablePlace } from '../core/draw/grid/table-place.ts';
import { fillWith } from '../core/draw/ink.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { stripTheme } from '../core/draw/panels/strip.ts';
import { boxPath } from '../core/draw/shape.ts';
import { labelText, labelWidth, paintLabel, paintText } from '../core/draw/text/lettering.ts';
import { canWrite, nameWidth, paintFittingName } from '../core/draw/text/name.ts';
import { inkOnPlate, paintOnPlate } from '../core/draw/text/tag.ts';
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { fitMessage } from './fit.ts';
import { type MessageInk, RaceControlModel, type RaceMessage } from './model.ts';

/** A new message comes in from this far away. */
const slideFrom = 28;

export const overlay = defineOverlay(about, (kit, { parameters }) => {
  const { whole, sizes } = kit;
  const without = new Set<RaceEventName>([
    ...(parameters.passes ? [] : (['overtake'] as const)),
    ...(parameters.pits ? [] : (['car-pitted'] as const)),
    ...(parameters.battles ? [] : (['battle-started'] as const)),
  ]);
  const model = new RaceControlModel({ showMs: parameters.seconds * 1000, without });
  const back = kit.layer();
  const front = kit.layer();
  const appearance = new Appearance(back, front);
  const place = tablePlace(kit.theme, whole, {
    count: 1,
    fits: 1,
    head: 0,
    pitchMax: 200,
    isStrip: true,
  });
  const { theme, x, top, width, pitch } = place;
  back.picture(whole, (ctx) => paintPanel(ctx, stripTheme(theme), place.panel));
  const row = new PaintedRow(front, width, pitch);
  const fonts = new NameFonts(theme);
  const slide = new Glide(0);
  let shown: number | null = null;
  return {
    update(sample, nowMs) {
      const message = model.read(sample, nowMs);
      const isFading = appearance.update(message !== null, nowMs);
      if (message !== null) {
        if (message.id !== shown) {
          shown = message.id;
          slide.jump(kit.reducedMotion ? 0 : slideFrom);
          slide.moveTo(0);
        }
        for (const text of [message.names[0], message.details[0]]) fonts.want(text ?? '');
        const key = `${message.id} ${fonts.version}`;
        row.cell(0, { x: 0, width }, key, (ctx) =>
          paintMessage(ctx, theme, message, { width, height: pitch, cap: sizes.figure }),
        );
      }
      const isSliding = slide.step(nowMs);
      row.move(x + slide.value, top);
      return isFading || isSliding || message !== null;
    },
  };
});

function colourOf({ palette }: Theme, ink: MessageInk): string {
  const { accent, best, gain, loss, caution, clutch } = palette;
  return { accent, best, gain, loss, caution, blue: clutch, white: '#f4f6f8' }[ink];
}

function paintMessage(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { title, ink, names, number, details }: RaceMessage,
  { width, height, cap }: { width: number; height: number; cap: number },
): void {
  const { palette, panel, fonts } = theme;
  const colour = colourOf(theme, ink);
  const strip = { x: 0, y: 1, width: width - 4, height: cap + 14 };
  const form = panel.form === 'none' || panel.form === 'drawn' ? 'rounded' : panel.form;
  boxPath(ctx, strip, { form, corner: Math.min(panel.corner, 5), slantDeg: panel.slantDeg });
  fillWith(ctx, colour);
  const titleY = strip.y + strip.height / 2;
  paintOnPlate(ctx, theme, labelText(theme, title), 12, titleY, {
    face: fonts.labels,
    cap,
    colour: inkOnPlate(theme, colour),
    align: 'left',
    width: width - 30,
  });
  const y = (strip.height + height) / 2 + 1;
  const large = Math.min(30, Math.max(cap, height - strip.height - 16));
  let left = 10;
  if (number !== '') {
    const face = fonts.numbers;
    const colour = rowInks(theme).muted;
    paintText(ctx, theme, number, left, y, { face, cap: large, colour, align: 'left' });
    left += labelWidth(theme, number, large) + 14;
  }
  const isWritable = (text: string) => canWrite(text, fonts.labels);
  const forms = names
    .filter(isWritable)
    .map((one) => (theme.text.upperCase ? one.toUpperCase() : one));
  const right = width - 10;
  const fit = fitMessage(forms, details.filter(isWritable), right - left, {
    nameWidth: (name) => nameWidth(theme, name, large),
    detailWidth: (detail) => labelWidth(theme, detail, cap),
  });
  paintLabel(ctx, theme, fit.detail, right, y, { cap, align: 'right', colour: palette.ink });
  const style = { cap: large, colour: palette.ink, width: fit.nameWidth };
  paintFittingName(ctx, theme, forms, left, y, style);
}
