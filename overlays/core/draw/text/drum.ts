/** Counters with rolling drums, as in old odometers: a strip of characters seen through a window, cropped by its frame. */

import type { Container, Sprite, Texture } from 'pixi.js';
import type { Face, Theme } from '../../../../protocol/theme-schema.ts';
import { createCanvas } from '../canvas.ts';
import { fade } from '../colour.ts';
import { fillBox } from '../ink.ts';
import { type Kit, showFrame } from '../kit.ts';
import { type Box, inset } from '../shape.ts';
import { DrumMotion } from './drum-motion.ts';
import { paintWindow } from './housing.ts';
import { paintText } from './lettering.ts';

export interface DrumOptions {
  readonly box: Box;
  readonly cells: number;
  readonly cap: number;
  readonly face: Face;
  readonly glyphs: string;
  readonly parent: Container;
}

interface Wheel {
  readonly sprite: Sprite;
  readonly part: Texture;
  shownPx: number;
}

export class Drum {
  readonly box: Box;
  readonly #kit: Kit;
  readonly #wheels: Wheel[] = [];
  readonly #glyphs: string;
  readonly #pitchPx: number;
  readonly #cellPx: number;
  readonly #heightPx: number;
  readonly #motion: DrumMotion;

  constructor(kit: Kit, { box, cells, cap, face, glyphs, parent }: DrumOptions) {
    this.#kit = kit;
    this.box = { x: box.x, y: box.y - cap * 0.3, width: box.width, height: cap * 1.6 };
    // The first position is blank: cells without a digit show the empty drum.
    this.#glyphs = ` ${glyphs.replace(' ', '')}`;
    const { theme } = kit;
    const window = this.box;
    kit.picture(inset(window, -8), (ctx) => paintWindow(ctx, theme, window), parent);
    const gap = 2;
    this.#heightPx = kit.px(window.height);
    this.#cellPx = kit.px(window.width / cells - gap);
    this.#pitchPx = Math.round(window.height * 0.94 * kit.ratio);
    const strip = kit.texture(this.#paintStrip(theme, face, cap));
    for (let i = 0; i < cells; i++) {
      const part = kit.part(strip, 0, 0, this.#cellPx, this.#heightPx);
      const x = kit.px(window.x + (i * window.width) / cells + gap / 2);
      const sprite = kit.place(part, x, kit.px(window.y), parent);
      this.#wheels.push({ sprite, part, shownPx: -1 });
    }
    kit.picture(window, (ctx) => paintRoundness(ctx, window), parent);
    this.#motion = new DrumMotion(cells, this.#glyphs);
    this.#roll();
  }

  /** All characters in a column, the first one again at the end, with half a character of room at both ends. */
  #paintStrip(theme: Theme, face: Face, cap: number): HTMLCanvasElement {
    const { palette } = theme;
    const rows = this.#glyphs.length + 1;
    const { canvas, ctx } = createCanvas(this.#cellPx, rows * this.#pitchPx + this.#heightPx);
    ctx.fillStyle = palette.plate;
    ctx.fillRect(0, 0, canvas.width, canvas.height);
    for (let row = 0; row < rows; row++) {
      const glyph = this.#glyphs[row % this.#glyphs.length]!;
      const { ratio } = this.#kit;
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      const y = (row * this.#pitchPx + this.#heightPx / 2) / ratio;
      paintText(ctx, theme, glyph, this.#cellPx / 2 / ratio, y, {
        face,
        cap,
        colour: palette.plateInk,
        ornament: true,
        width: (this.#cellPx / ratio) * 0.9,
        glow: 0,
      });
    }
    return canvas;
  }

  set(text: string, nowMs: number): boolean {
    const moving = this.#motion.set(text, nowMs);
    this.#roll();
    return moving;
  }

  alarm(): void {}

  #roll(): void {
    this.#wheels.forEach((wheel, i) => {
      const px = Math.round(this.#motion.placeOf(i) * this.#pitchPx);
      if (px === wheel.shownPx) return;
      wheel.shownPx = px;
      showFrame(wheel.part, 0, px, this.#cellPx, this.#heightPx);
      this.#kit.changed = true;
    });
  }
}

/** Shade at the upper and lower edge, as a cylinder has it. */
function paintRoundness(ctx: CanvasRenderingContext2D, box: Box): void {
  const shade = ctx.createLinearGradient(0, box.y, 0, box.y + box.height);
  shade.addColorStop(0, fade('#000000', 0.78));
  shade.addColorStop(0.24, fade('#000000', 0.14));
  shade.addColorStop(0.42, fade('#ffffff', 0.1));
  shade.addColorStop(0.66, fade('#000000', 0.06));
  shade.addColorStop(1, fade('#000000', 0.72));
  fillBox(ctx, shade, box);
}
