/** The driver's two pictures beside the name: the flag of the country and the logo that the streamer has set. */
import type { Theme } from '../../../protocol/theme-schema.ts';
import type { Box } from './shape.ts';

export interface DriverPicture {
  readonly image: CanvasImageSource;
  /** Width by height. */
  readonly ratio: number;
}

export interface DriverPictures {
  /** null: no country is set, or there is no flag for it. */
  readonly flag: DriverPicture | null;
  /** null: none is set. */
  readonly logo: DriverPicture | null;
}

export const noPictures: DriverPictures = { flag: null, logo: null };

/** The pictures that the overlay's parameters leave. */
export function shownPictures(
  { flag, logo }: DriverPictures = noPictures,
  shown: { readonly country: boolean; readonly logo: boolean },
): DriverPictures {
  return { flag: shown.country ? flag : null, logo: shown.logo ? logo : null };
}

/** The picture as large as it fits, in the middle of a box. */
export function boxWithin({ ratio }: DriverPicture, { x, y, width, height }: Box): Box {
  const wide = Math.min(width, height * ratio);
  const high = wide / ratio;
  return { x: x + (width - wide) / 2, y: y + (height - high) / 2, width: wide, height: high };
}

/** The widest logo and the widest flag by their heights. */
const widest = { logo: 2.6, flag: 2 };

/** Width of a logo of this height; 0 without a logo. */
export function logoWidth(logo: DriverPicture | null, height: number): number {
  return logo === null ? 0 : height * Math.min(logo.ratio, widest.logo);
}

export function paintLogo(ctx: CanvasRenderingContext2D, logo: DriverPicture, room: Box): void {
  const { x, y, width, height } = boxWithin(logo, room);
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(logo.image, x, y, width, height);
}

/** A flag is as high as capitals and stands on their line. */
function flagWidth(flag: DriverPicture, cap: number): number {
  return cap * Math.min(flag.ratio, widest.flag);
}

/** Room of a flag before a name. @param gap between both */
export function flagRoom(flag: DriverPicture | null, cap: number, gap: number): number {
  return flag === null ? 0 : flagWidth(flag, cap) + gap;
}

/**
 * @param x left edge
 * @param y middle of the capitals beside it
 */
export function paintCountry(
  ctx: CanvasRenderingContext2D,
  { palette }: Theme,
  flag: DriverPicture | null,
  { x, y, cap }: { readonly x: number; readonly y: number; readonly cap: number },
): void {
  if (flag === null) return;
  const width = flagWidth(flag, cap);
  const top = y - cap / 2;
  ctx.drawImage(flag.image, x, top, width, cap);
  // White and black flags need an edge on panels of their colour.
  ctx.strokeStyle = palette.muted;
  ctx.lineWidth = 1;
  ctx.strokeRect(x + 0.5, top + 0.5, width - 1, cap - 1);
}
