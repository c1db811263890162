/** Sectors over the track's line: completed ones in the colour of their verdict, and those that are yellow. */
import type { Sprite } from 'pixi.js';
import type { TrackMap } from '../../protocol/timing-summary.ts';
import type { Kit } from '../core/draw/kit.ts';
import { type Box, inset } from '../core/draw/shape.ts';
import type { LapVerdict, SectorPicture } from '../core/reading/lap-timer.ts';
import type { Point, TrackLine } from '../core/reading/track-line.ts';
import { paintSectorLine, paintYellowLine } from './paint.ts';
import { partOf, partStarts } from './yellow-sectors.ts';

type Coloured = Exclude<LapVerdict, 'plain'>;
const coloured: readonly Coloured[] = ['best', 'gain', 'loss'];

export class SectorLines {
  readonly #kit: Kit;
  readonly #sectors: Readonly<Record<Coloured, Sprite>>[];
  /** The same object until a sector is completed. */
  #shown: readonly SectorPicture[] | null = null;

  constructor(kit: Kit, line: TrackLine, { sectorStarts }: TrackMap) {
    this.#kit = kit;
    const starts = [line.start, ...sectorStarts];
    this.#sectors = starts.map((from, i) => {
      const points = line.part(from, starts[i + 1] ?? line.start);
      const box = boxOf(points);
      const { palette } = kit;
      const picture = (verdict: Coloured) =>
        kit.hidden(box, (ctx) => paintSectorLine(ctx, kit.theme, points, palette[verdict]));
      return { best: picture('best'), gain: picture('gain'), loss: picture('loss') };
    });
  }

  show(sectors: readonly SectorPicture[]): void {
    if (sectors === this.#shown) return;
    this.#shown = sectors;
    this.#sectors.forEach((pictures, i) => {
      const sector = sectors[i];
      const verdict = sector === undefined || sector.time === null ? 'plain' : sector.verdict;
      for (const one of coloured) this.#kit.show(pictures[one], one === verdict ? 1 : 0);
    });
  }
}

export class YellowLines {
  readonly #kit: Kit;
  readonly #starts: readonly number[];
  readonly #parts: readonly Sprite[];

  constructor(kit: Kit, line: TrackLine, { sectorStarts }: TrackMap) {
    this.#kit = kit;
    const starts = partStarts(line.start, sectorStarts);
    this.#starts = starts;
    this.#parts = starts.map((from, i) => {
      const points = line.part(from, starts[i + 1] ?? line.start);
      return kit.hidden(boxOf(points), (ctx) => paintYellowLine(ctx, kit.theme, points));
    });
  }

  /** @param places of cars that stand in the way, 0…1 of the lap */
  show(places: readonly number[]): void {
    const yellow = places.map((place) => partOf(place, this.#starts));
    this.#parts.forEach((part, i) => {
      this.#kit.show(part, yellow.includes(i) ? 1 : 0);
    });
  }
}

function boxOf(points: readonly Point[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const box = { x: left, y: top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
  return inset(box, -10);
}
