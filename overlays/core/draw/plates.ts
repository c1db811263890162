/**
 * A place where coloured plates wipe in over what is there: an event on a strip, a best lap, a flag. What was there stays as it
 * is below the plate; the event is written on the plate once it has come in. A plate is painted when it is first shown and
 * kept.
 */
import { Container } from 'pixi.js';
import type { Kit } from './kit.ts';
import { Crop } from './reveal.ts';
import { type Box, inset } from './shape.ts';
import { Transition } from './transition.ts';

/** Quick, because what it says stays. */
const wipeTimes = { inMs: 260, outMs: 220 } as const;

/** From this share on an event is written on its plate: after about 120 ms. */
const writtenFrom = 0.85;

export interface PlatesOptions {
  readonly box: Box;
  /** Paints the plate of this name. */
  readonly paint: (ctx: CanvasRenderingContext2D, name: string) => void;
  /** Around the box, for shadows. None when left out. */
  readonly bleed?: number;
}

export class Plates {
  readonly #kit: Kit;
  readonly #options: PlatesOptions;
  readonly #root = new Container();
  readonly #painted = new Map<string, Crop>();
  readonly #transition: Transition;
  #name: string | null = null;
  #share = 0;

  constructor(kit: Kit, options: PlatesOptions) {
    this.#kit = kit;
    this.#options = options;
    this.#transition = new Transition(wipeTimes, kit.reducedMotion);
    kit.root.addChild(this.#root);
  }

  /**
   * @param name of the plate to show; null: none. A plate follows another one without a wipe.
   * @returns whether it still moves
   */
  set(name: string | null, nowMs: number): boolean {
    this.#share = this.#transition.step(name !== null, nowMs);
    if (name !== null && name !== this.#name) {
      this.#crop(this.#name)?.set(0);
      this.#name = name;
    }
    this.#crop(this.#name)?.set(this.#share);
    return this.#transition.isMoving(nowMs);
  }

  /** Name of the plate that is to be written on; null: none. */
  get written(): string | null {
    return this.#share >= writtenFrom ? this.#name : null;
  }

  /** A plate is all that is to be seen here; what is below it need not be drawn. */
  get isCovering(): boolean {
    return this.#share === 1;
  }

  #crop(name: string | null): Crop | null {
    if (name === null) return null;
    const known = this.#painted.get(name);
    if (known !== undefined) return known;
    const { box, paint, bleed = 0 } = this.#options;
    const crop = new Crop(this.#kit, {
      box: inset(box, -bleed),
      track: box,
      from: 'left',
      paint: (ctx) => paint(ctx, name),
      parent: this.#root,
    });
    this.#painted.set(name, crop);
    return crop;
  }
}
