/** The other cars on the map, with the places they hold; the leader has a colour of its own. */

import type { Grid, GridCar } from '../../protocol/cars.ts';
import type { Theme } from '../../protocol/theme-schema.ts';
import { PaintedRow } from '../core/draw/grid/painted-row.ts';
import { classColour } from '../core/draw/grid/table-look.ts';
import { fillWith } from '../core/draw/ink.ts';
import type { Kit } from '../core/draw/kit.ts';
import type { Pointer } from '../core/draw/pointer.ts';
import { textWidth } from '../core/draw/text/lettering.ts';
import { inkOnPlate, paintOnPlate } from '../core/draw/text/tag.ts';
import { classesOf, isAway, ownCar } from '../core/reading/grid/grid-cars.ts';
import type { Point, TrackLine } from '../core/reading/track-line.ts';

/** Half the height of a mark. */
const radius = 12.5;
/** Height of the figures on a car. */
const cap = 15;

/** Of the rim around a mark. */
const rim = 2;

/** Half the height of a mark whose figures would be half covered. */
const plainRadius = 9;

/** Marks are as wide as two figures need. */
function widthOf({ fonts }: Theme): number {
  return Math.max(2 * radius, textWidth('00', fonts.numbers, cap) + 9);
}

/** A mark on the map, by its middle. */
interface Place extends Point {
  readonly halfWidth: number;
  readonly halfHeight: number;
}

export class OtherCars {
  readonly #kit: Kit;
  readonly #line: TrackLine;
  readonly #own: Pointer;
  readonly #marks = new Map<number, PaintedRow>();
  /** Of a mark with its rim. */
  readonly #width: number;
  readonly #height = 2 * (radius + rim);
  readonly #digitWidth: number;

  /** @param own is kept above all others */
  constructor(kit: Kit, line: TrackLine, own: Pointer) {
    this.#kit = kit;
    this.#line = line;
    this.#own = own;
    this.#width = widthOf(kit.theme) + 2 * rim;
    this.#digitWidth = textWidth('0', kit.theme.fonts.numbers, cap);
  }

  show(grid: Grid | null): void {
    const classes = grid === null ? [] : classesOf(grid);
    const shown = new Set<PaintedRow>();
    const before = this.#marks.size;
    const taken: Place[] = [];
    const own = grid === null ? null : ownCar(grid);
    const ownPoint = own === null ? null : this.#line.car(own);
    if (ownPoint !== null) taken.push({ ...ownPoint, halfWidth: radius, halfHeight: radius });
    for (const car of grid?.cars ?? []) {
      const point = car === own || isAway(car) || car.inPit ? null : this.#line.car(car);
      // Of cars nose to tail the better placed one is seen: two marks in one place cannot be read.
      if (point === null || taken.some((other) => isOver(other, point))) continue;
      const figuresWidth = this.#digitWidth * (car.place < 10 ? 1 : 2);
      const isCovered = taken.some((other) => coversFigures(other, point, figuresWidth));
      const halfWidth = isCovered ? plainRadius : this.#width / 2 - rim;
      taken.push({ ...point, halfWidth, halfHeight: isCovered ? plainRadius : radius });
      const mark = this.#markOf(car, classes, isCovered);
      mark.move(point.x - this.#width / 2, point.y - this.#height / 2);
      mark.show(1);
      shown.add(mark);
    }
    if (this.#marks.size > before) this.#stack(grid!);
    for (const mark of this.#marks.values()) if (!shown.has(mark)) mark.show(0);
  }

  /** The better a place, the higher its mark; the own car lies over all. */
  #stack({ cars }: Grid): void {
    for (let i = cars.length - 1; i >= 0; i--) this.#marks.get(cars[i]!.id)?.raise();
    this.#own.raise();
  }

  #markOf(car: GridCar, classes: readonly string[], isCovered: boolean): PaintedRow {
    const kit = this.#kit;
    let mark = this.#marks.get(car.id);
    if (mark === undefined) {
      mark = new PaintedRow(kit, this.#width, this.#height);
      this.#marks.set(car.id, mark);
    }
    const colour = colourOf(kit.theme, car, classes);
    const place = isCovered ? null : car.place;
    mark.cell(0, { x: 0, width: this.#width }, `${place} ${colour}`, (ctx) =>
      paintOther(ctx, kit.theme, place, colour),
    );
    return mark;
  }
}

/** Whether a mark lies with its rim over a part of the figures of a lower one. @param figuresWidth of these */
function coversFigures(upper: Place, lower: Point, figuresWidth: number): boolean {
  const { halfWidth, halfHeight } = upper;
  // Marks have round ends: a line with a circle around each of its points.
  const reach = halfHeight + rim;
  const down = Math.max(Math.abs(upper.y - lower.y) - cap / 2, 0);
  if (down >= reach) return false;
  const side = figuresWidth / 2 + halfWidth - halfHeight;
  const across = Math.max(Math.abs(upper.x - lower.x) - side, 0);
  return across * across + down * down < reach * reach;
}

function isOver(one: Point, other: Point): boolean {
  return Math.hypot(one.x - other.x, one.y - other.y) < radius * 0.75;
}

function colourOf(theme: Theme, car: GridCar, classes: readonly string[]): string {
  const { palette, panel } = theme;
  if (classes.length > 0) return classColour(theme, classes.indexOf(car.carClass ?? ''));
  if (car.place === 1) return panel.material === 'lcd' ? palette.ink : palette.caution;
  return palette.ink;
}

/** @param place null: only a dot */
function paintOther(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  place: number | null,
  colour: string,
): void {
  const { palette, panel } = theme;
  const wide = widthOf(theme);
  const tall = place === null ? plainRadius : radius;
  const width = place === null ? 2 * plainRadius : wide;
  const [x, y] = [rim + wide / 2, rim + radius];
  const pill = (by: number, ink: string) => {
    const height = 2 * (tall + by);
    ctx.beginPath();
    ctx.roundRect(x - width / 2 - by, y - height / 2, width + 2 * by, height, height / 2);
    fillWith(ctx, ink);
  };
  pill(rim, panel.material === 'lcd' ? palette.panel : palette.outline);
  pill(0, colour);
  if (place === null) return;
  paintOnPlate(ctx, theme, String(place), x, y, {
    cap,
    colour: inkOnPlate(theme, colour),
    width: place < 100 ? width : width - 6,
  });
}
