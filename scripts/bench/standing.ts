/**
 * What a page costs while the car stands and the game goes on telling it so, sixty times a second: nothing may be
 * drawn. All overlays, each in a window of its own, one after another.
 */
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { BrowserCost, figuresOf, firstPictureMs, openWindow, wait } from './browser-cost.ts';
import { PageWriter } from './page-writer.ts';
import { exactCpuMs, Programs } from './programs.ts';
import type { Row, SectionContext } from './section.ts';

const standsS = 10;
/** Until what moved before has come to rest: needles, fades, traces. */
const settleMs = 6_000;
/** Of these one window each is watched at once. */
const together = 4;

interface Stood {
  readonly pictures: number;
  /** Shares of a core, %. */
  readonly browser: number;
  readonly relay: number;
  readonly agent: number;
}

async function stand(
  browser: Browser,
  addresses: readonly string[],
  pids: { readonly relay: number; readonly agent: number },
): Promise<Stood> {
  const cost = await BrowserCost.of(browser);
  const pages = await Promise.all(
    addresses.map(async (address) => {
      const page = await openWindow(browser, 480, 480);
      await firstPictureMs(page, address);
      return page;
    }),
  );
  await wait(settleMs);
  const read = async () => ({
    pictures: (await Promise.all(pages.map(figuresOf))).map(({ framesDrawn }) => framesDrawn),
    browser: (await cost.soFar()).cpuMs,
    relay: exactCpuMs(pids.relay),
    agent: exactCpuMs(pids.agent),
    atMs: performance.now(),
  });
  const before = await read();
  await wait(standsS * 1000);
  const after = await read();
  for (const page of pages) await page.context().close();
  const share = (of: 'browser' | 'relay' | 'agent') =>
    ((after[of] - before[of]) / (after.atMs - before.atMs)) * 100;
  return {
    pictures: after.pictures.reduce((sum, count, i) => sum + count - before.pictures[i]!, 0),
    browser: share('browser') / Math.max(pages.length, 1),
    relay: share('relay'),
    agent: share('agent'),
  };
}

/** Rows of a car that stands. */
export async function standingRows({ note }: SectionContext): Promise<Row[]> {
  const programs = new Programs();
  let writer: PageWriter | null = null;
  const browser = await openBrowser({ likeObs: true });
  try {
    const relay = await programs.relay();
    writer = await PageWriter.start(programs.pages, 'stand');
    const agent = await programs.agent(relay.url);
    const response = await fetch(`${relay.url}/api/overlays`);
    const listed = (await response.json()) as { name: string }[];
    const address = ({ name }: { name: string }) =>
      `${relay.url}/overlays/${name}?renderer=canvas&show=always`;
    const pids = { relay: relay.pid, agent: agent.pid };
    note('standing, no page');
    const nobody = await stand(browser, [], pids);
    const found: Stood[] = [];
    for (let first = 0; first < listed.length; first += together) {
      const some = listed.slice(first, first + together);
      note(`standing: ${some.map(({ name }) => name).join(', ')}`);
      found.push(await stand(browser, some.map(address), pids));
    }
    const mean = (of: keyof Stood) => found.reduce((sum, one) => sum + one[of], 0) / found.length;
    return [
      {
        what: `car stands for ${standsS} s: pictures of ${listed.length} overlays`,
        unit: 'pictures',
        aim: { atMost: 0 },
        result: found.reduce((sum, { pictures }) => sum + pictures, 0),
      },
      {
        what: 'car stands: a page',
        unit: '% of a core',
        aim: { atMost: 1 },
        result: mean('browser'),
        values: { 'no page': nobody.browser, agent: mean('agent'), relay: mean('relay') },
      },
    ];
  } finally {
    await browser.close();
    await programs.stop();
    await writer?.stop();
  }
}
