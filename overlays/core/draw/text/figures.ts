/**
 * Times and deltas: digits in equal cells, narrow separators, signs, and a dash for an unknown value. A sheet of
 * characters is painted once and serves many rows; setting a text neither paints nor measures.
 */
import { Container, Sprite, type Texture } from 'pixi.js';
import type { Theme } from '../../../../protocol/theme-schema.ts';
import { createCanvas } from '../canvas.ts';
import { fade } from '../colour.ts';
import type { Kit } from '../kit.ts';
import type { Box } from '../shape.ts';
import { bare, paintText, shine, sizeForCap, textBleed, textWidth } from './lettering.ts';
import { paintSegments, segmentCell } from './seven-segment.ts';

export interface FiguresStyle {
  /** Height of digits in design pixels. */
  readonly cap: number;
  /** The longest usual text, for instance `0:00.000`: it sets the room, the ghosts and the plate. */
  readonly pattern: string;
  /** Colours a text can have, the theme's ink when left out; the first one is used when none is named. */
  readonly inks?: Readonly<Record<string, string>>;
  /** Colour of the dash for an unknown value; the theme's muted colour when left out. */
  readonly dash?: string;
  /** Maximum width. Wider patterns and texts get smaller digits, and lose decimals before they would be too small. */
  readonly width?: number;
  /** False: unlit segments of a display are invisible, for figures that appear now and then. True when left out. */
  readonly ghost?: boolean;
  /** The figures stand on a plate, where an edge or a glow would blur them. False when left out. */
  readonly bare?: boolean;
}

/** Height of digits below which decimals make room, design pixels: nine lines of 480. */
export const readableCap = 21;

/** Characters with narrow cells. */
const separators = '.:';
const digits = '0123456789';
const signs = '+-';
/** The dash of `null`, as wide as two digits in type. */
const dash = '—';
const glyphs = `${digits}${separators}${signs}${dash}`;

type Pitches = Readonly<Record<'digit' | 'separator' | 'sign' | 'dash', number>>;

function kindOf(glyph: string): keyof Pitches {
  if (separators.includes(glyph)) return 'separator';
  if (signs.includes(glyph)) return 'sign';
  return glyph === dash ? 'dash' : 'digit';
}

/** Widths of cells for a height of digits. */
function pitchesAt(kit: Kit, cap: number): Pitches {
  const face = kit.theme.fonts.numbers;
  if (kit.theme.digits.kind === 'seven-segment') {
    const digit = cap * (segmentCell.width + segmentCell.gap);
    return { digit, separator: cap * 0.26, sign: digit, dash: digit };
  }
  const space = face.spacing * sizeForCap(face, cap);
  const widest = (of: string) =>
    [...of].reduce((most, one) => Math.max(most, textWidth(one, face, cap)), 0) + space;
  const digit = widest(digits);
  const separator = Math.max(widest(separators), cap * 0.3);
  return { digit, separator, sign: cap * 0.72, dash: digit * 1.6 };
}

/** Called for every new text, so it allocates nothing. */
function lengthOf(text: string, pitches: Pitches): number {
  let length = 0;
  for (let i = 0; i < text.length; i++) length += pitches[kindOf(text[i]!)];
  return length;
}

/** Measures figures of this height once, and then gives widths of texts in them, design pixels. */
export function figuresRuler(kit: Kit, cap: number): (text: string) => number {
  const pitches = pitchesAt(kit, cap);
  return (text) => lengthOf(text, pitches);
}

/** Width of a text in figures of this height, design pixels. */
export function figuresWidth(kit: Kit, text: string, cap: number): number {
  return figuresRuler(kit, cap)(text);
}

/** The characters of one height and set of colours, in the theme's face for numbers. */
export class FiguresSheet {
  readonly kit: Kit;
  readonly cap: number;
  readonly pitches: Pitches;
  readonly pattern: string;
  /** Width of the pattern, and of the longest text. */
  readonly width: number;
  readonly room: number;
  readonly bleedPx: number;
  /** Colour of unlit segments; null: invisible. */
  readonly ghost: string | null;
  readonly #theme: Theme;
  readonly #inks = new Map<string, ReadonlyMap<string, Texture>>();
  readonly #first: ReadonlyMap<string, Texture>;

