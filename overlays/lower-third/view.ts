/** Draws the lower third: a message wipes in, and out before the next one comes. */
import { type DriverPictures, shownPictures } from '../core/draw/driver-pictures.ts';
import type { Kit } from '../core/draw/kit.ts';
import { Crop } from '../core/draw/reveal.ts';
import { writableNames } from '../core/draw/text/writable-names.ts';
import { Transition } from '../core/draw/transition.ts';
import {
  defineOverlay,
  type OverlayPicture,
  type Sample,
  type ViewContext,
} from '../core/overlay.ts';
import type { SessionNames } from '../core/reading/session.ts';
import { about } from './about.ts';
import { keyOf, type LowerThirdMessage, LowerThirdModel } from './model.ts';
import { messageLayout, paintMessage } from './paint.ts';

/** Larger than the plates of the strip, so a little slower. */
const times = { inMs: 420, outMs: 260 } as const;

export const overlay = defineOverlay(about, (kit, context) => new LowerThirdView(kit, context));

class LowerThirdView implements OverlayPicture {
  readonly #kit: Kit;
  readonly #names: SessionNames;
  readonly #pictures: DriverPictures;
  readonly #model: LowerThirdModel;
  readonly #transition: Transition;
  #crop: Crop | null = null;
  /** Of the message that is painted. */
  #key = '';

  constructor(kit: Kit, { sessionInfo, pictures, parameters, report }: ViewContext<typeof about>) {
    this.#pictures = shownPictures(pictures, parameters);
    this.#kit = kit;
    this.#model = new LowerThirdModel(parameters);
    this.#transition = new Transition(times, kit.reducedMotion);
    this.#names = writableNames(kit.theme, sessionInfo, report);
  }

  update(sample: Sample, nowMs: number): boolean {
    const message = this.#model.read(sample, nowMs);
    const key = keyOf(message);
    const isNext = key !== this.#key;
    let share = this.#transition.step(message !== null && !isNext, nowMs);
    if (isNext && share === 0 && message !== null) {
      this.#paint(message, key);
      share = this.#transition.step(true, nowMs);
    }
    this.#crop?.set(share);
    const isWaiting = message !== null && key !== this.#key;
    return isWaiting || this.#transition.isMoving(nowMs);
  }

  #paint(message: LowerThirdMessage, key: string): void {
    this.#kit.clear();
    const layout = messageLayout(this.#kit, message, this.#names, this.#pictures);
    this.#crop = new Crop(this.#kit, {
      box: layout.box,
      track: layout.box,
      from: 'left',
      paint: (ctx) => paintMessage(ctx, this.#kit, layout),
    });
    this.#key = key;
  }
}
