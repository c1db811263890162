/**
 * A browser that draws pictures of overlays: bundles the harness, serves it and the fonts without a network, and opens one
 * page. The contact sheet, the pictures of the documents and the visual tests use it.
 */

import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import type { Page } from 'playwright-core';
import { allFontFiles } from '../../protocol/name-fonts.ts';
import { likeObs, openBrowser } from '../browser.ts';
import { findOverlays } from '../build/overlays.ts';
import { root } from '../root.ts';
import type { BackdropName } from './backdrop.ts';
import type { Comparison } from './compare.ts';
import type { Harness, LegibilityOfPicture, PictureOptions, Sheet } from './harness.ts';
import type { MeasuredLettering } from './lettering.ts';

/** The part of a browser's page that the harness needs. */
export interface HarnessPage {
  goto(address: string): Promise<unknown>;
  addScriptTag(script: { content: string }): Promise<unknown>;
  evaluate<Result, Given>(
    work: (given: Given) => Result | Promise<Result>,
    given: Given,
  ): Promise<Result>;
  on(event: 'pageerror', listener: (error: Error) => void): unknown;
}

export interface HarnessBrowser {
  readonly page: HarnessPage;
  /** Growth of the heap is measured with it; null: it cannot be measured. */
  readonly chromium: Page | null;
  close(): Promise<void>;
}

async function openNewest(): Promise<HarnessBrowser> {
  const browser = await openBrowser(likeObs);
  const page = await browser.newPage();
  return { page: page as HarnessPage, chromium: page, close: () => browser.close() };
}

/** Serves an empty page and the fonts to this machine only. */
async function serveFonts(): Promise<{ readonly home: string; close(): void }> {
  const server = createServer((request, response) => {
    const name = (request.url ?? '/').slice(1);
    const font = allFontFiles.find(({ file }) => `fonts/${file}` === name);
    const path = font && join(root, 'node_modules', font.npm, 'files', font.file);
    if (name === '') response.setHeader('Content-Type', 'text/html').end('<!doctype html>');
    else if (path && existsSync(path)) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { home: `http://127.0.0.1:${port}/`, close: () => void server.close() };
}

/** Gives the harness all overlays, found as the build finds them. */
async function allDefinitions(): Promise<Plugin> {
  const name = 'virtual:definitions';
  const found = await findOverlays();
  const imports = found.map(
    ({ folder }, i) =>
      `import { overlay as d${i} } from ${JSON.stringify(join(folder, 'view.ts'))};`,
  );
  const list = `export const definitions = [${found.map((_, i) => `d${i}`).join(', ')}];`;
  return {
    name: 'all-definitions',
    setup(builder) {
      builder.onResolve({ filter: /^virtual:definitions$/ }, () => ({
        path: name,
        namespace: name,
      }));
      builder.onLoad({ filter: /.*/, namespace: name }, () => ({
        contents: [...imports, list].join('\n'),
        resolveDir: root,
      }));
    },
  };
}

async function bundle(): Promise<string> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: [join(root, 'scripts', 'contact-sheet', 'harness.ts')],
    bundle: true,
    write: false,
    format: 'iife',
    target: 'chrome103',
    logLevel: 'warning',
    plugins: [await allDefinitions()],
  });
  return result.outputFiles[0]!.text;
}

export class PictureBrowser {
  readonly overlays: Harness['overlays'];
  readonly #page: HarnessPage;
  readonly #browser: HarnessBrowser;

  private constructor(browser: HarnessBrowser, overlays: Harness['overlays']) {
    this.#browser = browser;
    this.#page = browser.page;
    this.overlays = overlays;
  }

