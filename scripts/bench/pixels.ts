/**
 * From the moment a gear change is written to memory until other pixels are drawn on the gear overlay in Chromium,
 * without the browser's own way to the screen. The car stands still otherwise, so that the first change is the gear's.
 */
import { openBrowser } from '../browser.ts';
import { tools } from '../tools.ts';
import { PageWriter } from './page-writer.ts';
import { Programs } from './programs.ts';
import { CannotMeasure, type Row, type Section, type SectionContext } from './section.ts';
import { spread } from './statistics.ts';

declare global {
  interface Window {
    drawnAt: number[];
    sequential: { stats(): { ageMs: Record<string, number | null>; renderer: string } };
  }
}

/** Notes, on the page, when the picture of its canvas differs from the one before: wall clock ms. */
function noteChanges(): void {
  window.drawnAt = [];
  const probe = document.createElement('canvas');
  probe.width = 24;
  probe.height = 24;
  const context = probe.getContext('2d', { willReadFrequently: true })!;
  let before = '';
  const look = (): void => {
    const canvas = document.querySelector('canvas');
    if (canvas) {
      context.clearRect(0, 0, 24, 24);
      context.drawImage(canvas, 0, 0, 24, 24);
      const now = context.getImageData(0, 0, 24, 24).data.join();
      if (now !== before) window.drawnAt.push(performance.timeOrigin + performance.now());
      before = now;
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  if (tools.chromium.find() === null) throw new CannotMeasure('no browser on this machine');
  const programs = new Programs();
  let writer: PageWriter | null = null;
  const browser = await openBrowser({ likeObs: true });
  try {
    const { url } = await programs.relay();
    writer = await PageWriter.start(programs.pages, 'gears');
    await programs.agent(url);
    const page = await browser.newPage({ viewport: { width: 300, height: 220 } });
    await page.goto(`${url}/overlays/gear?show=always`);
    await page.waitForFunction(() => window.sequential?.stats().ageMs.p50 != null);
    // tsx names functions through a helper that the page does not have.
    await page.evaluate('globalThis.__name = (named) => named');
    await page.evaluate(noteChanges);
    note(`gear changes, ${seconds * 2} s`);
    await new Promise((resolve) => setTimeout(resolve, seconds * 2 * 1000));
    const { gearChanges } = await writer.report();
    const drawnAt = await page.evaluate(() => window.drawnAt);
    const { ageMs, renderer } = await page.evaluate(() => window.sequential.stats());
    // The writer's monotonic clock and the page's wall clock, compared in this process.
    const wallMinusMonotonic =
      performance.timeOrigin + performance.now() - Number(process.hrtime.bigint()) / 1e6;
    const times = gearChanges.flatMap(({ atMs }) => {
      const wroteAt = atMs + wallMinusMonotonic;
      const drawn = drawnAt.find((at) => at > wroteAt);
      // Changes before the probe began, and the last one, have no picture of their own.
      return drawn === undefined || wroteAt < drawnAt[0]! || drawn - wroteAt > 500
        ? []
        : [drawn - wroteAt];
    });
    return [
      { name: `write → pixels (${renderer.split(' ')[0]})`, unit: 'ms', values: spread(times) },
      {
        name: 'sample → drawn, by the page itself',
        unit: 'ms',
        values: {
          p50: ageMs.p50 ?? Number.NaN,
          p95: ageMs.p95 ?? Number.NaN,
          p99: ageMs.p99 ?? Number.NaN,
        },
      },
    ];
  } finally {
    await browser.close();
    await programs.stop();
    await writer?.stop();
  }
}

export const pixels: Section = {
  name: 'pixels',
  title: 'Write in memory → pixels of an overlay in Chromium',
  method:
    'Gear changes at random moments; a probe in the page notes the first other picture; it looks once a frame of the screen, so up to 17 ms late.',
  run,
};
