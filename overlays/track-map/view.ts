/** Draws the track map: the learnt line with the car on it, or the line as it is being learnt. */

import type { Texture } from 'pixi.js';
import type { TrackMap } from '../../protocol/timing-summary.ts';
import type { Bar } from '../core/draw/bars/bar.ts';
import { createBar } from '../core/draw/bars/create-bar.ts';
import type { Baked, Kit } from '../core/draw/kit.ts';
import { Pointer } from '../core/draw/pointer.ts';
import { aroundOrigin, type Box, inset } from '../core/draw/shape.ts';
import { labelWidth, paintLabel } from '../core/draw/text/lettering.ts';
import { trackMaps } from '../core/net/track-map-cache.ts';
import {
  defineOverlay,
  type OverlayPicture,
  type Sample,
  type ViewContext,
} from '../core/overlay.ts';
import { LapTimerModel, type SectorPicture } from '../core/reading/lap-timer.ts';
import {
  type CarPlace,
  type Fit,
  fitGrowing,
  fitLine,
  type Point,
  place,
  TrackLine,
} from '../core/reading/track-line.ts';
import { about } from './about.ts';
import { BestLapGhost } from './ghost.ts';
import { type TrackMapLayout, trackMapLayout } from './layout.ts';
import { MapModel, type MapPicture } from './model.ts';
import { OtherCars } from './other-cars.ts';
import {
  carReach,
  markReach,
  paintCar,
  paintGhost,
  paintLine,
  paintPlaceholder,
  paintSector,
  paintStart,
} from './paint.ts';
import { SectorLines, YellowLines } from './sector-lines.ts';
import { YellowSectors } from './yellow-sectors.ts';

/** What is on the stage. */
type Scene =
  | { readonly kind: 'empty' }
  | {
      readonly kind: 'map';
      readonly map: TrackMap;
      readonly line: TrackLine;
      readonly sectors: SectorLines | null;
      readonly yellow: YellowLines | null;
      readonly ghost: Pointer | null;
      readonly car: Pointer;
      readonly others: OtherCars | null;
    }
  | {
      readonly kind: 'learning';
      readonly sheet: Baked;
      readonly texture: Texture;
      readonly car: Pointer;
      readonly bar: Bar;
    };

type MapScene = Extract<Scene, { kind: 'map' }>;

/** Seconds that the sectors of a completed lap keep their colours. */
const sectorsHoldS = 4;
const noSectors: readonly SectorPicture[] = [];
/** Shortest time between two repaints of the line that is being learnt, ms. */
const paintEveryMs = 200;

export const overlay = defineOverlay(about, (kit, context) => new TrackMapView(kit, context));

class TrackMapView implements OverlayPicture {
  readonly #kit: Kit;
  readonly #context: ViewContext<typeof about>;
  readonly #layout: TrackMapLayout;
  readonly #model = new MapModel();
  readonly #ghost = new BestLapGhost();
  readonly #timer = new LapTimerModel(sectorsHoldS);
  readonly #yellow = new YellowSectors();
  #scene: Scene | null = null;
  #fit: Fit | null = null;
  #paintedVersion = -1;
  #paintedAtMs = Number.NEGATIVE_INFINITY;
  /** The last reported problem of the map. */
  #reported = '';

  constructor(kit: Kit, context: ViewContext<typeof about>) {
    this.#context = context;
    this.#kit = kit;
    this.#layout = trackMapLayout(kit.theme, kit.whole);
  }

  update(sample: Sample, nowMs: number): boolean {
    const picture = this.#model.read(sample);
    const entry = this.#lookUp(picture.path, nowMs);
    const map = entry?.state === 'ready' ? entry.map : null;
    const scene = this.#stage(map, picture);
    let growing = false;
    const { parameters } = this.#context;
    const ghostAt = parameters.ghost ? this.#ghost.read(sample) : null;
    const sectors = parameters.sectors ? this.#timer.readSectors(sample, nowMs) : noSectors;
    if (scene.kind === 'map') {
      scene.others?.show(sample.grid);
      moveCar(scene, picture.car);
      scene.sectors?.show(sectors);
      scene.yellow?.show(this.#yellow.read(sample.grid, nowMs));
      moveGhost(scene, picture.resting ? null : ghostAt);
    } else if (scene.kind === 'learning') growing = this.#learn(scene, picture, nowMs);
    return growing || entry?.state === 'asked';
  }

  #lookUp(path: string | null, nowMs: number) {
    if (path === null) return null;
    const entry = trackMaps.get(path, nowMs);
    if (entry.state === 'failed' && entry.sentence !== this.#reported) {
      this.#reported = entry.sentence;
      this.#context.report?.(entry.sentence);
    }
    return entry;
  }