  /**
   * Rejects when a font cannot be loaded, because the browser would draw another one.
   * @param openOne another browser than this machine's
   */
  static async open(openOne = openNewest): Promise<PictureBrowser> {
    const [script, browser, fonts] = await Promise.all([bundle(), openOne(), serveFonts()]);
    const { page } = browser;
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await page.goto(fonts.home);
    await page.addScriptTag({ content: script });
    const problems = await page.evaluate(
      ([files, folder]) => window.harness.prepare(files, folder),
      [allFontFiles, `${fonts.home}fonts/`] as const,
    );
    fonts.close();
    const wrong = [...problems, ...failures];
    if (wrong.length > 0) {
      await browser.close();
      throw new Error(wrong.join('\n'));
    }
    return new PictureBrowser(browser, await page.evaluate(() => window.harness.overlays, null));
  }

  /** @returns a PNG of the overlay alone */
  async picture(options: PictureOptions): Promise<Buffer> {
    return bytesOf(await this.#page.evaluate((one) => window.harness.picture(one), options));
  }

  /** @returns pictures over a backdrop, blended as OBS does, as PNG or what the sheet asks for */
  async sheet(sheet: Sheet): Promise<Buffer> {
    return bytesOf(await this.#page.evaluate((one) => window.harness.sheet(one), sheet));
  }

  /** @returns pictures of one overlay one after the other, see `Harness.frames` */
  async frames(
    options: PictureOptions,
    fps: number,
    count: number,
    backdrop: BackdropName,
  ): Promise<Buffer> {
    const address = await this.#page.evaluate(
      ([one, rate, number, ground]) => window.harness.frames(one, rate, number, ground),
      [options, fps, count, backdrop] as const,
    );
    return bytesOf(address);
  }

  /** @param stored a PNG @returns how the picture differs from it */
  compare(options: PictureOptions, stored: Buffer): Promise<Comparison> {
    return this.#page.evaluate(([one, before]) => window.harness.compare(one, before), [
      options,
      addressOf(stored),
    ] as const);
  }

  /** @param stored a PNG @returns a PNG of it, of the picture now, and of where they differ */
  async sideBySide(options: PictureOptions, stored: Buffer): Promise<Buffer> {
    const address = await this.#page.evaluate(
      ([one, before]) => window.harness.sideBySide(one, before),
      [options, addressOf(stored)] as const,
    );
    return bytesOf(address);
  }

  compareDrawn(a: PictureOptions, b: PictureOptions): Promise<Comparison> {
    return this.#page.evaluate(([x, y]) => window.harness.compareDrawn(x, y), [a, b] as const);
  }

  lettering(options: PictureOptions): Promise<MeasuredLettering[]> {
    return this.#page.evaluate((one) => window.harness.lettering(one), options);
  }

  legibility(options: PictureOptions): Promise<LegibilityOfPicture> {
    return this.#page.evaluate((one) => window.harness.legibility(one), options);
  }

  /** Growth of the heap over so many updates, after garbage collection, bytes. */
  async growth(options: PictureOptions, updates: number): Promise<number> {
    const { chromium } = this.#browser;
    if (chromium === null) throw new Error('This browser does not tell its heap.');
    const session = await chromium.context().newCDPSession(chromium);
    const heap = async () => {
      await session.send('HeapProfiler.collectGarbage');
      return (await session.send('Runtime.getHeapUsage')).usedSize;
    };
    await this.#page.evaluate((one) => window.harness.hold(one), options);
    const driveOn = (count: number) =>
      this.#page.evaluate((one) => window.harness.driveOn(one), count);
    await driveOn(updates);
    const before = await heap();
    await driveOn(updates);
    const grown = (await heap()) - before;
    await session.detach();
    return grown;
  }

  /** Pixels that differ between a picture of partial redraws and the same picture drawn at once. */
  leftovers(options: PictureOptions, updates: number): Promise<number> {
    return this.#page.evaluate(([one, count]) => window.harness.leftovers(one, count), [
      options,
      updates,
    ] as const);
  }

  /** May be called twice. */
  async close(): Promise<void> {
    await this.#browser.close();
  }
}

function bytesOf(address: string): Buffer {
  return Buffer.from(address.slice(address.indexOf(',') + 1), 'base64');
}

function addressOf(png: Buffer): string {
  return `data:image/png;base64,${png.toString('base64')}`;
}
