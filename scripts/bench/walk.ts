/** The way from a start to a race on the screen: panel, race room, the layout of a broadcast, and a click on a driver. */
import type { Browser } from 'playwright-core';
import { runDemoServer } from '../../agent/demo/server/main.ts';
import { silentLog } from '../../protocol/log.ts';
import { firstPictureMs, inBrowser } from './browser-cost.ts';
import { freeUdpPort, Programs } from './programs.ts';
import type { Context, Figure, Section } from './section.ts';

/** What is started, and where the layout finds the race. */
interface Walk {
  readonly name: string;
  /** Starts a program whose panel has the race. @returns ends what is not one of `programs` */
  start(programs: Programs): Promise<{ panel: RegExpExecArray; end(): Promise<void> }>;
  readonly query: string;
  /** Cars of its field. */
  readonly cars: number;
}

const panelLine = /Control panel +(http:\/\/\S+?)\/#token=(\S+)\s/;
const alone = ['--port', '0', '--db', 'none'];

const walks: readonly Walk[] = [
  {
    name: 'demo',
    start: async (programs) => {
      const { match } = await programs.start(['demo', ...alone], panelLine);
      return { panel: match, end: async () => {} };
    },
    query: '',
    cars: 20,
  },
  {
    name: 'server',
    start: async (programs) => {
      const [port, pluginPort] = [await freeUdpPort(), await freeUdpPort()];
      const server = await runDemoServer({ port, pluginPort }, silentLog);
      const followed = ['--ac-server', `127.0.0.1:${port}`, '--ac-listen', String(pluginPort)];
      const { match } = await programs.start(['relay', ...alone, ...followed], panelLine);
      return { panel: match, end: () => server.stop() };
    },
    query: '?session=ac-server',
    // Without the demo car's driver.
    cars: 19,
  },
];

/** Less is worth a look: nobody waits for a race this long, s. */
const longestS = 10;

async function walkOnce(program: string, browser: Browser, walk: Walk): Promise<Figure[]> {
  const programs = new Programs(program);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const figures: Figure[] = [];
  const startedMs = performance.now();
  const reached = (what: string): void => {
    const value = (performance.now() - startedMs) / 1000;
    figures.push({ what: `${walk.name}: ${what}`, unit: 's', value, aim: { atMost: longestS } });
  };
  const started = await walk.start(programs);
  try {
    const [, url, token] = started.panel as unknown as [string, string, string];
    reached('address of the panel');
    const panel = await context.newPage();
    await panel.goto(`${url}/#token=${token}/race`, { waitUntil: 'commit' });
    const rows = panel.locator('.race-table tbody tr');
    await rows.nth(walk.cars - 1).waitFor();
    reached('all cars in the race room');
    const layout = await context.newPage();
    await layout.setViewportSize({ width: 1920, height: 1080 });
    await firstPictureMs(layout, `${url}/overlays/layout/race-broadcast${walk.query}`);
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
    await started.end();
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
    'Seconds since the program was started, in the built program with a browser that draws by the processor, as OBS does without a graphics card: the printed address of the panel, all cars in the race room, the first picture of the layout race-broadcast, and a driver chosen by a click. The first four are of npm run demo, the others of a relay that follows a made-up server, without any game. What a person needs between the clicks comes on top, and OBS itself.',
  measure,
};
