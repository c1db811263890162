/** The way from a start to a race on the screen: panel, race room, the layout of a broadcast, and a click on a driver. */
import type { Browser } from 'playwright-core';
import { firstPictureMs, inBrowser } from './browser-cost.ts';
import { Programs } from './programs.ts';
import type { Context, Figure, Section } from './section.ts';

/** What is started, and which session has the race. */
interface Walk {
  readonly name: string;
  readonly words: readonly string[];
  readonly session: string;
}

const walks: readonly Walk[] = [
  { name: 'demo', words: ['demo'], session: 'live' },
  { name: 'server', words: ['demo', '--server'], session: 'ac-server' },
];

const fieldCars = 20;
const panelLine = /Control panel +(http:\/\/\S+?)\/#token=(\S+)\s/;
const width = 1280;

async function walkOnce(program: string, browser: Browser, walk: Walk): Promise<Figure[]> {
  const programs = new Programs(program);
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  const figures: Figure[] = [];
  const startedMs = performance.now();
  const reached = (what: string): void => {
    const value = (performance.now() - startedMs) / 1000;
    figures.push({ what: `${walk.name}: ${what}`, unit: 's', value, aim: { atMost: 60 } });
  };
  try {
    const words = [...walk.words, '--port', '0', '--db', 'none'];
    const { match } = await programs.start(words, panelLine);
    const [, url, token] = match as unknown as [string, string, string];
    reached('address of the panel');
    const panel = await context.newPage();
    await panel.goto(`${url}/#token=${token}/race`, { waitUntil: 'commit' });
    const rows = panel.locator('.race-table tbody tr');
    await rows.first().waitFor();
    const choice = panel.getByLabel('Session', { exact: true });
    const isServer = walk.session !== 'live';
    if (isServer && (await choice.count()) > 0) await choice.selectOption(walk.session);
    await rows.nth(fieldCars - 1).waitFor();
    reached(`${fieldCars} cars in the race room`);
    const layout = await context.newPage();
    await layout.setViewportSize({ width: 1920, height: 1080 });
    const query = isServer ? `?session=${walk.session}` : '';
    await firstPictureMs(layout, `${url}/overlays/layout/race-broadcast${query}`);
    reached('first picture of the layout');
    await panel.bringToFront();
    await rows.nth(2).getByRole('button').click();
    await panel.getByRole('button', { name: 'Show nobody' }).waitFor();
    await panel.locator('.race-table tr[data-focused]').waitFor();
    reached('a driver is chosen');
    return figures;
  } finally {
    await context.close();
    await programs.stop();
  }
}

async function measure({ program, note }: Context): Promise<Figure[]> {
  return inBrowser(async (browser) => {
    const figures: Figure[] = [];
    for (const walk of walks) {
      note(walk.name);
      figures.push(...(await walkOnce(program, browser, walk)));
    }
    return figures;
  });
}

export const walk: Section = {
  name: 'walk',
  title: 'From a start to a race on the screen',
  method:
    'Seconds since the program was started, in the built program with a browser that draws by the processor, as OBS does without a graphics card: the printed address of the panel, all cars in the race room, the first picture of the layout race-broadcast, and a driver chosen by a click. The server is made up (demo --server). What a person needs between the clicks comes on top, and OBS itself.',
  measure,
};
