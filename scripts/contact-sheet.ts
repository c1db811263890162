/**
 * Draws every overlay in every theme over a bright and a dark picture, as OBS would show it, for people to look at:
 * `npm run contact-sheet`. Options: `--theme NAME`, `--overlay NAME`, `--to FOLDER`. Writes PNGs, one per theme and size.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Theme } from '../protocol/theme-schema.ts';
import type { BackdropName } from './contact-sheet/backdrop.ts';
import type { Cell } from './contact-sheet/harness.ts';
import type { MomentName } from './contact-sheet/scenes.ts';
import { readThemes, Stage } from './contact-sheet/stage.ts';
import { root } from './root.ts';
import { openTemporaryFolderUntilExit } from './temporary.ts';

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
  dark: ['braking', 'hours', 'idle'],
};

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly Cell[];
}

/** Widest a sheet gets, in design pixels: what does not fit goes into the next row. */
const widest = 1640;

/** Overlays side by side in rows, all of them for one moment after the other. */
function layOut(stage: Stage, theme: Theme, names: readonly MomentName[], ratio: number): Layout {
  const overlays = stage.overlays.filter(({ name }) => !values.overlay || name === values.overlay);
  const cells: Cell[] = [];
  let width = 0;
  let y = gap;
  names.forEach((moment, turn) => {
    let x = gap;
    let tallest = 0;
    for (const { name, size } of overlays) {
      if (x > gap && x + size.width + gap > widest) {
        x = gap;
        y += tallest + gap;
        tallest = 0;
      }
      const renderer = turn % 2 === 0 ? 'webgl' : 'canvas';
      const picture = { overlay: name, theme, moment, renderer, ratio } as const;
      cells.push({ picture, x: x * ratio, y: y * ratio });
      x += size.width + gap;
      tallest = Math.max(tallest, size.height);
      width = Math.max(width, x);
    }
    y += tallest + gap;
  });
  return { width: width * ratio, height: y * ratio, cells };
}

mkdirSync(values.to, { recursive: true });
openTemporaryFolderUntilExit();
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
