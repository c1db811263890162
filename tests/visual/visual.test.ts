/**
 * Pictures of overlays against stored ones, drawn by a real browser with a counted clock. Edges of letters may differ
 * from machine to machine; a missing or another digit may not. `UPDATE_SNAPSHOTS=1` writes the stored ones again: look
 * at them before they are committed.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MomentName } from '../../scripts/contact-sheet/drive.ts';
import type { PictureOptions } from '../../scripts/contact-sheet/harness.ts';
import type { MeasuredLettering } from '../../scripts/contact-sheet/lettering.ts';
import { PictureBrowser } from '../../scripts/contact-sheet/picture-browser.ts';
import { readThemes } from '../../scripts/contact-sheet/themes.ts';
import { missing, need } from '../support/need.ts';
import { blockBudget, optionsOf, pixelBudget, scenes, type VisualScene } from './scenes.ts';

interface Least {
  /** Heights of capitals of changing figures, and of labels and scales. */
  readonly figure: number;
  readonly label: number;
  /** Ratio of WCAG after scaling, which blends thin strokes with their ground. */
  readonly contrast: number;
}

/** 22 of 1080 lines are ten of 480; what is rounded away is not seen. */
const usual: Least = { figure: 21.9, label: 14.9, contrast: 2.5 };
/** Times of hours and names of every length are smaller in wide faces, but still whole. */
const extreme: Least = { figure: 15, label: 14.9, contrast: 2.5 };
/** Places of cars that meet on the map cover one another. */
const hours: Least = { ...extreme, contrast: 2 };
/** For phones, even extreme values; strips, cards and the map of many cars are too low for their large labels. */
const extremeLarge: Least = { figure: 18.5, label: 14.9, contrast: 2.5 };

/** 11.5 pixels of 1080 lines are 7.7 of 720: what stays of a letter after compression. */
const capMin = 11.5;

/** The moments in which an overlay shows events on plates of their own. */
function eventsOf(overlay: string): readonly MomentName[] {
  return overlay === 'strip' || overlay === 'lower-third' ? ['best-lap', 'sector', 'pit'] : [];
}

/** Both draw the same parts: WebGL draws the first scene of each overlay and of each theme. */
function renderersOf({ name, overlay, theme }: VisualScene): readonly PictureOptions['renderer'][] {
  const isFirst =
    scenes.find((scene) => scene.overlay === overlay)?.name === name ||
    scenes.find((scene) => scene.theme === theme)?.name === name;
  return isFirst ? ['canvas', 'webgl'] : ['canvas'];
}

const here = new URL('.', import.meta.url).pathname;
const snapshots = join(here, 'snapshots');
const output = join(here, 'output');
const themes = readThemes();

let pictures: PictureBrowser;
beforeAll(async () => {
  if (missing('chromium') === null) pictures = await PictureBrowser.open();
});
afterAll(async () => {
  await pictures?.close();
});

need('chromium')('overlays look as they did', () => {
  test.each(scenes.map((scene) => [scene.name, scene] as const))('%s', async (name, scene) => {
    const file = join(snapshots, `${name}.png`);
    if (process.env.UPDATE_SNAPSHOTS === '1') {
      mkdirSync(snapshots, { recursive: true });
      writeFileSync(file, await pictures.picture(optionsOf(scene, themes, 'canvas')));
    }
    expect(existsSync(file), `${file} is missing; UPDATE_SNAPSHOTS=1 writes it`).toBe(true);
    const stored = readFileSync(file);
    for (const renderer of renderersOf(scene)) {
      const result = await pictures.compare(optionsOf(scene, themes, renderer), stored);
      const isLike = result.worstBlock <= blockBudget && result.share <= pixelBudget;
      if (!isLike) {
        mkdirSync(output, { recursive: true });
        const picture = await pictures.sideBySide(optionsOf(scene, themes, renderer), stored);
        writeFileSync(join(output, `${name}-${renderer}.png`), picture);
      }
      const seen = `worst block ${result.worstBlock.toFixed(1)}, ${(result.share * 100).toFixed(2)} % of pixels`;
      expect(isLike, `${renderer}: ${seen}; before, now and difference are in ${output}`).toBe(
        true,
      );
    }
  });

  test('a picture is the same each time it is drawn', async () => {
    const options = optionsOf(scenes[0]!, themes, 'canvas');
    expect(await pictures.picture(options)).toEqual(await pictures.picture(options));
  });

  test('another digit, another lamp and another unit are seen as differences', async () => {
    const gear = optionsOf(
      scenes.find(({ name }) => name === 'gear-apex-shifting')!,
      themes,
      'canvas',
    );
    const tachometer = optionsOf(scenes[0]!, themes, 'canvas');
    const without = { ...tachometer, parameters: { lights: false } };
    for (const [a, b] of [
      [gear, { ...gear, units: 'mph' }],
      [gear, { ...gear, moment: 'driving' }],
      [tachometer, without],
    ] as [PictureOptions, PictureOptions][]) {
      expect((await pictures.compareDrawn(a, b)).worstBlock).toBeGreaterThan(blockBudget);
    }
  });
});

