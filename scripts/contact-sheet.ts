/**
 * `npm run contact-sheet`: draws every overlay in every theme over a bright and a dark picture, as OBS would show it. Writes
 * a PNG for each theme, picture and scale. Options: `--theme NAME`, `--overlay NAME`, `--scale N`, `--to FOLDER`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Theme } from '../protocol/theme-schema.ts';
import type { BackdropName } from './contact-sheet/backdrop.ts';
import type { MomentName } from './contact-sheet/drive.ts';
import type { Cell } from './contact-sheet/harness.ts';

import { PictureBrowser } from './contact-sheet/picture-browser.ts';
import { readThemes } from './contact-sheet/themes.ts';

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

/** Width of a sheet at most, in design pixels; further overlays go into the next row. */
const widest = 1640;

/** Places all overlays side by side in rows, once for each moment. */
function layOut(
  pictures: PictureBrowser,
  theme: Theme,
  names: readonly MomentName[],
  ratio: number,
): Layout {
  const overlays = pictures.overlays.filter(
    ({ name }) => !values.overlay || name === values.overlay,
  );
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
const pictures = await PictureBrowser.open();
try {
  const themes = readThemes().filter(({ name }) => !values.theme || name === values.theme);
  for (const theme of themes) {
    for (const backdrop of ['bright', 'dark'] as const) {
      for (const ratio of values.scale.map(Number)) {
        const layout = layOut(pictures, theme, rows[backdrop], ratio);
        const png = await pictures.sheet({ ...layout, backdrop });
        const file = join(values.to, `${theme.name}-${backdrop}-${ratio}x.png`);
        writeFileSync(file, png);
        console.log(relative(process.cwd(), file));
      }
    }
  }
} finally {
  await pictures.close();
}
