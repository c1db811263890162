/**
 * The regions of a picture that must be redrawn: a few pixel rectangles that cover everything added. Rectangles near one
 * another are merged, because each has a cost of its own. Pure.
 */
import { limits } from '../../../protocol/limits.ts';
import type { PixelBox } from './shape.ts';

/** Cost of one more rectangle, in drawn pixels. */
const boxCostPx = 1_500;

export class DamagedRegions {
  /** Used up to `count`; reused, so that drawing allocates nothing. */
  readonly boxes: PixelBox[] = [];
  count = 0;
  #width = 0;
  #height = 0;

  /** Starts with no damage, for a picture of this size. */
  clear(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
    this.count = 0;
  }

  /** Marks the whole picture. */
  addAll(): void {
    this.count = 0;
    this.add(0, 0, this.#width, this.#height);
  }

  /** Adds a box, clipped to the picture and extended to whole pixels. */
  add(left: number, top: number, right: number, bottom: number): void {
    let l = Math.max(Math.floor(left), 0);
    let t = Math.max(Math.floor(top), 0);
    let r = Math.min(Math.ceil(right), this.#width);
    let b = Math.min(Math.ceil(bottom), this.#height);
    if (!(l < r && t < b)) return;
    // A grown rectangle may now be near others.
    for (let i = 0; i < this.count; ) {
      const box = this.boxes[i]!;
      if (!isWorthJoining(box, l, t, r, b)) {
        i++;
        continue;
      }
      l = Math.min(l, box.left);
      t = Math.min(t, box.top);
      r = Math.max(r, box.right);
      b = Math.max(b, box.bottom);
      this.#drop(i);
      i = 0;
    }
    if (this.count === limits.damageBoxesMax) {
      const box = this.#cheapest(l, t, r, b);
      const { left: otherL, top: otherT, right: otherR, bottom: otherB } = this.boxes[box]!;
      this.#drop(box);
      this.add(Math.min(l, otherL), Math.min(t, otherT), Math.max(r, otherR), Math.max(b, otherB));
      return;
    }
    this.boxes[this.count] ??= { left: 0, top: 0, right: 0, bottom: 0 };
    const box = this.boxes[this.count++]!;
    box.left = l;
    box.top = t;
    box.right = r;
    box.bottom = b;
  }

  /** The rectangle that grows least by including this one. */
  #cheapest(l: number, t: number, r: number, b: number): number {
    let best = 0;
    let least = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.count; i++) {
      const box = this.boxes[i]!;
      const more = jointArea(box, l, t, r, b) - area(box);
      if (more >= least) continue;
      least = more;
      best = i;
    }
    return best;
  }

  #drop(index: number): void {
    const last = --this.count;
    const box = this.boxes[index]!;
    this.boxes[index] = this.boxes[last]!;
    this.boxes[last] = box;
  }
}

function area({ left, top, right, bottom }: PixelBox): number {
  return (right - left) * (bottom - top);
}

function jointArea(box: PixelBox, l: number, t: number, r: number, b: number): number {
  const width = Math.max(box.right, r) - Math.min(box.left, l);
  return width * (Math.max(box.bottom, b) - Math.min(box.top, t));
}

function isWorthJoining(box: PixelBox, l: number, t: number, r: number, b: number): boolean {
  return jointArea(box, l, t, r, b) <= area(box) + (r - l) * (b - t) + boxCostPx;
}
