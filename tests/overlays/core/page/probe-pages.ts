/** Built pages that include the probe, and a browser, shared by the tests of a file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { PageStats } from '../../../../overlays/core/page/page-stats.ts';
import { buildPages } from '../../../../scripts/build/pages.ts';
import { type OpenedBrowser, type OpenedPage, openBrowser } from '../../../support/browser.ts';

export interface ProbePages {
  readonly folder: string;
  /** Closed at the end of the test. */
  open(address: string, options?: BrowserContextOptions): Promise<OpenedPage>;
}

/** Registers what has to be done before and after the tests of a suite. */
export function probePages(): ProbePages {
  const folder = mkdtempSync(join(tmpdir(), 'sequential-pages-'));
  let browser: OpenedBrowser | undefined;
  const opened: OpenedPage[] = [];

  beforeAll(async () => {
    await buildPages({
      folder,
      build: 'build-of-the-test',
      moreOverlays: [join(import.meta.dirname, 'probe')],
    });
    browser = await openBrowser();
  });

  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close();
  });

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

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
