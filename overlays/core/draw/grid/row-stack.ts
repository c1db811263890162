/**
 * Rows of a table that keep their canvas while their car is shown: they glide to another place, fade in and out, and are
 * used again for other cars.
 */
import { Container, type Sprite, type Texture } from 'pixi.js';
import type { TableRow } from '../../reading/grid/table-row.ts';
import type { Baked, Kit } from '../kit.ts';
import type { TableColumns } from './car-row-columns.ts';
import { CarRowPainter } from './car-row-painter.ts';
import { Glide } from './glide.ts';
import { PaintedRow } from './painted-row.ts';
import type { TablePlace } from './table-place.ts';

interface ShownRow {
  readonly painted: PaintedRow;
  readonly ground: Sprite;
  readonly y: Glide;
  readonly light: Glide;
  isLeaving: boolean;
}

export class RowStack {
  readonly #kit: Kit;
  readonly #painter: CarRowPainter;
  readonly #x: number;
  readonly #top: number;
  readonly #root = new Container();
  readonly #shown = new Map<number, ShownRow>();
  readonly #free: ShownRow[] = [];
  readonly #ground: Baked;
  readonly #groundTexture: Texture;
  readonly #isCalm: boolean;
  /** Rows that move, come or go in this picture. */
  readonly #restless: ShownRow[] = [];

  /** @param cap height of capitals and digits */
  constructor(kit: Kit, place: TablePlace, cap: number, columns: TableColumns) {
    this.#kit = kit;
    this.#isCalm = kit.reducedMotion;
    const painter = new CarRowPainter(kit, place, cap, columns);
    this.#painter = painter;
    this.#x = place.x;
    this.#top = place.top;
    const { width, height } = painter;
    this.#ground = kit.bake({ x: -4, y: 0, width: width + 6, height }, (ctx) =>
      painter.paintMoving(ctx),
    );
    this.#groundTexture = kit.texture(this.#ground.canvas);
    kit.root.addChild(this.#root);
  }

  /** Both ends of the column of pit stops; null: there is none. */
  get extraEnds(): CarRowPainter['extraEnds'] {
    return this.#painter.extraEnds;
  }

  /** @param rows from the top @returns true while something moves */
  update(rows: readonly TableRow[], nowMs: number): boolean {
    const isFirst = this.#shown.size === 0;
    for (const row of this.#shown.values()) row.isLeaving = true;
    const restless = this.#restless;
    restless.length = 0;
    rows.forEach((row, i) => {
      const y = this.#top + i * this.#painter.height;
      const shown = this.#rowOf(row.id, y, isFirst);
      shown.isLeaving = false;
      this.#send(shown, y);
      this.#paint(shown.painted, row);
    });
    for (const [id, row] of this.#shown) {
      if (row.isLeaving && row.light.target !== 0) row.painted.lower();
      row.light.moveTo(row.isLeaving ? 0 : 1);
      if (this.#isCalm) row.light.jump(row.isLeaving ? 0 : 1);
      const moves = row.y.step(nowMs);
      const fades = row.light.step(nowMs);
      row.painted.move(this.#x, row.y.value);
      row.painted.show(row.light.value);
      if (moves || fades) restless.push(row);
      if (!row.isLeaving || row.light.value > 0) continue;
      this.#shown.delete(id);
      this.#free.push(row);
    }
    for (const row of this.#shown.values()) this.#cover(row);
    return restless.length > 0;
  }

  /** A row hides the others where it passes them, or where they come, pass or go. */
  #cover(row: ShownRow): void {
    const { height } = this.#painter;
    const isNear = (other: ShownRow) =>
      other !== row && Math.abs(other.y.value - row.y.value) < height;
    const isOver = !row.isLeaving && (row.y.isMoving || this.#restless.some(isNear));
    this.#kit.show(row.ground, isOver ? row.light.value : 0);
  }

  #rowOf(id: number, y: number, isFirst: boolean): ShownRow {
    const known = this.#shown.get(id);
    if (known !== undefined) return known;
    const row = this.#free.pop() ?? this.#create();
    row.y.jump(y);
    // The first rows are there at once.
    row.light.jump(isFirst || this.#isCalm ? 1 : 0.01);
    this.#shown.set(id, row);
    return row;
  }

  #create(): ShownRow {
    const { width, height } = this.#painter;
    const painted = new PaintedRow(this.#kit, width, height, this.#root);
    const { xPx, yPx } = this.#ground;
    const ground = this.#kit.place(this.#groundTexture, xPx, yPx, painted.root);
    painted.root.addChildAt(ground, 0);
    ground.alpha = 0;
    return { painted, ground, y: new Glide(0), light: new Glide(0), isLeaving: false };
  }

  #send(row: ShownRow, y: number): void {
    if (this.#isCalm) {
      row.y.jump(y);
      return;
    }
    // A row that goes up passes above the others.
    if (y < row.y.target) row.painted.raise();
    row.y.moveTo(y);
  }

  #paint(painted: PaintedRow, row: TableRow): void {
    if (row.kind === 'car') this.#painter.paint(painted, row);
    else if (row.kind === 'class') this.#painter.paintClass(painted, row);
    else this.#painter.paintBreak(painted);
  }
}
