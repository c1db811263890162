/** Draws the g-force overlay: a friction circle with a dot, its trail, and the peak to each side with its figure. */

import { Kit } from '../core/draw/kit.ts';
import { Mover } from '../core/draw/motion.ts';
import type { Pointer } from '../core/draw/pointer.ts';
import { type Figures, FiguresSheet } from '../core/draw/text/figures.ts';
import { Readout } from '../core/draw/text/readout.ts';
import type { OverlayView, Sample, ViewContext } from '../core/overlay.ts';
import { about } from './about.ts';
import { createDot, createPeakMark, paintFace } from './face.ts';
import { type CircleLayout, circleLayout, placeOf, towards } from './layout.ts';
import { GForceModel, type Side, sides } from './model.ts';
import { Trail } from './trail.ts';

/** How often a figure of a peak changes at most, ms. */
const figuresEveryMs = 120;

interface Peak {
  readonly side: Side;
  readonly mark: Pointer;
  readonly figures: Figures;
  readonly readout: Readout;
}

export class GForceView implements OverlayView {
  readonly #kit: Kit;
  readonly #model = new GForceModel();
  readonly #layout: CircleLayout;
  readonly #range: number;
  readonly #x: Mover;
  readonly #y: Mover;
  readonly #peaks: readonly Peak[];
  readonly #trail: Trail | null;
  readonly #dot: Pointer;
  #shown = false;

  constructor(context: ViewContext<typeof about>) {
    this.#kit = new Kit(context, about.size);
    const kit = this.#kit;
    const { theme } = context;
    const { range, trail, peaks } = context.parameters;
    this.#range = range;
    this.#x = new Mover(theme.motion, 2 * this.#range, 0.6);
    this.#y = new Mover(theme.motion, 2 * this.#range, 0.6);
    const whole = { x: 0, y: 0, ...about.size };
    this.#layout = circleLayout(theme, whole);
    paintFace(kit, whole, this.#layout, this.#range);
    this.#peaks = peaks ? this.#createPeaks() : [];
    this.#trail = trail ? new Trail(kit, theme.palette.accent) : null;
    this.#dot = createDot(kit, this.#layout.cx, this.#layout.cy);
    this.#dot.show(0);
  }

  update(sample: Sample, nowMs: number): { draw: boolean; animating: boolean } {
    const { push, peaks, moving } = this.#model.read(sample, nowMs);
    let following = false;
    if (push === null) {
      this.#dot.show(0);
      this.#trail?.clear();
    } else {
      if (!this.#shown) {
        this.#x.jump(push.x);
        this.#y.jump(push.y);
      }
      const at = { x: this.#x.step(push.x, nowMs), y: this.#y.step(push.y, nowMs) };
      const [x, y] = placeOf(this.#layout, at, this.#range);
      this.#dot.show(1);
      this.#dot.move(x, y);
      following = this.#trail?.follow(x, y, nowMs) ?? false;
    }
    this.#shown = push !== null;
    for (const peak of this.#peaks) this.#showPeak(peak, peaks[peak.side], nowMs);
    const settled = this.#x.settled && this.#y.settled;
    return { draw: this.#kit.takeChanged(), animating: moving || following || !settled };
  }

  destroy(): void {
    this.#kit.destroy();
  }

  #createPeaks(): Peak[] {
    const kit = this.#kit;
    const layout = this.#layout;
    const { theme } = kit;
    const sheet = new FiguresSheet(kit, {
      face: theme.fonts.numbers,
      cap: 15,
      pattern: '0.0',
      inks: { ink: theme.palette.ink },
      width: 36,
    });
    return sides.map((side) => {
      const [dx, dy] = towards[side];
      const x = layout.cx + dx * layout.figures;
      const y = layout.cy + dy * layout.figures;
      return {
        side,
        mark: createPeakMark(kit, dx !== 0),
        figures: sheet.row(x, y, 'center'),
        readout: new Readout(0.1, figuresEveryMs),
      };
    });
  }

  #showPeak({ side, mark, figures, readout }: Peak, g: number | null, nowMs: number): void {
    mark.show(g === null ? 0 : 1);
    if (g === null) {
      readout.reset();
      figures.set('');
      return;
    }
    const [dx, dy] = towards[side];
    mark.move(...placeOf(this.#layout, { x: dx * g, y: -dy * g }, this.#range));
    figures.set(readout.read(g, nowMs).toFixed(1));
  }
}
