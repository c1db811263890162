/** Writes figures of a sheet on a canvas: nothing is set or measured, characters are copied. */
import type { FiguresSheet } from '../text/figures.ts';

/**
 * @param right end of the text @param y middle of the digits, design pixels
 * @param ink one of the sheet's
 * @returns the text's left end
 */
export function stampFigures(
  ctx: CanvasRenderingContext2D,
  sheet: FiguresSheet,
  text: string,
  right: number,
  y: number,
  ink: string,
): number {
  const { kit, bleedPx, cap } = sheet;
  const left = right - sheet.lengthOf(text);
  const topPx = kit.px(y - cap / 2) - bleedPx;
  let x = left;
  const { e, f } = ctx.getTransform();
  ctx.save();
  ctx.resetTransform();
  for (let i = 0; i < text.length; i++) {
    const glyph = text[i]!;
    const texture = sheet.glyph(glyph, ink);
    const { frame } = texture ?? {};
    if (texture && frame) {
      ctx.drawImage(
        texture.source.resource as HTMLCanvasElement,
        frame.x,
        frame.y,
        frame.width,
        frame.height,
        Math.round(x * kit.ratio) - bleedPx + e,
        topPx + f,
        frame.width,
        frame.height,
      );
    }
    x += sheet.lengthOf(glyph);
  }
  ctx.restore();
  return left;
}

/** The text with as many decimals as there is room for. */
export function fittingFigures(sheet: FiguresSheet, text: string, room: number): string {
  let shown = text;
  while (shown.includes('.') && sheet.lengthOf(shown) > room) shown = shown.replace(/\.?\d$/, '');
  return shown;
}