  constructor(kit: Kit, style: FiguresStyle) {
    const { ink } = kit.palette;
    const { inks = { ink } } = style;
    const wanted = pitchesAt(kit, style.cap);
    const { width = Number.POSITIVE_INFINITY } = style;
    // Decimals go only where the digits would be too small to read, and the first one stays.
    let { pattern } = style;
    const isSmall = () => (style.cap * width) / lengthOf(pattern, wanted) < readableCap;
    while (style.cap >= readableCap && isSmall() && /\.\d\d/.test(pattern)) {
      pattern = pattern.slice(0, -1);
    }
    const share = Math.min(1, width / lengthOf(pattern, wanted));
    this.kit = kit;
    this.#theme = style.bare === true ? bare(kit.theme) : kit.theme;
    this.cap = style.cap * share;
    this.pitches = pitchesAt(kit, this.cap);
    this.pattern = pattern;
    this.width = lengthOf(pattern, this.pitches);
    this.room = Math.max(style.width ?? Number.POSITIVE_INFINITY, this.width);
    this.bleedPx = Math.ceil((textBleed(this.#theme, this.cap) + this.cap * 0.12) * kit.ratio);
    const colours = Object.values(inks);
    this.ghost = style.ghost === false ? null : colours[0]!;
    const painted = new Map<string, ReadonlyMap<string, Texture>>();
    for (const [name, colour] of Object.entries(inks)) {
      const same = painted.get(colour) ?? this.#paint(style, colour);
      painted.set(colour, same);
      this.#inks.set(name, same);
    }
    this.#first = painted.get(colours[0]!)!;
  }

  glyph(character: string, ink: string | undefined): Texture | undefined {
    const sheet = ink === undefined ? this.#first : (this.#inks.get(ink) ?? this.#first);
    return sheet.get(character);
  }

  lengthOf(text: string): number {
    return lengthOf(text, this.pitches);
  }

  /**
   * @param x left edge, middle or right edge of the row, according to `align`
   * @param y middle of the digits
   * @param room width of the longest text
   */
  row(x: number, y: number, align: 'left' | 'center' | 'right', room = this.room): Figures {
    return new Figures(this, x, y, align, room);
  }

  #paint(style: FiguresStyle, colour: string): ReadonlyMap<string, Texture> {
    const { kit, bleedPx, cap, pitches } = this;
    const { theme, ratio } = kit;
    const heightPx = kit.px(cap) + 2 * bleedPx;
    const widths = [...glyphs].map(
      (glyph) => Math.ceil(pitches[kindOf(glyph)] * ratio) + 2 * bleedPx,
    );
    const { canvas, ctx } = createCanvas(
      widths.reduce((sum, one) => sum + one, 0),
      heightPx,
    );
    const texture = kit.texture(canvas);
    const parts = new Map<string, Texture>();
    const quiet = style.dash ?? theme.palette.muted;
    let at = 0;
    [...glyphs].forEach((glyph, i) => {
      const widthPx = widths[i]!;
      ctx.save();
      ctx.beginPath();
      ctx.rect(at, 0, widthPx, heightPx);
      ctx.clip();
      ctx.setTransform(ratio, 0, 0, ratio, at + bleedPx, bleedPx);
      this.#paintGlyph(ctx, glyph, glyph === dash ? quiet : colour);
      ctx.restore();
      parts.set(glyph, kit.part(texture, at, 0, widthPx, heightPx));
      at += widthPx;
    });
    return parts;
  }

  #paintGlyph(ctx: CanvasRenderingContext2D, glyph: string, colour: string): void {
    const { cap, pitches } = this;
    const theme = this.#theme;
    const pitch = pitches[kindOf(glyph)];
    if (theme.digits.kind === 'seven-segment') {
      shine(ctx, theme, colour, cap);
      paintLcd(ctx, glyph, cap, pitch, colour);
    } else if (kindOf(glyph) === 'sign' || glyph === dash) {
      paintSign(ctx, theme, glyph, { cap, pitch, colour });
    } else {
      const face = theme.fonts.numbers;
      paintText(ctx, theme, glyph, pitch / 2, cap / 2, { face, cap, colour, ornament: true });
    }
  }
}

/** Draws a sign as bars as heavy as the digits, because no bundled font has all signs. */
function paintSign(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  glyph: string,
  { cap, pitch, colour }: { cap: number; pitch: number; colour: string },
): void {
  const thick = cap * 0.15;
  const long = glyph === dash ? pitch * 0.78 : cap * 0.5;
  const path = () => {
    ctx.beginPath();
    ctx.rect((pitch - long) / 2, (cap - thick) / 2, long, thick);
    if (glyph === '+') {
      const half = (long - thick) / 2;
      ctx.rect((pitch - thick) / 2, (cap - long) / 2, thick, half);
      ctx.rect((pitch - thick) / 2, (cap + thick) / 2, thick, half);
    }
  };
  const outline = Math.min(theme.text.outline, cap * 0.16 + 1);
  if (outline > 0) {
    ctx.lineJoin = 'round';
    ctx.strokeStyle = fade(theme.palette.outline, 0.92);
    ctx.lineWidth = outline * 2;
    path();
    ctx.stroke();
  }
  if (theme.text.glow > 0) {
    ctx.shadowColor = fade(colour, 0.9 * theme.text.glow);
    ctx.shadowBlur = Math.min(cap * 0.55, 22) * ctx.getTransform().a;
  }
  ctx.fillStyle = colour;
  path();
  ctx.fill();
}

/** Characters that seven segments cannot show are dots and bars between them. */
function paintLcd(
  ctx: CanvasRenderingContext2D,
  glyph: string,
  cap: number,
  pitch: number,
  colour: string,
): void {
  const dot = cap * 0.13;
  ctx.fillStyle = colour;
  if (glyph === '.') ctx.fillRect((pitch - dot) / 2 - cap * 0.12, cap - dot, dot, dot);
  else if (glyph === ':') {
    ctx.fillRect((pitch - dot) / 2 - cap * 0.03, cap * 0.24, dot, dot);
    ctx.fillRect((pitch - dot) / 2 - cap * 0.08, cap * 0.64, dot, dot);
  } else if (glyph === '+') {
    paintSegments(ctx, '-', 0, cap / 2, cap, colour);
    const thick = cap * 0.11;
    const x = (cap * segmentCell.width - thick) / 2;
    ctx.fillRect(x, cap * 0.27, thick, cap * 0.15);
    ctx.fillRect(x, cap * 0.58, thick, cap * 0.15);
  } else paintSegments(ctx, glyph === dash ? '-' : glyph, 0, cap / 2, cap, colour);
}

/** One row of figures. */
export class Figures {
  /** Box of the pattern. */
  readonly box: Box;
  readonly #sheet: FiguresSheet;
  readonly #align: 'left' | 'center' | 'right';
  readonly #room: number;
  readonly #root = new Container();
  readonly #cells: Sprite[] = [];
  /** The dark bars behind the digits of a display. */
  readonly #ghost: Sprite | null;
  #text: string | null = '';
  #ink: string | undefined;

