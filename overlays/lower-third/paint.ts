/** Paints a message of the lower third: a plate at the left, a large line and a smaller one. */
import type { Theme } from '../../protocol/theme-schema.ts';
import { fade } from '../core/draw/colour.ts';
import {
  type DriverPicture,
  type DriverPictures,
  flagRoom,
  logoWidth,
  noPictures,
  paintCountry,
  paintLogo,
} from '../core/draw/driver-pictures.ts';
import type { Kit } from '../core/draw/kit.ts';
import { contentBox, paintPanel } from '../core/draw/panels/panel.ts';
import { clipToStrip, endsOf, markOf, numberPlate, stripTheme } from '../core/draw/panels/strip.ts';
import type { Box } from '../core/draw/shape.ts';
import { labelText, labelWidth, paintText, textWidth } from '../core/draw/text/lettering.ts';
import {
  fittedName,
  fittingName,
  nameWidth,
  narrowestLabel,
  paintFittingName,
} from '../core/draw/text/name.ts';
import { inkOnPlate, paintOnPlate } from '../core/draw/text/tag.ts';
import { fullToShort } from '../core/reading/driver-name.ts';
import type { SessionNames } from '../core/reading/session.ts';
import type { LowerThirdMessage } from './model.ts';

/** What is written where. */
interface Lines {
  /** On a plate of this colour; null: no plate. */
  readonly plate: EventPlateText | null;
  /** Forms of a name, the longest first, or one text of figures. */
  readonly title: { readonly names: readonly string[] } | { readonly figures: string };
  /** Beside the figures, in the colour of time gained. */
  readonly gain: string;
  /** Forms of the smaller line, the longest first. */
  readonly details: readonly string[];
  /** With flag and logo. */
  readonly isDriver?: boolean;
}

const pad = 20;
/** Between the figures and what was gained. */
const gainGap = 26;
const narrowest = 360;
/** Height of the logo as a share of the panel's. */
const logoShare = 0.68;
/** Between the flag and the name. */
const flagGap = 16;

/** A message with its texts as they fit, and the box that they need. */
export interface MessageLayout {
  /** Of the panel; narrower than the overlay where the texts are short. */
  readonly box: Box;
  readonly plate: (EventPlateText & { readonly width: number }) | null;
  readonly title: TextLine & { readonly isName: boolean };
  readonly gain: string;
  readonly detail: TextLine;
  /** Left end and width of both lines. */
  readonly x: number;
  readonly width: number;
  /** Before the title; null: none. */
  readonly flag: DriverPicture | null;
  /** At the right end; null: none. */
  readonly logo: { readonly picture: DriverPicture; readonly room: Box } | null;
}

interface EventPlateText {
  readonly text: string;
  readonly colour: string;
  /** The number on the car is large. */
  readonly isNumber?: boolean;
}

interface TextLine {
  readonly text: string;
  readonly cap: number;
  /** Middle of the capitals. */
  readonly y: number;
}

export function messageLayout(
  kit: Kit,
  message: LowerThirdMessage,
  names: SessionNames,
  pictures: DriverPictures = noPictures,
): MessageLayout {
  const { theme, whole, sizes } = kit;
  const lines = linesOf(theme, message, names);
  const area = contentBox(theme, whole);
  const by = endsOf(theme, area.height);
  const plateWidth = lines.plate === null ? 0 : widthOfPlate(kit, area, lines.plate);
  const x = area.x + by + markOf(theme) + plateWidth + pad;
  const { flag, logo } = lines.isDriver === true ? pictures : noPictures;
  const logoHeight = area.height * logoShare;
  const logoWide = logoWidth(logo, logoHeight);
  const logoRoom = logo === null ? 0 : logoWide + 2 * pad;
  const most = area.x + area.width - by - pad - x - logoRoom;
  const titleCap = Math.min(36, area.height * 0.34);
  const before = flagRoom(flag, titleCap, flagGap);
  const title = fittedTitle(theme, lines, titleCap, most - before);
  const detailCap = Math.min(sizes.figure, area.height * 0.22);
  const forms = lines.details.map((form) => labelText(theme, form));
  const detail = fittingName(theme, forms, detailCap, most);
  const wanted = Math.max(title.width + before, nameWidth(theme, detail, detailCap));
  const width = Math.min(Math.max(wanted, narrowest - x), most);
  const gap = (area.height - title.cap - detailCap) / 3;
  const titleY = area.y + gap * 0.95 + title.cap / 2;
  return {
    box: { ...whole, width: whole.width - most + width },
    flag,
    logo:
      logo === null
        ? null
        : {
            picture: logo,
            room: {
              x: x + width + 2 * pad,
              y: area.y + (area.height - logoHeight) / 2,
              width: logoWide,
              height: logoHeight,
            },
          },
    plate: lines.plate === null ? null : { ...lines.plate, width: plateWidth },
    title: { text: title.text, cap: title.cap, y: titleY, isName: 'names' in lines.title },
    gain: lines.gain,
    detail: { text: detail, cap: detailCap, y: titleY + title.cap / 2 + gap + detailCap / 2 },
    x,
    width,
  };
}

