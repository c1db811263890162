/** The gear: one large character, or two smaller ones from the tenth gear on. */
import { Container } from 'pixi.js';
import { gearGlyphs } from '../../reading/gear.ts';
import type { Kit } from '../kit.ts';
import type { Digits, DigitsOptions } from './digit-cells.ts';
import { createRow } from './digits.ts';

type GearPlace = Pick<DigitsOptions, 'x' | 'y' | 'cap' | 'small' | 'colour' | 'bare'> & {
  readonly width: number;
};

/** @param place with the room of both */
export function createGearDigits(kit: Kit, place: GearPlace): GearDigits {
  return new GearDigits(kit, place);
}

/** Most cars have nine gears at most, so the smaller row is built when the tenth is engaged. */
export class GearDigits {
  readonly #kit: Kit;
  readonly #place: GearPlace;
  /** The rows for one character and for two. */
  readonly #roots = [new Container(), new Container()] as const;
  readonly #rows: [Digits, Digits | null];

  constructor(kit: Kit, place: GearPlace) {
    this.#kit = kit;
    this.#place = place;
    kit.root.addChild(...this.#roots);
    this.#rows = [this.#row(1, this.#roots[0]), null];
  }

  #row(cells: 1 | 2, parent: Container): Digits {
    const face = this.#kit.theme.fonts.gear;
    const glyphs = cells === 1 ? gearGlyphs : '0123456789';
    const options = { ...this.#place, cells, align: 'center', face, glyphs, parent } as const;
    return createRow(this.#kit, { ...options, isTight: cells === 2 });
  }

  /** @returns true while something still moves (drums) */
  set(text: string, nowMs: number): boolean {
    const isLong = text.length > 1;
    if (isLong) this.#rows[1] ??= this.#row(2, this.#roots[1]);
    this.#show(0, !isLong);
    this.#show(1, isLong);
    const row = isLong ? this.#rows[1]! : this.#rows[0];
    return row.set(text, nowMs);
  }

  #show(i: 0 | 1, isShown: boolean): void {
    if (this.#roots[i].visible === isShown) return;
    this.#roots[i].visible = isShown;
    this.#kit.changed = true;
  }
}
