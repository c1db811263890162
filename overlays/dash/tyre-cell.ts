/** Four small tyres in the colour of their temperature, each with its number. */

import type { Sprite } from 'pixi.js';
import { bandColour } from '../core/draw/band-colour.ts';
import { fillWith, strokeWith } from '../core/draw/ink.ts';
import type { Kit } from '../core/draw/kit.ts';
import { type Box, boxPath } from '../core/draw/shape.ts';
import { FiguresSheet } from '../core/draw/text/figures.ts';
import { Readout } from '../core/draw/text/readout.ts';
import { bands, type WheelPicture } from '../core/reading/tyres.ts';

export interface TyreCell {
  set(wheels: readonly WheelPicture[], nowMs: number): void;
}

const chip = { width: 10, height: 24 };

/** @param box of the cell; two rows fill its height */
export function createTyreCell(kit: Kit, box: Box): TyreCell {
  const { theme } = kit;
  const cap = Math.min(kit.sizes.figure, box.height * 0.44);
  const sheet = new FiguresSheet(kit, {
    cap,
    pattern: '000',
    inks: { plain: theme.palette.ink, over: theme.palette.redline },
    width: box.width / 2 - chip.width - 10,
  });
  const wheels = [0, 1, 2, 3].map((i) => {
    const [column, row] = [i % 2, Math.floor(i / 2)];
    const middle = box.x + box.width / 2;
    const y = box.y + box.height * (row === 0 ? 0.22 : 0.78);
    const x = column === 0 ? middle - 5 - chip.width : middle + 5;
    const tyre: Box = { x, y: y - chip.height / 2, ...chip };
    const figures = sheet.row(
      column === 0 ? x - 5 : x + chip.width + 5,
      y,
      column === 0 ? 'right' : 'left',
    );
    return { figures, lights: createChip(kit, tyre), readout: new Readout(1, 500) };
  });
  return {
    set(pictures, nowMs) {
      wheels.forEach(({ figures, lights, readout }, i) => {
        const { band, values } = pictures[i]!;
        figures.set(readout.text(values.core, nowMs), band === 'over' ? 'over' : 'plain');
        bands.forEach((one, k) => {
          kit.show(lights[k]!, one === band ? 1 : 0);
        });
      });
    },
  };
}

function createChip(kit: Kit, tyre: Box): readonly Sprite[] {
  const { theme } = kit;
  const around = { x: tyre.x - 3, y: tyre.y - 3, width: tyre.width + 6, height: tyre.height + 6 };
  const path = (ctx: CanvasRenderingContext2D) =>
    boxPath(ctx, tyre, { form: 'rounded', corner: 3, slantDeg: 0 });
  kit.picture(around, (ctx) => {
    path(ctx);
    if (theme.panel.form === 'none') {
      strokeWith(ctx, theme.palette.outline, 3);
    }
    fillWith(ctx, theme.palette.faint);
  });
  const lights = kit.pictures(
    bands.map(() => around),
    (ctx, i) => {
      path(ctx);
      fillWith(ctx, bandColour(theme, bands[i]!));
    },
  );
  for (const sprite of lights) sprite.alpha = 0;
  return lights;
}
