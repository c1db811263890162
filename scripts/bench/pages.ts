/** What the pages cost that OBS opens, on a machine without a graphics card, where the processor does all the work. */
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { firstPictureMs, inBrowser, openWindow, pageHeapMb, readBrowser } from './browser-cost.ts';
import { whileDriving } from './driving.ts';
import { type StartedRelay, wait } from './programs.ts';
import type { Context, Figure, Section } from './section.ts';
import { percentile } from './statistics.ts';

const core = '% of a core';
const openings = 5;
/** Loading and the first pictures cost more than what follows. */
const warmUpMs = 4_000;
/** Needles, fades and traces come to rest. */
const restMs = 6_000;
/** Overlays that draw nearly every animation frame while the car drives. */
const moving = ['dash', 'lap-timer', 'pedals', 'speed', 'tachometer', 'trace'];

/** Six overlays that a streamer would show at their default sizes, none over another. */
const items = [
  { overlay: 'tachometer', x: 1400, y: 560 },
  { overlay: 'pedals', x: 1080, y: 780 },
  { overlay: 'trace', x: 40, y: 840 },
  { overlay: 'delta', x: 800, y: 40 },
  { overlay: 'lap-timer', x: 40, y: 40 },
  { overlay: 'fuel', x: 1500, y: 40 },
];

interface Overlay {
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
}

async function overlaysOf({ url }: StartedRelay): Promise<Overlay[]> {
  return (await (await fetch(`${url}/api/overlays`)).json()) as Overlay[];
}

function addressOf({ url }: StartedRelay, path: string): string {
  return `${url}/overlays/${path}?renderer=canvas&show=always`;
}

/** Opens an overlay several times, in a new browser profile and once more with a filled cache. */
async function openingFigures(
  browser: Browser,
  relay: StartedRelay,
  { name, size }: Overlay,
): Promise<Figure[]> {
  const cold: number[] = [];
  const warm: number[] = [];
  const address = addressOf(relay, name);
  for (let n = 0; n < openings; n++) {
    const context = await browser.newContext({ viewport: size });
    const page = await context.newPage();
    cold.push(await firstPictureMs(page, address));
    for (let visit = 0; visit < 2; visit++) await firstPictureMs(page, address);
    warm.push(await firstPictureMs(page, address));
    await context.close();
  }
  const figure = (how: string, times: readonly number[]): Figure => ({
    what: `${name}: first picture, ${how}`,
    unit: 'ms',
    value: percentile(times, 0.5),
    aim: { atMost: 250 },
  });
  return [figure('never opened before', cold), figure('opened before', warm)];
}

interface Drawing {
  readonly pictures: number;
  /** Of each page. */
  readonly picturesEach: readonly number[];
  /** Shares of a core, %. */
  readonly browserPercent: number;
  readonly mainThreadPercent: number;
  /** A picture, ms. */
  readonly mainThreadMs: number;
  readonly scriptMs: { readonly p50: number; readonly p95: number };
}

/** What pages cost together while they draw. */
async function drawingOf(browser: Browser, pages: readonly Page[], ms: number): Promise<Drawing> {
  const before = await readBrowser(browser, pages);
  await wait(ms);
  const after = await readBrowser(browser, pages);
  const picturesEach = after.pages.map(
    ({ framesDrawn }, i) => framesDrawn - before.pages[i]!.framesDrawn,
  );
  const wallMs = after.atMs - before.atMs;
  const pictures = picturesEach.reduce((sum, count) => sum + count, 0);
  const mainThreadMs = after.mainThreadMs - before.mainThreadMs;
  const { p50, p95 } = after.pages[0]!.scriptMs;
  return {
    pictures,
    picturesEach,
    browserPercent: ((after.cpuMs - before.cpuMs) / wallMs) * 100,
    mainThreadPercent: (mainThreadMs / wallMs) * 100,
    mainThreadMs: mainThreadMs / pictures,
    scriptMs: { p50: p50 ?? Number.NaN, p95: p95 ?? Number.NaN },
  };
}

/** Bytes of the scripts that a page loads, compressed as a server may send them, kB. */
async function scriptKb(browser: Browser, address: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') bodies.push(response.body());
  });
  await firstPictureMs(page, address);
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body, { level: 9 }).length);
  await context.close();
  return sizes.reduce((sum, size) => sum + size, 0) / 1000;
}

/** A browser, a relay and its overlays while the demo car drives. */
interface Rig extends Context {
  readonly browser: Browser;
  readonly relay: StartedRelay;
  readonly overlays: readonly Overlay[];
}

