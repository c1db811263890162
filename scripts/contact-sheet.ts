/**
 * `npm run contact-sheet`: draws every overlay in every theme over a bright and a dark picture, as OBS would show it. Writes
 * a PNG for each theme (`--by overlay`: for each overlay), picture and scale. Options: `--theme NAME`, `--overlay NAME`,
 * `--moment NAME`, `--density large`, `--scale N` (`480p`: as a viewer of the smallest stream sees it), `--to FOLDER`.
 * `--frames FPS` draws what happens after an event instead, picture by picture, for the moments `best-lap`, `pit` and `sector`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import type { Theme } from '../protocol/theme-schema.ts';
import type { BackdropName } from './contact-sheet/backdrop.ts';
import type { MomentName } from './contact-sheet/drive.ts';
import type { Cell, Harness } from './contact-sheet/harness.ts';
import { PictureBrowser } from './contact-sheet/picture-browser.ts';
import { readThemes } from './contact-sheet/themes.ts';
import { root } from './root.ts';
import { openTemporaryFolderUntilExit } from './temporary.ts';

const { values } = parseArgs({
  options: {
    by: { type: 'string', default: 'theme' },
    theme: { type: 'string' },
    overlay: { type: 'string' },
    moment: { type: 'string' },
    density: { type: 'string', default: 'normal' },
    frames: { type: 'string' },
    scale: { type: 'string', multiple: true, default: ['1', '2', '480p'] },
    to: { type: 'string', default: join(root, 'dist', 'contact-sheet') },
  },
});

const gap = 24;
const rows: Record<BackdropName, readonly MomentName[]> = {
  bright: ['driving', 'limiter', 'extreme', 'best-lap'],
  dark: ['braking', 'hours', 'idle', 'pit', 'sector'],
};

/** Moments with an event, and how many pictures of each are drawn. */
const eventMoments: readonly MomentName[] = ['best-lap', 'sector', 'pit'];
const framesDrawn = 14;

type Overlay = Harness['overlays'][number];

interface Sheet {
  readonly name: string;
  readonly pictures: readonly { readonly overlay: Overlay; readonly theme: Theme }[];
}

interface Layout {
  readonly width: number;
  readonly height: number;
  readonly cells: readonly Cell[];
}

/** Width of a sheet at most, in design pixels; further overlays go into the next row. */
const widest = 1640;

/** Places all pictures of a sheet side by side in rows, once for each moment. */
function layOut({ pictures }: Sheet, names: readonly MomentName[], ratio: number): Layout {
  const cells: Cell[] = [];
  let width = 0;
  let y = gap;
  names.forEach((moment, turn) => {
    let x = gap;
    let tallest = 0;
    for (const { overlay, theme } of pictures) {
      const { name, size } = overlay;
      if (x > gap && x + size.width + gap > widest) {
        x = gap;
        y += tallest + gap;
        tallest = 0;
      }
      const renderer = turn % 2 === 0 ? 'webgl' : 'canvas';
      const density = values.density === 'large' ? 'large' : 'normal';
      const picture = { overlay: name, theme, moment, renderer, ratio, density } as const;
      cells.push({ picture, x: x * ratio, y: y * ratio });
      x += size.width + gap;
      tallest = Math.max(tallest, size.height);
      width = Math.max(width, x);
    }
    y += tallest + gap;
  });
  return { width: width * ratio, height: y * ratio, cells };
}

/** Lines of the smallest usual stream, and of the canvas that it is made from. */
const smallStream = 480 / 1080;

mkdirSync(values.to, { recursive: true });
openTemporaryFolderUntilExit();
const browser = await PictureBrowser.open();
try {
  const themes = readThemes().filter(({ name }) => !values.theme || name === values.theme);
  const overlays = browser.overlays.filter(
    ({ name }) => !values.overlay || name === values.overlay,
  );
  const sheets: readonly Sheet[] =
    values.by === 'overlay'
      ? overlays.map((overlay) => ({
          name: overlay.name,
          pictures: themes.map((theme) => ({ overlay, theme })),
        }))
      : themes.map((theme) => ({
          name: theme.name,
          pictures: overlays.map((overlay) => ({ overlay, theme })),
        }));
  if (values.frames !== undefined) await drawFrames(sheets, Number(values.frames));
  else for (const sheet of sheets) await drawSheet(sheet);
} finally {
  await browser.close();
}

/** A moment that no row has is drawn over both pictures. */
function momentsOf(backdrop: BackdropName): readonly MomentName[] {
  const asked = values.moment as MomentName | undefined;
  if (asked === undefined) return rows[backdrop];
  const isInRows = Object.values(rows).flat().includes(asked);
  return isInRows ? rows[backdrop].filter((name) => name === asked) : [asked];
}

async function drawSheet(sheet: Sheet): Promise<void> {
  for (const backdrop of ['bright', 'dark'] as const) {
    const moments = momentsOf(backdrop);
    if (moments.length === 0) continue;
    for (const scale of values.scale) {
      const isSmall = scale === '480p';
      const layout = layOut(sheet, moments, isSmall ? 1 : Number(scale));
      const shrink = isSmall ? smallStream : 1;
      const png = await browser.sheet({ ...layout, backdrop, shrink });
      const file = join(
        values.to,
        `${sheet.name}-${backdrop}-${isSmall ? scale : `${scale}x`}.png`,
      );
      writeFileSync(file, png);
      console.log(relative(process.cwd(), file));
    }
  }
}

async function drawFrames(sheets: readonly Sheet[], fps: number): Promise<void> {
  for (const { overlay, theme } of sheets.flatMap(({ pictures }) => pictures)) {
    for (const moment of eventMoments.filter((one) => (values.moment ?? one) === one)) {
      const options = {
        overlay: overlay.name,
        theme,
        moment,
        renderer: 'webgl',
        ratio: 1,
      } as const;
      const png = await browser.frames(options, fps, framesDrawn, 'dark');
      const file = join(values.to, `${overlay.name}-${theme.name}-${moment}-${fps}fps.png`);
      writeFileSync(file, png);
      console.log(relative(process.cwd(), file));
    }
  }
}
