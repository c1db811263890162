/** The other cars on the map, with the places they hold; the leader has a colour of its own. */
import type { Grid, GridCar } from '../../protocol/cars.ts';
import type { Theme } from '../../protocol/theme-schema.ts';
import { PaintedRow } from '../core/draw/grid/painted-row.ts';
import { classColour, inkOnPlate } from '../core/draw/grid/table-look.ts';
import { fillWith } from '../core/draw/ink.ts';
import type { Kit } from '../core/draw/kit.ts';
import type { Pointer } from '../core/draw/pointer.ts';
import { circlePath } from '../core/draw/shape.ts';
import { paintText } from '../core/draw/text/type.ts';
import { classesOf, isAway } from '../core/reading/grid/grid-cars.ts';
import type { TrackLine } from '../core/reading/track-line.ts';

const radius = 12.5;
/** Height of the figures on a car. */
const cap = 14;

/** Room for a mark and its rim. */
const reach = radius + 3;

export class OtherCars {
  readonly #kit: Kit;
  readonly #line: TrackLine;
  readonly #own: Pointer;
  readonly #marks = new Map<number, PaintedRow>();

  /** @param own is kept above all others */
  constructor(kit: Kit, line: TrackLine, own: Pointer) {
    this.#kit = kit;
    this.#line = line;
    this.#own = own;
  }

  show(grid: Grid | null): void {
    const classes = grid === null ? [] : classesOf(grid);
    const shown = new Set<PaintedRow>();
    const before = this.#marks.size;
    for (const car of grid?.cars ?? []) {
      const point = car.isPlayer === true || isAway(car) || car.inPit ? null : this.#line.car(car);
      if (point === null) continue;
      const mark = this.#markOf(car, classes);
      mark.move(point.x - reach, point.y - reach);
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

  #markOf(car: GridCar, classes: readonly string[]): PaintedRow {
    const kit = this.#kit;
    let mark = this.#marks.get(car.id);
    if (mark === undefined) {
      mark = new PaintedRow(kit, 2 * reach, 2 * reach);
      this.#marks.set(car.id, mark);
    }
    const colour = colourOf(kit.theme, car, classes);
    mark.cell(0, { x: 0, width: 2 * reach }, `${car.place} ${colour}`, (ctx) =>
      paintOther(ctx, kit.theme, car.place, colour),
    );
    return mark;
  }
}

function colourOf(theme: Theme, car: GridCar, classes: readonly string[]): string {
  const { palette, panel } = theme;
  if (classes.length > 0) return classColour(theme, classes.indexOf(car.carClass ?? ''));
  if (car.place === 1) return panel.material === 'lcd' ? palette.ink : palette.caution;
  return palette.ink;
}

function paintOther(
  ctx: CanvasRenderingContext2D,
  theme: Theme,
  place: number,
  colour: string,
): void {
  const { palette, panel, fonts } = theme;
  circlePath(ctx, reach, reach, radius + 2);
  fillWith(ctx, panel.material === 'lcd' ? palette.panel : palette.outline);
  circlePath(ctx, reach, reach, radius);
  fillWith(ctx, colour);
  const bare: Theme = { ...theme, text: { ...theme.text, outline: 0, glow: 0 } };
  paintText(ctx, bare, String(place), reach, reach, {
    face: fonts.numbers,
    cap,
    colour: inkOnPlate(theme, colour),
    width: radius * 2 - 4,
    ornament: true,
  });
}
