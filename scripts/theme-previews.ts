/**
 * `npm run previews`: draws a small picture of each theme and writes it beside the theme file, where the theme's
 * `preview` names it. Options: `--theme NAME`. Look at the pictures before they are committed.
 */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Theme } from '../overlays/core/theme.ts';
import { root } from './build/inputs.ts';
import type { Cell } from './contact-sheet/harness.ts';
import { readThemes, Stage } from './contact-sheet/stage.ts';

const { values } = parseArgs({ options: { theme: { type: 'string' } } });

export const previewSize = { width: 640, height: 360 } as const;

/** Overlay, its left upper corner in the picture, device pixels per design pixel. */
const scene: readonly (readonly [overlay: string, x: number, y: number, ratio: number])[] = [
  ['tachometer', 8, 16, 0.82],
  ['delta', 344, 14, 0.76],
  ['pedals', 344, 137, 0.555],
  ['gear', 344, 262, 0.41],
  ['fuel', 474, 262, 0.435],
];

function cellsOf(theme: Theme): Cell[] {
  return scene.map(([overlay, x, y, ratio]) => ({
    picture: { overlay, theme, moment: 'driving', renderer: 'canvas', ratio },
    x,
    y,
  }));
}

const stage = await Stage.open();
try {
  for (const theme of readThemes()) {
    if (values.theme !== undefined && theme.name !== values.theme) continue;
    if (theme.preview === undefined) {
      console.log(`${theme.name} names no preview.`);
      continue;
    }
    const picture = await stage.sheet({
      ...previewSize,
      backdrop: 'bright',
      cells: cellsOf(theme),
      type: 'image/webp',
    });
    const file = join(root, 'themes', theme.preview);
    writeFileSync(file, picture);
    console.log(`${relative(process.cwd(), file)}, ${Math.ceil(picture.length / 1000)} kB`);
  }
} finally {
  await stage.close();
}
