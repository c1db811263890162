/** Draws the lower third: a message wipes in, and out before the next one comes. */
import type { Kit } from '../core/draw/kit.ts';
import { Crop } from '../core/draw/reveal.ts';
import { canWrite } from '../core/draw/text/name.ts';
import { Transition } from '../core/draw/transition.ts';
import {
  defineOverlay,
  type OverlayPicture,
  type Sample,
  type ViewContext,
} from '../core/overlay.ts';
import { type SessionNames, sessionNames } from '../core/reading/session.ts';
import { about } from './about.ts';
import { keyOf, type LowerThirdMessage, LowerThirdModel } from './model.ts';
import { paintMessage } from './paint.ts';

/** Larger than the plates of the strip, so a little slower. */
const times = { inMs: 420, outMs: 260 } as const;

export const overlay = defineOverlay(about, (kit, context) => new LowerThirdView(kit, context));

class LowerThirdView implements OverlayPicture {
  readonly #kit: Kit;
  readonly #names: SessionNames;
  readonly #model: LowerThirdModel;
  readonly #transition: Transition;
  #crop: Crop | null = null;
  /** Of the message that is painted. */
  #key = '';

  constructor(kit: Kit, { sessionInfo, parameters, report }: ViewContext<typeof about>) {
    this.#kit = kit;
    this.#model = new LowerThirdModel(parameters);
    this.#transition = new Transition(times, kit.reducedMotion);
    const names = sessionNames(sessionInfo);
    const isWritable = canWrite(names.driver, kit.theme.fonts.labels);
    if (!isWritable) {
      report?.(
        `This computer has no font with the letters of ${names.driver}, so the name is left out. ` +
          'Install a font of that language, for instance Noto Sans CJK, and refresh the source.',
      );
    }
    this.#names = isWritable ? names : { ...names, driver: '' };
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
    return key !== this.#key || this.#transition.isMoving(nowMs);
  }

  #paint(message: LowerThirdMessage, key: string): void {
    const { whole } = this.#kit;
    this.#kit.clear();
    this.#crop = new Crop(this.#kit, {
      box: whole,
      track: whole,
      from: 'left',
      paint: (ctx) => paintMessage(ctx, this.#kit, message, this.#names),
    });
    this.#key = key;
  }
}
