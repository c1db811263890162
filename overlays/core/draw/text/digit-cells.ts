/**
 * A row of digits in cells: a sprite for each cell, whose texture is swapped. All cells have one width, so the text does not
 * jump sideways. Each character is painted once; setting a text neither paints nor measures.
 */
import { Container, Sprite, type Texture } from 'pixi.js';
import type { Face, Theme } from '../../../../protocol/theme-schema.ts';
import { createCanvas } from '../canvas.ts';
import { fade } from '../colour.ts';
import type { Kit } from '../kit.ts';
import type { Box } from '../shape.ts';
import { bare, paintText, shine, sizeForCap, textBleed, textWidth } from './lettering.ts';
import { paintSegments, segmentCell } from './seven-segment.ts';

export interface DigitsOptions {
  /** Left edge, middle or right edge of the row, according to `align`. */
  readonly x: number;
  /** Middle of the digits. */
  readonly y: number;
  /** Height of digits in design pixels. */
  readonly cap: number;
  /** Maximum characters. */
  readonly cells: number;
  readonly align: 'left' | 'center' | 'right';
  /** Maximum width; the digits shrink to it. */
  readonly width?: number;
  /** Draws the theme's plate or window around the row. */
  readonly housed?: boolean;
  /** Themes with drums print it instead: for small numbers beside a larger one. */
  readonly small?: boolean;
  /** Colour of the digits; the theme's own when left out. */
  readonly colour?: string;
  /** The digits stand on a plate, where an edge or a glow would blur them. False when left out. */
  readonly bare?: boolean;
}

export interface Digits {
  /** @returns true while something still moves (drums). */
  set(text: string, nowMs: number): boolean;
  alarm(on: boolean): void;
  /** Box of all cells. */
  readonly box: Box;
}

/** The face of a row, and the characters it can show. */
interface Glyphs {
  readonly face: Face;
  readonly glyphs: string;
}

export interface RowOptions extends DigitsOptions, Glyphs {
  /** Where the row is put; the kit's root when left out. */
  readonly parent?: Container;
  /** Narrow characters have narrow cells, so that two of them read as one number. */
  readonly isTight?: boolean;
}

export type DigitsKind = Theme['digits']['kind'];

export function kindOf(theme: Theme, { small = false }: DigitsOptions): DigitsKind {
  return small && theme.digits.kind === 'drum' ? 'type' : theme.digits.kind;
}

export interface Metrics {
  readonly cap: number;
  /** From one cell to the next. */
  readonly pitch: number;
  /** Width of the row with all cells. */
  readonly width: number;
}

export function measure(kind: DigitsKind, options: RowOptions): Metrics {
  const { cells, face, glyphs, isTight = false } = options;
  const at = (cap: number): Metrics => {
    if (kind === 'seven-segment') {
      const pitch = cap * (segmentCell.width + segmentCell.gap);
      return { cap, pitch, width: pitch * cells - cap * segmentCell.gap };
    }
    if (kind === 'drum') {
      const pitch = cap * (isTight ? 0.92 : 1.12);
      return { cap, pitch, width: pitch * cells };
    }
    let widest = 0;
    for (const glyph of glyphs) widest = Math.max(widest, textWidth(glyph, face, cap));
    const space = face.spacing * sizeForCap(face, cap);
    const pitch = widest + space;
    // Two tight characters begin with a 1: no car has twenty gears.
    const first = isTight ? textWidth('1', face, cap) + space : pitch;
    return { cap, pitch, width: first + pitch * (cells - 1) };
  };
  const wanted = at(options.cap);
  if (options.width === undefined || wanted.width <= options.width) return wanted;
  return at(options.cap * (options.width / wanted.width));
}

/** Cells of type or of seven segments. */
export class DigitCells implements Digits {
  readonly box: Box;
  readonly #kit: Kit;
  readonly #cells: Sprite[] = [];
  readonly #calm: ReadonlyMap<string, Texture>;
  readonly #alarmed: ReadonlyMap<string, Texture>;
  readonly #align: DigitsOptions['align'];
  readonly #root = new Container();
  readonly #pitchPx: number;
  /** Widths of the characters, design pixels; null: all cells are `#pitchPx` wide. */
  readonly #widths: ReadonlyMap<string, number> | null;
  /** The housing; hidden while the text is empty. */
  readonly #plated: Sprite | null;
  #text = '';
  #alarming = false;

