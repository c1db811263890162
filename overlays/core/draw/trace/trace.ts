/**
 * Values over the last seconds, moving to the left. The strip consists of narrow tiles. Each frame paints the newest few
 * columns, uploads one small tile and moves sprites.
 */
import type { Sprite, Texture } from 'pixi.js';
import { type Canvas, createCanvas } from '../canvas.ts';
import { type Kit, showFrame } from '../kit.ts';
import type { Pointer } from '../pointer.ts';
import type { Box } from '../shape.ts';
import { createPens, laneNameWidth, paintBackground, paintLaneNames } from './trace-face.ts';
import {
  type Ink,
  inks,
  type Lane,
  restBelow,
  type StripPoint,
  type TraceChannel,
} from './trace-ink.ts';

export interface TraceOptions {
  readonly box: Box;
  readonly channels: readonly TraceChannel[];
  readonly seconds: number;
}

interface Tile extends Canvas {
  readonly texture: Texture;
  readonly part: Texture;
  readonly sprite: Sprite;
  /** Index of the tile's part of the strip; -1: none. */
  index: number;
}

const tilePx = 64;
/** Points that are kept to repaint joints. */
const keptPoints = 256;
/** A pause that breaks the line, ms. */
const deltaMs = 700;

export class Trace {
  readonly #kit: Kit;
  readonly #widthPx: number;
  readonly #heightPx: number;
  readonly #leftPx: number;
  readonly #padPx: number;
  readonly #pxPerMs: number;
  readonly #tiles: Tile[];
  readonly #points: StripPoint[] = [];
  readonly #ink: Ink;
  readonly #pens: readonly Pointer[];
  readonly #lanes: readonly Lane[];
  readonly #box: Box;
  /** Session time of column 0, ms; null: there is no point yet. */
  #originMs: number | null = null;
  /** First column to repaint. */
  #freshPx = Number.POSITIVE_INFINITY;
  /** Column at the right edge, as it was drawn last. */
  #shownHeadPx = -1;

