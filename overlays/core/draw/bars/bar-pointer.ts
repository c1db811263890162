/** An edge meter, as in old aircraft and amplifiers: a printed scale with a hand that slides along it. */

import { darken, fade, lighten } from '../colour.ts';
import { fillWith, strokeWith } from '../ink.ts';
import type { Kit } from '../kit.ts';
import { Pointer } from '../pointer.ts';
import { inset, polygon } from '../shape.ts';
import { paintWindow } from '../text/housing.ts';
import type { Bar, BarOptions } from './bar.ts';

export function createPointerBar(kit: Kit, { box, horizontal, colour }: BarOptions): Bar {
  const { theme, palette } = kit;
  const length = horizontal ? box.width : box.height;
  const across = horizontal ? box.height : box.width;
  const ends = 9;
  const place = (share: number): [number, number] => {
    const along = ends + share * (length - 2 * ends);
    return horizontal ? [box.x + along, box.y] : [box.x, box.y + box.height - along];
  };
  kit.picture(inset(box, -6), (ctx) => {
    paintWindow(ctx, theme, box);
    for (let i = 0; i <= 20; i++) {
      const major = i % 5 === 0;
      const [x, y] = place(i / 20);
      const long = across * (major ? 0.42 : i % 5 === 0 ? 0.3 : 0.22);
      ctx.strokeStyle = palette.ink;
      ctx.globalAlpha = major ? 1 : 0.75;
      ctx.lineWidth = major ? 2.4 : 1.2;
      ctx.beginPath();
      if (horizontal) {
        ctx.moveTo(x, y + across - 4);
        ctx.lineTo(x, y + across - 4 - long);
      } else {
        ctx.moveTo(x + 4, y);
        ctx.lineTo(x + 4 + long, y);
      }
      ctx.stroke();
    }
    ctx.globalAlpha = 1;
  });
  const around = {
    x: -8,
    y: -8,
    width: (horizontal ? 0 : across) + 16,
    height: (horizontal ? across : 0) + 16,
  };
  const mark = (paint: (ctx: CanvasRenderingContext2D) => void) =>
    new Pointer(kit, ...place(0), around, paint);
  const peak = mark((ctx) => {
    ctx.fillStyle = palette.muted;
    ctx.beginPath();
    if (horizontal) ctx.rect(-1, 3, 2, across * 0.5);
    else ctx.rect(across * 0.5, -1, across * 0.5 - 3, 2);
    ctx.fill();
  });
  peak.show(0);
  const hand = mark((ctx) => {
    ctx.save();
    ctx.shadowColor = 'rgba(0, 0, 0, 0.8)';
    ctx.shadowBlur = 4 * ctx.getTransform().a;
    ctx.shadowOffsetY = 2 * ctx.getTransform().a;
    ctx.beginPath();
    if (horizontal) {
      polygon(ctx, [
        [0, across * 0.86],
        [-6, 2],
        [6, 2],
      ]);
    } else {
      polygon(ctx, [
        [across * 0.18, 0],
        [across - 2, -6.5],
        [across - 2, 6.5],
      ]);
    }
    const shade = ctx.createLinearGradient(0, -6, 0, 6);
    // Brighter than on paper, because the ground is dark.
    shade.addColorStop(0, lighten(colour, 0.5));
    shade.addColorStop(0.5, lighten(colour, 0.25));
    shade.addColorStop(1, darken(colour, 0.3));
    fillWith(ctx, shade);
    ctx.restore();
    strokeWith(ctx, fade('#000000', 0.5), 0.8);
  });
  return {
    set: (share) => hand.move(...place(Math.min(Math.max(share, 0), 1))),
    peak(share) {
      peak.show(share === null ? 0 : 1);
      if (share !== null) peak.move(...place(share));
    },
  };
}