  /** Builds the scene for the present state, unless it is there already. */
  #stage(map: TrackMap | null, { resting, driven }: MapPicture): Scene {
    const kind = map !== null ? 'map' : resting && driven.length === 0 ? 'empty' : 'learning';
    const scene = this.#scene;
    if (scene?.kind === kind && (scene.kind !== 'map' || scene.map === map)) return scene;
    this.#kit.clear();
    this.#scene =
      map !== null
        ? this.#buildMap(map)
        : kind === 'empty'
          ? this.#buildEmpty()
          : this.#buildLearning();
    return this.#scene;
  }

  #buildMap(map: TrackMap): Scene {
    const kit = this.#kit;
    const layout = this.#layout;
    const context = this.#context;
    const { theme } = kit;
    const { rotate, sectors, ghost, cars } = context.parameters;
    const line = new TrackLine(map, fitLine(map.points, layout.map, rotate));
    kit.panel((ctx) => {
      paintLine(ctx, theme, line.points, true);
    });
    const lines = sectors ? new SectorLines(kit, line, map) : null;
    const yellow = sectors ? new YellowLines(kit, line, map) : null;
    // Above the coloured sectors, and small: each is drawn again when a car passes.
    const marks = [...(sectors ? map.sectorStarts : []), line.start];
    const boxes = marks.map((position) => around(line.at(position), markReach));
    kit.pictures(boxes, (ctx, i) => {
      if (i === marks.length - 1) paintStart(ctx, theme, line);
      else paintSector(ctx, theme, line, marks[i]!);
    });
    const ghostMark = ghost ? this.#createGhost() : null;
    const car = this.#createCar();
    const others = cars ? new OtherCars(kit, line, car) : null;
    return { kind: 'map', map, line, sectors: lines, yellow, ghost: ghostMark, car, others };
  }

  #buildEmpty(): Scene {
    const kit = this.#kit;
    const { theme } = kit;
    const x = kit.whole.width / 2;
    const y = kit.whole.height / 2;
    kit.panel((ctx) => {
      paintPlaceholder(ctx, theme, x, y - 12);
      paintLabel(ctx, theme, 'track map', x, y + 70, { cap: kit.sizes.label });
    });
    return { kind: 'empty' };
  }

  #buildLearning(): Scene {
    const kit = this.#kit;
    const layout = this.#layout;
    const { theme } = kit;
    const { words, bar } = layout;
    this.#fit = null;
    this.#paintedVersion = -1;
    this.#paintedAtMs = Number.NEGATIVE_INFINITY;
    const cap = kit.sizes.label;
    const text = ['learning the track', 'learning track', 'learning'].find(
      (one) => labelWidth(theme, one, cap) <= words.width,
    );
    kit.panel((ctx) => {
      const y = words.y + words.height / 2;
      paintLabel(ctx, theme, text ?? '', words.x + words.width / 2, y, { cap });
    });
    const sheet = kit.bake(inset(layout.learning, -20), () => {});
    const texture = kit.texture(sheet.canvas);
    kit.place(texture, sheet.xPx, sheet.yPx);
    const colour = theme.panel.form === 'none' ? theme.palette.ink : theme.palette.accent;
    const progress = createBar(kit, { box: bar, colour, horizontal: true });
    return { kind: 'learning', sheet, texture, car: this.#createCar(), bar: progress };
  }

  #createGhost(): Pointer {
    const kit = this.#kit;
    const ghost = new Pointer(kit, 0, 0, aroundOrigin(16), (ctx) => paintGhost(ctx, kit.theme));
    ghost.show(0);
    return ghost;
  }

  #createCar(): Pointer {
    const kit = this.#kit;
    const around = aroundOrigin(carReach);
    const car = new Pointer(kit, 0, 0, around, (ctx) => paintCar(ctx, kit.theme));
    car.show(0);
    return car;
  }

  /** @returns true while a driven part is not yet painted */
  #learn(
    { sheet, texture, car, bar }: Extract<Scene, { kind: 'learning' }>,
    { driven, version, lapShare }: MapPicture,
    nowMs: number,
  ): boolean {
    const end = driven.at(-1);
    bar.set(Math.round((lapShare ?? 0) * 200) / 200);
    if (end === undefined) {
      car.show(0);
      return false;
    }
    if (version !== this.#paintedVersion && nowMs - this.#paintedAtMs >= paintEveryMs) {
      this.#paintedVersion = version;
      this.#paintedAtMs = nowMs;
      this.#fit = fitGrowing(driven, this.#layout.learning, driven.length === 1 ? null : this.#fit);
      const fit = this.#fit;
      const kit = this.#kit;
      sheet.ctx.save();
      sheet.ctx.resetTransform();
      sheet.ctx.clearRect(0, 0, sheet.canvas.width, sheet.canvas.height);
      sheet.ctx.restore();
      const points = driven.map((world) => place(fit, world));
      paintLine(sheet.ctx, kit.theme, points, false);
      kit.paintedOn(texture);
      const { x, y } = points.at(-1)!;
      car.show(1);
      car.move(x, y);
    }
    return version !== this.#paintedVersion;
  }
}

function around({ x, y }: Point, reach: number): Box {
  return { x: x - reach, y: y - reach, width: 2 * reach, height: 2 * reach };
}

function moveGhost({ line, ghost }: MapScene, position: number | null): void {
  ghost?.show(position === null ? 0 : 1);
  if (position === null) return;
  const { x, y } = line.at(position);
  ghost?.move(x, y);
}

function moveCar({ line, car }: MapScene, is: CarPlace | null): void {
  const point = is === null ? null : line.car(is);
  car.show(point === null ? 0 : 1);
  if (point !== null) car.move(point.x, point.y);
}