function widthOfPlate({ theme, sizes }: Kit, area: Box, plate: EventPlateText): number {
  const { text, isNumber = false } = plate;
  const wide = isNumber
    ? textWidth(text, theme.fonts.numbers, numberCap(area))
    : labelWidth(theme, text, sizes.figure);
  return wide + 2 * pad;
}

function numberCap(area: Box): number {
  return Math.min(44, area.height * 0.42);
}

/** Share of its usual height that a long name has at least. */
const smallestName = 0.75;

function fittedTitle(theme: Theme, { title, gain }: Lines, cap: number, most: number) {
  if ('names' in title) {
    const forms = title.names.map((form) => labelText(theme, form));
    const name = fittedName(theme, forms, cap, most, smallestName);
    return { ...name, width: nameWidth(theme, name.text, name.cap) };
  }
  const face = theme.fonts.numbers;
  const wide = (text: string) => textWidth(text, face, cap);
  const width = wide(title.figures) + (gain === '' ? 0 : gainGap + wide(gain));
  const share = Math.min(1, most / width);
  return { text: title.figures, cap: cap * share, width: width * share };
}

export function paintMessage(
  ctx: CanvasRenderingContext2D,
  kit: Kit,
  { box, plate, title, gain, detail, x, width, flag, logo }: MessageLayout,
): void {
  const { theme } = kit;
  const { palette, fonts } = theme;
  paintPanel(ctx, stripTheme(theme), box);
  if (plate !== null) paintPlate(ctx, kit, box, plate);
  // A name that was measured to fit must not be shortened for a part of a pixel.
  const name = (line: TextLine, colour: string, before = 0, leastShare?: number) => {
    const style = { cap: line.cap, width: width - before + 1, colour };
    paintFittingName(ctx, theme, [line.text], x + before, line.y, style, leastShare);
  };
  name(detail, palette.muted, 0, narrowestLabel);
  if (logo !== null) {
    paintDivider(ctx, theme, logo.room.x - pad, contentBox(theme, box));
    paintLogo(ctx, logo.picture, logo.room);
  }
  if (title.isName) {
    paintCountry(ctx, theme, flag, { x, y: title.y, cap: title.cap });
    name(title, palette.ink, flagRoom(flag, title.cap, flagGap));
    return;
  }
  const style = { face: fonts.numbers, cap: title.cap, align: 'left' } as const;
  paintText(ctx, theme, title.text, x, title.y, { ...style, colour: palette.ink });
  if (gain === '') return;
  const gainX = x + textWidth(title.text, fonts.numbers, title.cap) + gainGap;
  paintText(ctx, theme, gain, gainX, title.y, { ...style, colour: palette.gain });
}

/** Between texts and logo. */
function paintDivider(
  ctx: CanvasRenderingContext2D,
  { palette }: Theme,
  x: number,
  { y, height }: Box,
): void {
  ctx.fillStyle = fade(palette.muted, 0.4);
  ctx.fillRect(x - 0.75, y + height * 0.16, 1.5, height * 0.68);
}

function paintPlate(
  ctx: CanvasRenderingContext2D,
  { theme, sizes }: Kit,
  box: Box,
  { text, colour, width, isNumber = false }: EventPlateText & { readonly width: number },
): void {
  const area = contentBox(theme, box);
  const by = endsOf(theme, area.height);
  const before = by + markOf(theme);
  ctx.save();
  clipToStrip(ctx, theme, box);
  ctx.fillStyle = colour;
  ctx.fillRect(area.x, area.y, width + before, area.height);
  ctx.restore();
  // The middle of what is seen of the plate at half its height.
  const x = area.x + before + (width - by / 2) / 2;
  const y = area.y + area.height / 2;
  const style = isNumber
    ? { cap: numberCap(area) }
    : { cap: sizes.figure, face: theme.fonts.labels };
  const shown = isNumber ? text : labelText(theme, text);
  paintOnPlate(ctx, theme, shown, x, y, { ...style, colour: inkOnPlate(theme, colour) });
}

function linesOf(theme: Theme, message: LowerThirdMessage, names: SessionNames): Lines {
  const { palette } = theme;
  const { driver, number, team, car, track, kind } = names;
  const list = (...words: readonly string[]) => words.filter((one) => one !== '').join(' · ');
  const forms = fullToShort(driver);
  const short = forms.at(-1) ?? car;
  switch (message.kind) {
    case 'driver': {
      const isNamed = forms.length > 0;
      const title = { names: isNamed ? forms : [car || kind || 'Session'] };
      const details = isNamed ? [list(team, car, track), list(team, car), team || car] : [track];
      const colour = numberPlate(theme);
      const plate = number === '' ? null : { text: number, colour, isNumber: true };
      return { plate, title, gain: '', details, isDriver: true };
    }
    case 'conditions': {
      const degrees = (name: string, value: number | null) =>
        value === null ? '' : `${name} ${value} ${message.unit}`;
      const temperatures = list(degrees('Air', message.air), degrees('Track', message.road));
      return {
        plate: null,
        title: { names: [track || 'Track'] },
        gain: '',
        details: [temperatures],
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
