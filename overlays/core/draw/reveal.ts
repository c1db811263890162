/**
 * Pictures that are visible up to a value: cut into steps along any course (arcs, dots, segments), or cropped along an
 * axis (bars). The lit picture is painted once; a new value only changes opacities or one frame. So glows and gradients
 * cost nothing, need no masks or shaders, and look the same in both renderers.
 */
import type { Container, Sprite, Texture } from 'pixi.js';
import { createCanvas } from './canvas.ts';
import { type Kit, type Paint, showFrame } from './kit.ts';
import type { Box, PixelBox } from './shape.ts';
import { type CutOptions, type CutPicture, cutPicture, SteppedPicture } from './stepped-picture.ts';

export interface StepsOptions extends CutOptions {
  /** The last step fades in: for continuous courses. */
  readonly soft: boolean;
  readonly parent?: Container;
}

const sheetWidthPx = 1024;

/** Shows steps. */
interface ShownSteps {
  /** Sets the opacity of one step. */
  show(step: number, alpha: number): void;
  /** Shows the steps that were set. */
  done(): void;
}

/** Every pixel belongs to exactly one step, so there is no seam between steps. */
export class Steps {
  readonly #count: number;
  readonly #soft: boolean;
  readonly #steps: ShownSteps;
  #shown = 0;

  constructor(kit: Kit, options: StepsOptions) {
    this.#count = options.count;
    this.#soft = options.soft;
    const cut = cutPicture(kit, options);
    this.#steps =
      kit.quality === 'canvas' ? onePicture(kit, cut, options) : sprites(kit, cut, options);
  }

  /** @param value 0…1; discrete steps light when the value reaches their middle. */
  set(value: number): void {
    const count = this.#count;
    const exact = Math.min(Math.max(value, 0), 1) * count;
    const lit = this.#soft ? exact : Math.round(exact);
    if (lit === this.#shown) return;
    const first = Math.floor(Math.min(lit, this.#shown));
    const last = Math.min(Math.floor(Math.max(lit, this.#shown)), count - 1);
    for (let i = first; i <= last; i++) this.#steps.show(i, Math.min(Math.max(lit - i, 0), 1));
    this.#steps.done();
    this.#shown = lit;
  }
}

/** Drawn by the processor: the lit steps are one picture, in which changed steps are rewritten. */
function onePicture(kit: Kit, cut: CutPicture, { parent = kit.root }: StepsOptions): ShownSteps {
  const picture = new SteppedPicture(cut);
  const texture = kit.texture(picture.canvas);
  kit.place(texture, cut.xPx, cut.yPx, parent);
  return {
    show: (step, alpha) => picture.show(step, alpha),
    done() {
      const changed = picture.write();
      if (changed !== null) kit.paintedOn(texture, changed);
    },
  };
}

/** Drawn by a GPU: a sprite for each step, all from one static texture. */
function sprites(kit: Kit, cut: CutPicture, { parent = kit.root }: StepsOptions): ShownSteps {
  const { places, heightPx } = shelve(cut.bounds);
  const sheet = createCanvas(sheetWidthPx, heightPx);
  cut.bounds.forEach((from, step) => {
    const to = places[step];
    if (!from || !to) return;
    const image = new ImageData(from.right - from.left, from.bottom - from.top);
    const target = new Uint32Array(image.data.buffer);
    for (let n = cut.first[step]!; n < cut.first[step + 1]!; n++) {
      const i = cut.places[n]!;
      const x = i % cut.width;
      const y = (i - x) / cut.width;
      target[(y - from.top) * image.width + x - from.left] = cut.pixels[i]!;
    }
    sheet.ctx.putImageData(image, to.x, to.y);
  });
  const texture = kit.texture(sheet.canvas);
  const list = cut.bounds.map((from, step): Sprite | null => {
    const to = places[step];
    if (!from || !to) return null;
    const part = kit.part(texture, to.x, to.y, from.right - from.left, from.bottom - from.top);
    const sprite = kit.place(part, cut.xPx + from.left, cut.yPx + from.top, parent);
    sprite.alpha = 0;
    return sprite;
  });
  return {
    show(step, alpha) {
      const sprite = list[step];
      if (sprite) kit.show(sprite, alpha);
    },
    done() {},
  };
}

/** Places boxes on rows of a sheet, one pixel apart. */
function shelve(bounds: readonly (PixelBox | undefined)[]): {
  places: ({ x: number; y: number } | null)[];
  heightPx: number;
} {
  let x = 0;
  let y = 0;
  let row = 0;
  const places = Array.from(bounds, (box) => {
    if (box === undefined) return null;
    const width = box.right - box.left + 1;
    if (x + width > sheetWidthPx && x > 0) {
      x = 0;
      y += row;
      row = 0;
    }
    const place = { x, y };
    x += width;
    row = Math.max(row, box.bottom - box.top + 1);
    return place;
  });
  return { places, heightPx: y + row };
}

export interface CropOptions {
  /** Around all that `paint` draws, glow included. */
  readonly box: Box;
  readonly paint: Paint;
  readonly from: 'bottom' | 'left' | 'right';
  /** The range of the value, 0 to 1. */
  readonly track: Box;
  readonly parent?: Container;
}

/** A picture that is cropped at the value, exact to a device pixel. */
export class Crop {
  readonly #kit: Kit;
  readonly #sprite: Sprite;
  readonly #part: Texture;
  readonly #from: CropOptions['from'];
  readonly #widthPx: number;
  readonly #heightPx: number;
  readonly #topPx: number;
  readonly #leftPx: number;
  readonly #beforePx: number;
  readonly #trackPx: number;
  #shownPx = 0;

  constructor(kit: Kit, { box, paint, from, track, parent = kit.root }: CropOptions) {
    const { canvas, xPx, yPx } = kit.bake(box, paint);
    this.#kit = kit;
    this.#from = from;
    this.#widthPx = canvas.width;
    this.#heightPx = canvas.height;
    this.#topPx = yPx;
    this.#leftPx = xPx;
    const starts = {
      left: track.x - box.x,
      right: box.x + box.width - track.x - track.width,
      bottom: box.y + box.height - track.y - track.height,
    };
    this.#beforePx = kit.px(starts[from]);
    this.#trackPx = kit.px(from === 'bottom' ? track.height : track.width);
    this.#part = kit.part(kit.texture(canvas), 0, 0, canvas.width, canvas.height);
    this.#sprite = kit.place(this.#part, xPx, yPx, parent);
    this.#sprite.alpha = 0;
  }

  /** @param value 0…1 */
  set(value: number): void {
    const px = Math.round(Math.min(Math.max(value, 0), 1) * this.#trackPx);
    if (px === this.#shownPx) return;
    this.#shownPx = px;
    this.#kit.show(this.#sprite, px === 0 ? 0 : 1);
    const full = px === this.#trackPx;
    if (this.#from !== 'bottom') {
      const length = full ? this.#widthPx : this.#beforePx + px;
      const skip = this.#from === 'left' ? 0 : this.#widthPx - length;
      showFrame(this.#part, skip, 0, length, this.#heightPx);
      this.#sprite.x = this.#leftPx + skip;
    } else {
      const length = full ? this.#heightPx : this.#beforePx + px;
      showFrame(this.#part, 0, this.#heightPx - length, this.#widthPx, length);
      this.#sprite.y = this.#topPx + this.#heightPx - length;
    }
    this.#kit.changed = true;
  }
}
