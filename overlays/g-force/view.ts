/** Draws the g-force overlay: a friction circle with a dot, its trail, and the peak to each side with its figure. */
import type { Kit } from '../core/draw/kit.ts';
import { Mover } from '../core/draw/motion.ts';
import { FiguresSheet, figuresWidth } from '../core/draw/text/figures.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { defineOverlay } from '../core/overlay.ts';
import { about } from './about.ts';
import { createDot, createPeakMark, createRingPiece, paintFace } from './face.ts';
import { type CircleLayout, circleLayout, placeOf, towards } from './layout.ts';
import { GForceModel, type Side, sides } from './model.ts';
import { Trail } from './trail.ts';

/** Shortest time between two changes of a peak's figure, ms. */
const figuresEveryMs = 120;
/** Share of the theme's time. */
const haste = 0.6;

export const overlay = defineOverlay(about, (kit, { parameters: { range, trail, peaks } }) => {
  const { theme, whole } = kit;
  const model = new GForceModel();
  const x = new Mover(theme.motion, 2 * range, haste);
  const y = new Mover(theme.motion, 2 * range, haste);
  const peakWidth = figuresWidth(kit, '0.0', kit.sizes.figure);
  const layout = circleLayout(theme, whole, kit.sizes, peakWidth, range);
  paintFace(kit, whole, layout, range, peaks);
  const marks = peaks ? createPeaks(kit, layout, range) : [];
  const way = trail ? new Trail(kit, theme.palette.accent) : null;
  const dot = createDot(kit, layout.cx, layout.cy);
  dot.show(0);
  let shown = false;
  return {
    update(sample, nowMs) {
      const { push, peaks, moving } = model.read(sample, nowMs);
      let following = false;
      if (push === null) {
        dot.show(0);
        way?.clear();
      } else {
        if (!shown) {
          x.jump(push.x);
          y.jump(push.y);
        }
        const at = { x: x.step(push.x, nowMs), y: y.step(push.y, nowMs) };
        const [dotX, dotY] = placeOf(layout, at, range);
        dot.show(1);
        dot.move(dotX, dotY);
        following = way?.follow(dotX, dotY, nowMs) ?? false;
      }
      shown = push !== null;
      for (const peak of marks) peak.show(peaks[peak.side], nowMs);
      return moving || following || !x.isAtRest || !y.isAtRest;
    },
  };
});

interface PeakMark {
  readonly side: Side;
  show(g: number | null, nowMs: number): void;
}

function createPeaks(kit: Kit, layout: CircleLayout, range: number): PeakMark[] {
  const sheet = new FiguresSheet(kit, { cap: layout.cap, pattern: '0.0', ghost: false });
  return sides.map((side) => {
    const [dx, dy] = towards[side];
    const mark = createPeakMark(kit, dx !== 0);
    const ringPiece = createRingPiece(kit, layout, range, side);
    const figures = sheet.row(...layout.figures[side], 'center');
    const readout = new Readout(0.1, figuresEveryMs, 1);
    return {
      side,
      show(g, nowMs) {
        mark.show(g === null ? 0 : 1);
        if (g !== null) mark.move(...placeOf(layout, { x: dx * g, y: -dy * g }, range));
        const text = readout.text(g, nowMs) ?? '';
        kit.show(ringPiece, text === '' ? 1 : 0);
        figures.set(text);
      },
    };
  });
}
