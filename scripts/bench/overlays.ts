/** What overlays cost: as pages of a real browser, and in script alone, to build and per picture while the car drives. */
import { dirname, join } from 'node:path';
import { readThemes, Stage } from '../contact-sheet/stage.ts';
import { everyRows, kindRows } from './overlay-pages.ts';
import { program } from './programs.ts';
import { sizeRows } from './script-sizes.ts';
import type { Row, Section, SectionContext } from './section.ts';
import { standingRows } from './standing.ts';

/** Made-up drives of so many pictures, as on a screen of 60 Hz. */
const updates = 300;
/** The one that comes first, and the one that is drawn most richly. */
const themeNames = ['apex', 'heritage'];

async function run(context: SectionContext): Promise<Row[]> {
  const { note } = context;
  const rows: Row[] = [
    ...(await sizeRows(join(dirname(program), 'pages', 'assets'))),
    ...(await kindRows(context)),
    ...(await everyRows(context)),
    ...(await standingRows(context)),
  ];
  const stage = await Stage.open();
  try {
    for (const { name } of stage.overlays) {
      note(name);
      for (const theme of readThemes().filter((one) => themeNames.includes(one.name))) {
        const values: Record<string, number> = {};
        for (const renderer of ['webgl', 'canvas'] as const) {
          const picture = { overlay: name, theme, moment: 'driving', renderer, ratio: 1 } as const;
          const { createMs, p50Ms, p95Ms } = await stage.cost(picture, updates);
          values[`${renderer} p50`] = p50Ms;
          values[`${renderer} p95`] = p95Ms;
          values[`${renderer} build`] = createMs;
        }
        const result = values['webgl p50'] ?? Number.NaN;
        rows.push({ what: `${name}, ${theme.name}: webgl p50`, unit: 'ms', result, values });
      }
    }
  } finally {
    await stage.close();
  }
  return rows;
}

export const overlays: Section = {
  name: 'overlays',
  title: 'What overlays cost in script',
  method:
    'Pages first, as OBS opens them without a graphics card, while the demo car drives; processor time is that of all of the browser, a picture’s share of it. `main thread` is processor time of the thread that runs scripts, styles and what the browser does there for a picture. Standing is a car of which the game tells the same sixty times a second; a page’s share is a quarter of four that stand at once. Then time in update and render of a made-up drive at 60 updates a second, on the main thread of a real browser without a GPU; many updates change no pixel and cost next to nothing. Build is until the picture stands, play of twelve seconds included.',
  run,
};