/** Of each figure the worst of the moving overlays. */
async function movingFigures({ browser, relay, overlays, seconds, note }: Rig): Promise<Figure[]> {
  const found: (Drawing & { heapMb: number; kb: number })[] = [];
  for (const { name, size } of overlays.filter((one) => moving.includes(one.name))) {
    note(name);
    const page = await openWindow(browser, addressOf(relay, name), size);
    await wait(warmUpMs);
    const drawing = await drawingOf(browser, [page], seconds * 1000);
    const heapMb = await pageHeapMb(page);
    await page.context().close();
    found.push({ ...drawing, heapMb, kb: await scriptKb(browser, addressOf(relay, name)) });
  }
  const worst = (
    what: string,
    unit: string,
    atMost: number,
    read: (one: (typeof found)[number]) => number,
  ): Figure => ({
    what: `worst of ${moving.length} moving overlays: ${what}`,
    unit,
    value: Math.max(...found.map(read)),
    aim: { atMost },
  });
  return [
    worst('script a picture, p50', 'ms', 0.7, ({ scriptMs }) => scriptMs.p50),
    worst('script a picture, p95', 'ms', 2.5, ({ scriptMs }) => scriptMs.p95),
    worst('main thread a picture', 'ms', 2, ({ mainThreadMs }) => mainThreadMs),
    worst('heap', 'MB', 8, ({ heapMb }) => heapMb),
    worst('scripts, compressed', 'kB', 160, ({ kb }) => kb),
  ];
}

/** Six overlays on one page, and on pages of their own. */
async function layoutFigures({ browser, relay, overlays, seconds, note }: Rig): Promise<Figure[]> {
  note('a layout of six');
  const response = await fetch(`${relay.url}/api/layouts/six`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${relay.token}` },
    body: JSON.stringify({ name: 'six', title: 'Six', items }),
  });
  if (!response.ok) throw new Error(`The relay did not store the layout: ${response.status}.`);
  const windows = {
    'layout of six': [{ path: 'layout/six', size: { width: 1920, height: 1080 } }],
    'the same six as pages': items.map(({ overlay }) => ({
      path: overlay,
      size: overlays.find(({ name }) => name === overlay)!.size,
    })),
  };
  const figures: Figure[] = [];
  for (const [what, list] of Object.entries(windows)) {
    const pages: Page[] = [];
    for (const { path, size } of list)
      pages.push(await openWindow(browser, addressOf(relay, path), size));
    await wait(warmUpMs);
    const { browserPercent, mainThreadPercent } = await drawingOf(browser, pages, seconds * 1000);
    for (const page of pages) await page.context().close();
    const aim = list.length === 1 ? { atMost: 40 } : undefined;
    figures.push(
      { what, unit: core, value: browserPercent, aim },
      { what: `${what}: main threads`, unit: core, value: mainThreadPercent },
    );
  }
  return figures;
}

/** A car that stands while the game reports so sixty times a second: no overlay may draw. */
function idleFigures({ program, note }: Context): Promise<Figure[]> {
  note('a car that stands');
  return inBrowser((browser) =>
    whileDriving(program, { mode: 'stand' }, async ({ relay }) => {
      const overlays = await overlaysOf(relay);
      const pages: Page[] = [];
      for (const { name, size } of overlays)
        pages.push(await openWindow(browser, addressOf(relay, name), size));
      await wait(restMs);
      const { pictures, picturesEach, browserPercent } = await drawingOf(browser, pages, 10_000);
      for (const [i, count] of picturesEach.entries())
        if (count > 0) note(`${overlays[i]!.name} drew ${count} pictures`);
      return [
        {
          what: `a car that stands for 10 s: pictures of ${pages.length} overlays`,
          unit: '',
          value: pictures,
          aim: { atMost: 0 },
        },
        {
          what: 'a car that stands: one page',
          unit: core,
          value: browserPercent / pages.length,
          aim: { atMost: 1 },
        },
      ];
    }),
  );
}

async function measure(context: Context): Promise<Figure[]> {
  const driving = await inBrowser((browser) =>
    whileDriving(context.program, {}, async ({ relay }) => {
      const overlays = await overlaysOf(relay);
      const tachometer = overlays.find(({ name }) => name === 'tachometer')!;
      const rig = { ...context, browser, relay, overlays };
      context.note('first pictures');
      return [
        ...(await openingFigures(browser, relay, tachometer)),
        ...(await movingFigures(rig)),
        ...(await layoutFigures(rig)),
      ];
    }),
  );
  return [...driving, ...(await idleFigures(context))];
}

export const pages: Section = {
  name: 'pages',
  title: 'What overlay pages cost',
  method:
    'Pages as OBS opens them without a graphics card (canvas renderer), each in a window of its own, while the demo car drives at 60 Hz. Processor time is that of all processes of the browser; main threads run scripts and styles.',
  measure,
};