  constructor(
    sheet: FiguresSheet,
    x: number,
    y: number,
    align: 'left' | 'center' | 'right',
    room: number,
  ) {
    const { kit, width, cap } = sheet;
    const left = align === 'left' ? x : align === 'right' ? x - width : x - width / 2;
    this.#sheet = sheet;
    this.#align = align;
    this.#room = room;
    this.box = { x: left, y: y - cap / 2, width, height: cap };
    this.#ghost = this.#paintGhost();
    kit.root.addChild(this.#root);
  }

  /**
   * @param text digits, `.`, `:`, `+`, `-`; null: unknown. A text without room loses its last decimals, then shrinks: hours
   *   with thousandths would be too small to read.
   */
  set(text: string | null, ink?: string): void {
    if (text === this.#text && ink === this.#ink) return;
    this.#text = text;
    this.#ink = ink;
    this.#lay(text === null ? this.#unknown() : this.#fitting(text));
    this.#sheet.kit.changed = true;
  }

  /** The text for an unknown value: a display lights a bar in each digit, print has one dash. */
  #unknown(): string {
    const { kit, pattern } = this.#sheet;
    if (kit.theme.digits.kind !== 'seven-segment') return dash;
    return pattern.replace(/[+]/g, '').replaceAll('0', dash);
  }

  #fitting(text: string): string {
    const { cap } = this.#sheet;
    let shown = text;
    let scale = this.#scaleOf(shown);
    while (scale < 1 && cap * scale < readableCap && shown.includes('.')) {
      shown = shown.replace(/\.?\d$/, '');
      scale = this.#scaleOf(shown);
    }
    return shown;
  }