  constructor(
    kit: Kit,
    options: RowOptions & { colour: string; plated: Sprite | null },
    metrics: Metrics,
    box: Box,
  ) {
    this.#kit = kit;
    this.box = box;
    this.#align = options.align;
    this.#plated = options.plated;
    this.#pitchPx = metrics.pitch * kit.ratio;
    const segments = kit.theme.digits.kind === 'seven-segment';
    if (segments && kit.theme.digits.ghost > 0 && options.bare !== true) {
      const around = {
        x: box.x - box.height * 0.1,
        y: box.y,
        width: box.width + box.height * 0.2,
        height: box.height,
      };
      const paint = (ctx: CanvasRenderingContext2D) => {
        const ghost = fade(options.colour, kit.theme.digits.ghost);
        for (let i = 0; i < options.cells; i++) {
          paintSegments(ctx, '8', box.x + i * metrics.pitch, options.y, metrics.cap, ghost);
        }
      };
      kit.picture(around, paint, options.parent);
    }
    const alarmColour = kit.palette.redline;
    const sheet = { kit, options, metrics };
    this.#calm = paintGlyphs({ ...sheet, colour: options.colour });
    this.#alarmed =
      alarmColour === options.colour ? this.#calm : paintGlyphs({ ...sheet, colour: alarmColour });
    (options.parent ?? kit.root).addChild(this.#root);
    this.#widths = options.isTight === true && !segments ? widthsOf(options, metrics) : null;
    const bleed = glyphBleed(kit.theme, metrics.cap);
    for (let i = 0; i < options.cells; i++) {
      const cell = new Sprite();
      cell.visible = false;
      cell.position.y = kit.px(box.y) - Math.ceil(bleed * kit.ratio);
      this.#cells.push(cell);
      this.#root.addChild(cell);
    }
  }

  set(text: string): boolean {
    if (text !== this.#text) {
      this.#text = text;
      this.#lay();
    }
    return false;
  }

  alarm(on: boolean): void {
    if (on === this.#alarming) return;
    this.#alarming = on;
    this.#lay();
  }

  #lay(): void {
    const { box } = this;
    const text = this.#text;
    const cells = this.#cells;
    const kit = this.#kit;
    const glyphs = this.#alarming ? this.#alarmed : this.#calm;
    const segments = kit.theme.digits.kind === 'seven-segment';
    const align = segments && this.#align === 'center' ? 'right' : this.#align;
    const free = cells.length - text.length;
    const skip = align === 'left' ? 0 : align === 'right' ? free : free / 2;
    const leftPx = box.x * kit.ratio + skip * this.#pitchPx;
    const places = this.#tightPlaces(text);
    const bleedPx = Math.ceil(glyphBleed(kit.theme, box.height) * kit.ratio);
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!;
      const texture = i < text.length ? glyphs.get(text[i]!) : undefined;
      cell.visible = texture !== undefined;
      if (texture === undefined) continue;
      cell.texture = texture;
      cell.position.x = Math.round(places?.[i] ?? leftPx + i * this.#pitchPx) - bleedPx;
    }
    if (this.#plated) kit.show(this.#plated, text === '' ? 0 : 1);
    kit.changed = true;
  }

  /** Left edges of cells whose characters stand side by side in the middle of the row; null: cells of one width. */
  #tightPlaces(text: string): readonly number[] | null {
    const widths = this.#widths;
    if (widths === null) return null;
    const { ratio } = this.#kit;
    const wide = (glyph: string) => (widths.get(glyph) ?? 0) * ratio;
    const length = [...text].reduce((sum, glyph) => sum + wide(glyph), 0);
    let x = (this.box.x + this.box.width / 2) * ratio - length / 2;
    return [...text].map((glyph) => {
      // Each character is painted in the middle of a cell of the usual width.
      const left = x - (this.#pitchPx - wide(glyph)) / 2;
      x += wide(glyph);
      return left;
    });
  }
}

function widthsOf({ face, glyphs }: Glyphs, { cap }: Metrics): ReadonlyMap<string, number> {
  const space = cap * 0.04 + face.spacing * sizeForCap(face, cap);
  return new Map([...glyphs].map((glyph) => [glyph, textWidth(glyph, face, cap) + space]));
}

function glyphBleed(theme: Theme, cap: number): number {
  return textBleed(theme, cap) + cap * 0.12;
}

interface GlyphSheet {
  readonly kit: Kit;
  readonly options: RowOptions;
  readonly metrics: Metrics;
  readonly colour: string;
}

/** One canvas with all characters side by side. */
function paintGlyphs({ kit, options, metrics, colour }: GlyphSheet): Map<string, Texture> {
  const { ratio } = kit;
  const theme = options.bare === true ? bare(kit.theme) : kit.theme;
  const bleed = glyphBleed(kit.theme, metrics.cap);
  const bleedPx = Math.ceil(bleed * ratio);
  const cellPx = Math.ceil(metrics.pitch * ratio) + 2 * bleedPx;
  const heightPx = kit.px(metrics.cap) + 2 * bleedPx;
  const { canvas, ctx } = createCanvas(cellPx * options.glyphs.length, heightPx);
  const texture = kit.texture(canvas);
  const parts = new Map<string, Texture>();
  [...options.glyphs].forEach((glyph, i) => {
    ctx.save();
    ctx.beginPath();
    ctx.rect(i * cellPx, 0, cellPx, heightPx);
    ctx.clip();
    ctx.setTransform(ratio, 0, 0, ratio, i * cellPx + bleedPx, bleedPx);
    if (theme.digits.kind === 'seven-segment') {
      shine(ctx, theme, colour, metrics.cap);
      paintSegments(ctx, glyph, 0, metrics.cap / 2, metrics.cap, colour);
    } else {
      paintText(ctx, theme, glyph, metrics.pitch / 2, metrics.cap / 2, {
        face: options.face,
        cap: metrics.cap,
        // The dash means that there is no value.
        colour: glyph === '-' ? theme.palette.muted : colour,
        ornament: true,
      });
    }
    ctx.restore();
    parts.set(glyph, kit.part(texture, i * cellPx, 0, cellPx, heightPx));
  });
  return parts;
}