need('chromium')('every overlay in every theme', () => {
  test.each(themes.map((theme) => [theme.name, theme] as const))(
    '%s: no text is cut off, and all can be read on a stream of 480 lines',
    async (_, theme) => {
      let seen = 0;
      const wrong = new Set<string>();
      const checkLettering = (where: string, texts: readonly MeasuredLettering[]): void => {
        seen += texts.length;
        for (const { text, cap, cut } of texts) {
          if (cap < capMin)
            wrong.add(`${where}: "${text}" is painted ${cap.toFixed(1)} high, less than ${capMin}`);
          if (cut) wrong.add(`${where}: "${text}" is cut off`);
        }
      };
      for (const { name } of pictures.overlays) {
        const picture = { overlay: name, theme, renderer: 'canvas', ratio: 1 } as const;
        checkLettering(`${name}, idle`, await pictures.lettering({ ...picture, moment: 'idle' }));
        for (const [moment, density, least] of [
          ['driving', 'normal', usual],
          ['hours', 'normal', hours],
          ['extreme', 'normal', extreme],
          ['driving', 'large', usual],
          ['extreme', 'large', extremeLarge],
          ...eventsOf(name).map((moment) => [moment, 'normal', usual] as const),
        ] as const) {
          const where = `${name}, ${moment}, ${density}`;
          const { painted, shown } = await pictures.legibility({ ...picture, moment, density });
          if (density === 'normal') checkLettering(where, painted);
          for (const { text, isFigure, cap, contrast } of shown) {
            const capLeast = isFigure ? least.figure : least.label;
            if (cap < capLeast)
              wrong.add(`${where}: "${text}" is ${cap.toFixed(1)} high, less than ${capLeast}`);
            if (contrast < least.contrast)
              wrong.add(`${where}: "${text}" has a contrast of ${contrast.toFixed(1)}`);
          }
        }
      }
      expect([...wrong]).toEqual([]);
      expect(seen).toBeGreaterThan(20);
    },
  );

  test('a partially redrawn picture equals a completely drawn one', async () => {
    let turn = 0;
    for (const { name } of pictures.overlays) {
      for (const ratio of [1, 1.37]) {
        const theme = themes[turn++ % themes.length]!;
        const options = { overlay: name, theme, moment: 'driving', renderer: 'canvas' } as const;
        const wrong = await pictures.leftovers({ ...options, ratio }, 60);
        expect(wrong, `pixels of ${name}, ${theme.name}, at ${ratio}`).toBe(0);
      }
    }
  });

  test('the heap does not grow while the car drives on', async () => {
    let turn = 0;
    for (const { name } of pictures.overlays) {
      const theme = themes[turn++ % themes.length]!;
      const options = {
        overlay: name,
        theme,
        moment: 'driving',
        renderer: 'canvas',
        ratio: 0.5,
      } as const;
      const grown = await pictures.growth(options, 400);
      expect(grown, `${name}, ${theme.name}`).toBeLessThan(150_000);
    }
  });
});
