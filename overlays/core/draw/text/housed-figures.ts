/** The main figures of an overlay in the theme's housing: on a plate in the ink's colour, in a window, or bare. */
import type { Sprite } from 'pixi.js';
import type { Kit } from '../kit.ts';
import { type Box, inset } from '../shape.ts';
import { type Figures, FiguresSheet, type FiguresStyle } from './figures.ts';
import { paintPlate, paintWindow } from './housing.ts';

export interface HousedOptions extends Omit<FiguresStyle, 'dash' | 'inks'> {
  readonly inks: Readonly<Record<string, string>>;
  readonly x: number;
  readonly y: number;
  readonly align: 'left' | 'center' | 'right';
}

export interface HousedFigures {
  /** @param ink one of the inks' names */
  set(text: string | null, ink?: string): void;
}

export function createHousedFigures(kit: Kit, options: HousedOptions): HousedFigures {
  const { theme } = kit;
  const { housing } = theme.digits;
  if (housing === 'none')
    return new FiguresSheet(kit, options).row(options.x, options.y, options.align);
  const onPlate = housing === 'plate';
  const padX = options.cap * (theme.panel.form === 'slanted' ? 0.5 : 0.36);
  const padY = options.cap * (onPlate ? 0.34 : 0.36);
  const { plateInk } = theme.palette;
  const sheet = new FiguresSheet(kit, {
    ...options,
    ...(options.width === undefined ? {} : { width: options.width - 2 * padX }),
    inks: onPlate ? { ink: plateInk } : options.inks,
    ...(onPlate ? { dash: plateInk } : {}),
  });
  const { width, cap } = sheet;
  const { x, y, align } = options;
  const inside = align === 'left' ? padX : align === 'right' ? -padX : 0;
  const left =
    align === 'left' ? x : align === 'right' ? x - width - 2 * padX : x - width / 2 - padX;
  const box: Box = {
    x: left,
    y: y - cap / 2 - padY,
    width: width + 2 * padX,
    height: cap + 2 * padY,
  };
  if (!onPlate) {
    kit.picture(inset(box, -6), (ctx) => paintWindow(ctx, theme, box));
    return sheet.row(x + inside, y, align, width + padX);
  }
  return new Plated(kit, options.inks, box, () => sheet.row(x + inside, y, align, width + padX));
}

/** Broadcast graphics: the plate changes its colour, the print does not. */
class Plated implements HousedFigures {
  readonly #kit: Kit;
  readonly #plates = new Map<string, Sprite>();
  readonly #figures: Figures;
  readonly #first: string;

  constructor(kit: Kit, inks: Readonly<Record<string, string>>, box: Box, row: () => Figures) {
    this.#kit = kit;
    this.#first = Object.keys(inks)[0]!;
    for (const [name, colour] of Object.entries(inks)) {
      const plate = name === this.#first ? kit.palette.plate : colour;
      const sprite = kit.picture(inset(box, -6), (ctx) => paintPlate(ctx, kit.theme, box, plate));
      sprite.alpha = name === this.#first ? 1 : 0;
      this.#plates.set(name, sprite);
    }
    this.#figures = row();
  }

  set(text: string | null, ink = this.#first): void {
    for (const [name, plate] of this.#plates) this.#kit.show(plate, name === ink ? 1 : 0);
    this.#figures.set(text);
  }
}
