/**
 * Draws every overlay in every theme over a bright and a dark picture, as OBS would show it, for people to look at:
 * `npm run contact-sheet`. Options: `--theme NAME`, `--overlay NAME`, `--to FOLDER`. Writes PNGs, one per theme and size.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Theme } from '../overlays/core/theme.ts';
import { root } from './build/inputs.ts';
import type { BackdropName } from './contact-sheet/backdrop.ts';
import type { Cell } from './contact-sheet/harness.ts';
import type { MomentName } from './contact-sheet/scenes.ts';
import { readThemes, Stage } from './contact-sheet/stage.ts';

const { values } = parseArgs({
  options: {
    theme: { type: 'string' },
    overlay: { type: 'string' },
    scale: { type: 'string', multiple: true, default: ['1', '2'] },
    to: { type: 'string', default: join(root, 'dist', 'contact-sheet') },
  },
});

const gap = 24;
const rows: Record<BackdropName, readonly MomentName[]> = {
  bright: ['driving', 'limiter'],
  dark: ['braking', 'idle'],
};

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly Cell[];
}

/** Overlays side by side, one row for each moment. */
function layOut(stage: Stage, theme: Theme, names: readonly MomentName[], ratio: number): Layout {
  const overlays = stage.overlays.filter(({ name }) => !values.overlay || name === values.overlay);
  const tallest = Math.max(...overlays.map(({ size }) => size.height)) * ratio;
  const cells: Cell[] = [];
  let width = 0;
  names.forEach((moment, row) => {
    let x = gap;
    for (const { name, size } of overlays) {
      const top = gap + row * (tallest + gap) + (tallest - size.height * ratio);
      const renderer = row % 2 === 0 ? 'webgl' : 'canvas';
      cells.push({ picture: { overlay: name, theme, moment, renderer, ratio }, x, y: top });
      x += size.width * ratio + gap;
    }
    width = Math.max(width, x);
  });
  return { width, height: gap + names.length * (tallest + gap), cells };
}

mkdirSync(values.to, { recursive: true });
const stage = await Stage.open();
try {
  const themes = readThemes().filter(({ name }) => !values.theme || name === values.theme);
  for (const theme of themes) {
    for (const backdrop of ['bright', 'dark'] as const) {
      for (const ratio of values.scale.map(Number)) {
        const layout = layOut(stage, theme, rows[backdrop], ratio);
        const png = await stage.sheet({ ...layout, backdrop });
        const file = join(values.to, `${theme.name}-${backdrop}-${ratio}x.png`);
        writeFileSync(file, png);
        console.log(relative(process.cwd(), file));
      }
    }
  }
} finally {
  await stage.close();
}