  constructor(kit: Kit, { box, channels, seconds }: TraceOptions) {
    this.#kit = kit;
    this.#box = box;
    const { kind, lanes } = kit.theme.trace;
    const split = lanes === 'split' && channels.length > 1;
    const cell = kind === 'lcd' ? Math.max(2, Math.round(6 * kit.ratio)) : 1;
    const names = split ? laneNameWidth : 0;
    this.#widthPx = Math.floor(kit.px(box.width - names) / cell) * cell;
    this.#padPx = Math.ceil(8 * kit.ratio);
    this.#pxPerMs = this.#widthPx / (seconds * 1000);
    const innerPx = kit.px(box.height);
    this.#heightPx = innerPx + 2 * this.#padPx;
    const count = split ? channels.length : 1;
    const spacePx = split ? kit.px(8) : 0;
    const lanePx = Math.floor((innerPx - spacePx * (count - 1)) / count);
    this.#lanes = channels.map((_, i) => ({
      topPx: this.#padPx + (split ? i * (lanePx + spacePx) : 0),
      heightPx: lanePx,
    }));
    this.#leftPx = kit.px(box.x) + kit.px(box.width) - this.#widthPx;
    const strip = { channels, lanes: this.#lanes, cellPx: cell, pxPerMs: this.#pxPerMs };
    const background = {
      ...strip,
      box,
      leftPx: this.#leftPx,
      widthPx: this.#widthPx,
      padPx: this.#padPx,
    };
    paintBackground(kit, background);
    if (split) paintLaneNames(kit, background);
    this.#ink = inks[kind](kit, strip);
    this.#tiles = Array.from({ length: Math.ceil(this.#widthPx / tilePx) + 2 }, () =>
      this.#createTile(),
    );
    this.#pens = createPens(kit, channels, box);
  }

  #createTile(): Tile {
    const { canvas, ctx } = createCanvas(tilePx, this.#heightPx);
    const texture = this.#kit.texture(canvas);
    const part = this.#kit.part(texture, 0, 0, tilePx, this.#heightPx);
    const sprite = this.#kit.place(part, 0, this.#kit.px(this.#box.y) - this.#padPx);
    sprite.alpha = 0;
    return { canvas, ctx, texture, part, sprite, index: -1 };
  }

  /** Adds a sample. @param values 0…1 per channel; null: unknown */
  push(t: number, values: readonly (number | null)[]): void {
    const last = this.#points.at(-1);
    if (last !== undefined && t <= last.t) {
      if (last.t - t < deltaMs) return;
      this.clear();
    }
    this.#originMs ??= t;
    const xPx = (t - this.#originMs) * this.#pxPerMs;
    const broken = last === undefined || t - last.t > deltaMs;
    this.#points.push({ t, xPx, broken, values: [...values] });
    if (this.#points.length > keptPoints) this.#points.splice(0, keptPoints / 2);
    this.#freshPx = Math.min(this.#freshPx, broken ? xPx : last.xPx);
  }

  /** Moves the strip to a moment. A moment that is already shown paints nothing. */
  show(t: number): void {
    if (this.#originMs === null) return;
    this.#paintFresh();
    const cell = this.#ink.cellPx;
    const headPx = Math.floor(((t - this.#originMs) * this.#pxPerMs) / cell) * cell;
    if (headPx === this.#shownHeadPx) return;
    this.#shownHeadPx = headPx;
    const tailPx = headPx - this.#widthPx;
    for (const tile of this.#tiles) this.#placeTile(tile, tailPx, headPx);
    this.#movePens();
    this.#kit.changed = true;
  }

  clear(): void {
    this.#points.length = 0;
    this.#originMs = null;
    this.#freshPx = Number.POSITIVE_INFINITY;
    this.#shownHeadPx = -1;
    for (const tile of this.#tiles) {
      tile.index = -1;
      this.#kit.show(tile.sprite, 0);
    }
    for (const pen of this.#pens) pen.show(0);
  }

  #paintFresh(): void {
    const last = this.#points.at(-1);
    if (last === undefined || this.#freshPx > last.xPx) return;
    const { reachPx, cellPx } = this.#ink;
    const from = Math.max(0, Math.floor((this.#freshPx - reachPx) / cellPx) * cellPx);
    const to = Math.ceil(last.xPx + reachPx) + cellPx;
    for (let index = Math.floor(from / tilePx); index * tilePx < to; index++) {
      const tile = this.#tiles[index % this.#tiles.length]!;
      if (tile.index !== index) {
        tile.index = index;
        tile.ctx.clearRect(0, 0, tilePx, this.#heightPx);
      }
      const left = Math.max(from - index * tilePx, 0);
      const right = Math.min(to - index * tilePx, tilePx);
      const { ctx } = tile;
      ctx.save();
      ctx.beginPath();
      ctx.rect(left, 0, right - left, this.#heightPx);
      ctx.clip();
      ctx.clearRect(left, 0, right - left, this.#heightPx);
      ctx.translate(-index * tilePx, 0);
      this.#ink.paint(ctx, this.#points, this.#firstPoint(from), from, to);
      ctx.restore();
      this.#kit.paintedOn(tile.texture, { left, top: 0, right, bottom: this.#heightPx });
    }
    this.#freshPx = Number.POSITIVE_INFINITY;
    this.#kit.changed = true;
  }

  /** Index of the last point beyond the reach of joints and glow. */
  #firstPoint(fromPx: number): number {
    let i = this.#points.length - 1;
    while (i > 0 && this.#points[i]!.xPx > fromPx - 2 * this.#ink.reachPx) i--;
    return i;
  }

  #placeTile(tile: Tile, tailPx: number, headPx: number): void {
    const start = tile.index * tilePx;
    const cut = Math.max(tailPx - start, 0);
    const width = Math.min(headPx - start, tilePx) - cut;
    if (tile.index < 0 || width <= 0) {
      tile.sprite.alpha = 0;
      return;
    }
    tile.sprite.alpha = 1;
    tile.sprite.x = this.#leftPx + start + cut - tailPx;
    showFrame(tile.part, cut, 0, width, this.#heightPx);
  }

  #movePens(): void {
    const values = this.#points.at(-1)?.values;
    const x = (this.#leftPx + this.#widthPx) / this.#kit.ratio;
    this.#pens.forEach((pen, i) => {
      const value = values?.[i] ?? null;
      pen.show(value === null || value < restBelow ? 0 : 1);
      if (value === null) return;
      const lane = this.#lanes[i]!;
      const yPx = lane.topPx - this.#padPx + (1 - value) * lane.heightPx;
      pen.move(x, this.#box.y + yPx / this.#kit.ratio);
    });
  }
}
