/** Paints a message of the lower third: a plate at the left, a large line and a smaller one. */
import type { Theme } from '../../protocol/theme-schema.ts';
import type { Kit } from '../core/draw/kit.ts';
import { contentBox, paintPanel } from '../core/draw/panels/panel.ts';
import { clipToStrip, endsOf, markOf, stripTheme } from '../core/draw/panels/strip.ts';
import type { Box } from '../core/draw/shape.ts';
import { fittingName, paintName } from '../core/draw/text/name.ts';
import { inkOn } from '../core/draw/text/tag.ts';
import { labelText, labelWidth, paintLabel, paintText, textWidth } from '../core/draw/text/type.ts';
import type { SessionNames } from '../core/reading/session.ts';
import { nameForms } from '../core/reading/short-name.ts';
import type { LowerThirdMessage } from './model.ts';

/** What is written where. */
interface Lines {
  /** On a plate of this colour; null: no plate. */
  readonly plate: { readonly text: string; readonly colour: string } | null;
  /** Forms of a name, the longest first, or one text of figures. */
  readonly title: { readonly names: readonly string[] } | { readonly figures: string };
  /** Beside the figures, in the colour of time gained. */
  readonly gain: string;
  /** Forms of the smaller line, the longest first. */
  readonly details: readonly string[];
}

const pad = 20;

export function paintMessage(
  ctx: CanvasRenderingContext2D,
  kit: Kit,
  message: LowerThirdMessage,
  names: SessionNames,
): void {
  const { theme, whole } = kit;
  const lines = linesOf(theme, message, names);
  paintPanel(ctx, stripTheme(theme), whole);
  const area = contentBox(theme, whole);
  const by = endsOf(theme, area.height);
  const mark = markOf(theme);
  const plateWidth = lines.plate === null ? 0 : platePart(ctx, kit, area, by + mark, lines.plate);
  const left = area.x + by + mark + plateWidth + pad;
  const width = area.x + area.width - by - pad - left;
  const title = Math.min(36, area.height * 0.34);
  const detail = Math.min(kit.sizes.figure, area.height * 0.22);
  const gap = (area.height - title - detail) / 3;
  const titleY = area.y + gap * 0.95 + title / 2;
  const detailY = titleY + title / 2 + gap + detail / 2;
  paintTitle(ctx, theme, lines, { x: left, y: titleY, cap: title, width });
  const details = lines.details.map((form) => labelText(theme, form));
  paintName(ctx, theme, fittingName(theme, details, detail, width), left, detailY, {
    cap: detail,
    width,
    colour: theme.palette.muted,
    align: 'left',
  });
}

/** @returns width of the plate, without the leaning end */
function platePart(
  ctx: CanvasRenderingContext2D,
  { theme, whole, sizes }: Kit,
  area: Box,
  before: number,
  { text, colour }: { readonly text: string; readonly colour: string },
): number {
  const cap = sizes.figure;
  const width = labelWidth(theme, text, cap) + 2 * pad;
  ctx.save();
  clipToStrip(ctx, theme, whole);
  ctx.fillStyle = colour;
  ctx.fillRect(area.x, area.y, width + before, area.height);
  ctx.restore();
  const bare = { ...theme, text: { ...theme.text, outline: 0 } };
  const x = area.x + before + width / 2;
  paintLabel(ctx, bare, text, x, area.y + area.height / 2, { cap, colour: inkOn(colour), glow: 0 });
  return width;
}

interface TitlePlace {
  readonly x: number;
  readonly y: number;
  readonly cap: number;
  readonly width: number;
}

function paintTitle(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  { title, gain }: Lines,
  { x, y, cap, width }: TitlePlace,
): void {
  const { ink, gain: gainInk } = theme.palette;
  if ('names' in title) {
    const forms = title.names.map((form) => labelText(theme, form));
    const name = fittingName(theme, forms, cap, width);
    paintName(ctx, theme, name, x, y, { cap, width, colour: ink, align: 'left' });
    return;
  }
  const face = theme.fonts.numbers;
  const style = { face, cap, align: 'left' } as const;
  const gap = gain === '' ? 0 : 26;
  const wanted = textWidth(title.figures, face, cap) + gap + textWidth(gain, face, cap);
  const fitted = { ...style, cap: cap * Math.min(1, width / wanted) };
  paintText(ctx, theme, title.figures, x, y, { ...fitted, colour: ink });
  if (gain === '') return;
  const gainX = x + textWidth(title.figures, face, fitted.cap) + gap;
  paintText(ctx, theme, gain, gainX, y, { ...fitted, colour: gainInk });
}

function linesOf({ palette }: Theme, message: LowerThirdMessage, names: SessionNames): Lines {
  const { driver, car, track, kind } = names;
  const list = (...words: readonly string[]) => words.filter((one) => one !== '').join(' · ');
  const forms = nameForms(driver);
  const short = forms.at(-1) ?? car;
  switch (message.kind) {
    case 'driver': {
      const isNamed = forms.length > 0;
      const title = { names: isNamed ? forms : [car || kind || 'Session'] };
      return {
        plate: null,
        title,
        gain: '',
        details: isNamed ? [list(car, track), car || track] : [track],
      };
    }
    case 'best-lap':
      return {
        plate: { text: 'Session best', colour: palette.best },
        title: { figures: message.time },
        gain: message.gain,
        details: [list(short, `Lap ${message.lap}`), short],
      };
    case 'pit-stop':
      return {
        plate: { text: 'Pit stop', colour: palette.caution },
        title: { figures: `${message.lane} s` },
        gain: '',
        details: [
          message.stopped === null ? short : list(short, `Stopped ${message.stopped} s`),
          short,
        ],
      };
  }
}
