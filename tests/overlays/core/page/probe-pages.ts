/** Built pages that include the probe, shared by all files of a run, and a browser, shared by the tests of a file. */
import { existsSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { PageStats } from '../../../../overlays/core/page/page-stats.ts';
import { alone } from '../../../../scripts/build/alone.ts';
import { hashOf, pageInputs } from '../../../../scripts/build/inputs.ts';
import { buildPages } from '../../../../scripts/build/pages.ts';
import { root } from '../../../../scripts/root.ts';
import { type OpenedBrowser, type OpenedPage, openBrowser } from '../../../support/browser.ts';

export interface ProbePages {
  readonly folder: string;
  /** Closed at the end of the test. */
  open(address: string, options?: BrowserContextOptions): Promise<OpenedPage>;
}

const probe = join(import.meta.dirname, 'probe');
const sources = hashOf([...pageInputs, 'themes', relative(root, probe)]);
/** Goes with the temporary folder of the run. */
const folder = join(tmpdir(), `probe-pages-${sources}`);

/** The first file that needs them builds them. */
function probePagesBuilt(): Promise<void> {
  return alone(`${folder}.lock`, async () => {
    if (existsSync(folder)) return;
    const unfinished = `${folder}.part`;
    await buildPages({
      folder: unfinished,
      build: 'build-of-the-test',
      moreOverlays: [probe],
    });
    renameSync(unfinished, folder);
  });
}

/** Registers what has to be done before and after the tests of a suite. */
export function probePages(): ProbePages {
  let browser: OpenedBrowser | undefined;
  const opened: OpenedPage[] = [];

  beforeAll(async () => {
    await probePagesBuilt();
    browser = await openBrowser();
  });

  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  afterAll(() => browser?.close());

  return {
    folder,
    async open(address, options) {
      const one = await browser!.open(address, options);
      opened.push(one);
      return one;
    },
  };
}

export function stats({ page }: OpenedPage): Promise<PageStats> {
  return page.evaluate(() =>
    (globalThis as unknown as { sequential: { stats(): PageStats } }).sequential.stats(),
  );
}