  #lay(text: string): void {
    const { box } = this;
    const sheet = this.#sheet;
    const root = this.#root;
    const align = this.#align;
    const { kit, pitches, bleedPx } = sheet;
    const unscaled = sheet.lengthOf(text);
    const scale = Math.min(1, this.#room / unscaled);
    const length = unscaled * scale;
    // The cells of a display have fixed places; a longer text has no unlit cells behind it.
    const display = kit.theme.digits.kind === 'seven-segment';
    const isUsual = scale === 1 && length <= box.width;
    const share = (display && isUsual) || align === 'right' ? 1 : align === 'left' ? 0 : 0.5;
    const free = box.width - length;
    const left = box.x + free * share;
    root.scale.set(scale);
    if (scale === 1) root.position.set(0, kit.px(box.y) - bleedPx);
    else {
      const middle = kit.px(box.y + box.height / 2);
      root.position.set(kit.px(left), middle - scale * (bleedPx + kit.px(box.height) / 2));
    }
    if (this.#ghost !== null) kit.show(this.#ghost, isUsual ? 1 : 0);
    let x = scale === 1 ? left : 0;
    const cells = this.#cellsFor(text.length);
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i]!;
      const glyph = text[i];
      const texture = glyph === undefined ? undefined : sheet.glyph(glyph, this.#ink);
      cell.visible = texture !== undefined;
      if (glyph === undefined || texture === undefined) continue;
      cell.texture = texture;
      cell.position.x = Math.round(x * kit.ratio) - bleedPx;
      x += pitches[kindOf(glyph)];
    }
  }

  /** Scale at which a text fits its room, at most 1. */
  #scaleOf(text: string): number {
    return Math.min(1, this.#room / this.#sheet.lengthOf(text));
  }

  /** Width of a text. */
  lengthOf(text: string): number {
    const shown = this.#fitting(text);
    return this.#sheet.lengthOf(shown) * this.#scaleOf(shown);
  }

  #cellsFor(count: number): readonly Sprite[] {
    const cells = this.#cells;
    const root = this.#root;
    while (cells.length < count) {
      const cell = new Sprite();
      cells.push(cell);
      root.addChild(cell);
    }
    return cells;
  }

  #paintGhost(): Sprite | null {
    const { kit, pattern, pitches, ghost, cap } = this.#sheet;
    const { digits: style } = kit.theme;
    if (style.kind !== 'seven-segment' || style.ghost <= 0 || ghost === null) return null;
    const { box } = this;
    const around = { ...box, x: box.x - cap * 0.1, width: box.width + cap * 0.2 };
    return kit.picture(around, (ctx) => {
      let x = box.x;
      const colour = fade(ghost, style.ghost);
      for (const glyph of pattern) {
        const pitch = pitches[kindOf(glyph)];
        ctx.save();
        ctx.translate(x, box.y);
        paintLcd(ctx, glyph === '0' ? '8' : glyph, cap, pitch, colour);
        ctx.restore();
        x += pitch;
      }
    });
  }
}
