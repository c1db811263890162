/** Draws the delta overlay: the reference, a large signed number, and a bar that grows to the left or right. */
import type { Sprite } from 'pixi.js';
import { type Balance, createBalance } from '../core/draw/bars/balance.ts';
import { Kit } from '../core/draw/kit.ts';
import { Mover } from '../core/draw/motion.ts';
import { paintPanel } from '../core/draw/panels/panel.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { createHousedFigures, type HousedFigures } from '../core/draw/text/housed-figures.ts';
import { labelText, paintText, textWidth } from '../core/draw/text/type.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { DeltaModel } from '../core/reading/delta.ts';
import { about } from './about.ts';
import { deltaLayout } from './layout.ts';

const labels = { best: 'Session best', personal: 'Personal best', lap: 'Against lap' } as const;

export class DeltaView implements OverlayView {
  readonly #kit: Kit;
  readonly #model: DeltaModel;
  readonly #mover: Mover;
  readonly #number: HousedFigures;
  readonly #reference: Figures;
  readonly #usualLabel: Sprite;
  /** Says with a number which lap stands in for the best one. */
  readonly #lapLabel: Sprite;
  readonly #lap: Figures;
  readonly #bar: Balance;

  constructor(context: ViewContext<typeof about>) {
    const { against, range } = context.parameters;
    this.#kit = new Kit(context, about.size);
    this.#model = new DeltaModel(against, range);
    this.#mover = new Mover(context.theme.motion, 2);
    const kit = this.#kit;
    const { theme } = kit;
    const { ink, gain, loss } = theme.palette;
    const whole = { x: 0, y: 0, ...about.size };
    const { label, number, bar } = deltaLayout(theme, whole);
    const small = { face: theme.fonts.labels, cap: 13, colour: theme.palette.muted };
    kit.picture(whole, (ctx) => paintPanel(ctx, theme, whole));
    const paintLabel = (text: string) =>
      kit.picture(whole, (ctx) => {
        const options = { ...small, align: 'left', width: label.width * 0.6 } as const;
        paintText(ctx, theme, labelText(theme, text), label.left, label.y, options);
      });
    this.#usualLabel = paintLabel(labels[against]);
    this.#lapLabel = paintLabel(labels.lap);
    const numberX = label.left + textWidth(labelText(theme, labels.lap), small.face, small.cap) + 9;
    this.#lap = new FiguresSheet(kit, {
      face: theme.fonts.numbers,
      cap: 15,
      pattern: '00',
      inks: { ink },
      ghost: false,
    }).row(numberX, label.y, 'left');
    this.#reference = new FiguresSheet(kit, {
      face: theme.fonts.numbers,
      cap: 15,
      pattern: '0:00.000',
      inks: { ink },
      width: label.width * 0.38,
    }).row(label.right, label.y, 'right');
    this.#number = createHousedFigures(kit, {
      ...number,
      align: 'center',
      face: theme.fonts.numbers,
      pattern: '+0.00',
      inks: { even: ink, gain, loss },
    });
    this.#bar = createBalance(kit, { box: bar, leftColour: gain, rightColour: loss });
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const picture = this.#model.read(sample, nowMs);
    this.#number.set(picture.text, picture.side);
    this.#reference.set(picture.reference ?? '');
    const isUsual = picture.referenceLap === null;
    this.#kit.show(this.#usualLabel, isUsual ? 1 : 0);
    this.#kit.show(this.#lapLabel, isUsual ? 0 : 1);
    this.#lap.set(picture.referenceLap ?? '');
    this.#bar.set(this.#mover.step(picture.share, nowMs));
    return {
      draw: this.#kit.takeChanged(),
      animating: picture.moving || !this.#mover.settled,
    };
  }

  destroy(): void {
    this.#kit.destroy();
  }
}
