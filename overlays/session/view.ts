/** Draws the session overlay: painted names, and a few numbers beside and below them. */
import type { Theme } from '../../protocol/theme-schema.ts';
import { fade } from '../core/draw/colour.ts';
import { inset } from '../core/draw/shape.ts';
import { FiguresSheet } from '../core/draw/text/figures.ts';
import {
  labelText,
  paintLabel,
  paintText,
  smallestCap,
  textWidth,
} from '../core/draw/text/type.ts';
import { defineOverlay } from '../core/overlay.ts';
import { flags, readSession, type SessionNames, sessionNames } from '../core/reading/session.ts';
import { about } from './about.ts';
import { paintFlag } from './flag.ts';
import { type NumberPlace, type SessionLayout, sessionLayout, type TextPlace } from './layout.ts';

export const overlay = defineOverlay(about, (kit, { sessionInfo, parameters: { name, flag } }) => {
  const { theme, whole } = kit;
  const names = sessionNames(sessionInfo);
  const layout = sessionLayout(theme, whole, name);
  kit.panel((ctx) => paintNames(ctx, theme, layout, name ? names : { ...names, driver: '' }));
  const number = ({ right, y, cap, width }: NumberPlace, pattern: string) =>
    new FiguresSheet(kit, { cap, pattern, width }).row(right, y, 'right');
  const position = number(layout.position, '00');
  const lap = number(layout.lap, '000');
  const times = new FiguresSheet(kit, { cap: 18, pattern: '0:00:00' });
  const timeLeft = times.row(layout.timeLeft.right, layout.timeLeft.y, 'right');
  const plates = (flag ? flags : []).map((one) => {
    const plate = kit.hidden(inset(layout.flag, -4), (ctx) =>
      paintFlag(ctx, theme, one, layout.flag),
    );
    return { flag: one, plate };
  });
  return {
    update(sample) {
      const picture = readSession(sample);
      position.set(picture.position);
      lap.set(picture.lap);
      timeLeft.set(picture.timeLeft ?? (picture.present ? '' : null));
      for (const { flag, plate } of plates) kit.show(plate, flag === picture.flag ? 1 : 0);
      return false;
    },
  };
});

/** Shortens a text that is too long even in the smallest lettering. */
function shortened(text: string, { fonts }: Theme, width: number): string {
  const fits = (one: string) => textWidth(one, fonts.labels, smallestCap) <= width;
  if (fits(text)) return text;
  let end = text.length - 1;
  while (end > 1 && !fits(`${text.slice(0, end)}…`)) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
}

function paintNames(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  layout: SessionLayout,
  names: SessionNames,
): void {
  const { palette, fonts, panel } = theme;
  const line = (text: string, { x, y, cap, width }: TextPlace, colour: string) => {
    const shown = shortened(text, theme, width);
    paintText(ctx, theme, shown, x, y, { face: fonts.labels, cap, colour, align: 'left', width });
  };
  line(labelText(theme, names.driver), layout.driver, palette.ink);
  line(names.car, layout.car, palette.ink);
  line(names.track, layout.track, palette.muted);
  line(labelText(theme, names.kind || 'Session'), layout.kind, palette.muted);
  const label = (text: string, { labelRight, labelY }: NumberPlace) =>
    paintLabel(ctx, theme, text, labelRight, labelY, { cap: 12.5, align: 'right' });
  label('Pos', layout.position);
  label(names.laps > 0 ? `Lap of ${names.laps}` : 'Lap', layout.lap);
  if (panel.form === 'none') return;
  ctx.fillStyle = fade(palette.muted, 0.35);
  const { line: rule, y } = layout.rule;
  ctx.fillRect(rule.left, y, rule.width, 1.5);
}
