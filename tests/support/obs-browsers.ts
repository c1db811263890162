/**
 * The browsers that OBS really embeds: Chromium 103 (OBS 28 to 30) and 127 (OBS 31 and later). npm installs them with a
 * puppeteer of their time into `.cache/obs-browsers` once, so that no user has to download them.
 */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliDecompressSync } from 'node:zlib';
import type { HarnessBrowser, HarnessPage } from '../../scripts/contact-sheet/picture-browser.ts';
import { madeOnce } from '../../scripts/made-once.ts';
import { root } from '../../scripts/root.ts';
import { findBrowser } from '../../scripts/tools.ts';
import { until } from './until.ts';

const run = promisify(execFile);
const cache = join(root, '.cache', 'obs-browsers');

/** Version of Chromium, and of the package that holds it. */
export const obsBrowsers = [
  { chromium: 103, version: '103.0.0' },
  { chromium: 127, version: '127.0.0' },
] as const;
export type ObsChromium = (typeof obsBrowsers)[number]['chromium'];

/** Drives both. */
const puppeteerVersion = '22.15.0';
const entry = join(cache, 'node_modules/puppeteer-core/lib/esm/puppeteer/puppeteer-core.js');

/** Why they cannot run on this machine; null: they can. */
export const obsBrowsersMissing =
  process.platform === 'linux' && process.arch === 'x64'
    ? null
    : 'the packages with the browsers of OBS are for Linux on x64';

/** Installs and unpacks what is missing. For `beforeAll`; the first run needs about 20 s. */
export async function obsBrowsersReady(): Promise<void> {
  mkdirSync(cache, { recursive: true });
  if (!existsSync(entry)) {
    writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
    const packages = obsBrowsers.map(
      ({ chromium, version }) => `chromium-${chromium}@npm:@sparticuz/chromium@${version}`,
    );
    const words = ['install', '--no-audit', '--no-fund', '--silent', '--ignore-scripts'];
    await run('npm', [...words, ...packages, `puppeteer-core@${puppeteerVersion}`], { cwd: cache });
  }
  for (const { chromium } of obsBrowsers) await unpack(chromium);
}

function folderOf(chromium: ObsChromium): string {
  return join(cache, String(chromium));
}

/** The browser and the library that draws WebGL without a graphics card. */
async function unpack(chromium: ObsChromium): Promise<void> {
  const packed = join(cache, 'node_modules', `chromium-${chromium}`, 'bin');
  const plain = (file: string) => brotliDecompressSync(readFileSync(join(packed, file)));
  await madeOnce(folderOf(chromium), async (folder) => {
    mkdirSync(folder);
    writeFileSync(join(folder, 'chromium'), plain('chromium.br'));
    chmodSync(join(folder, 'chromium'), 0o755);
    writeFileSync(join(folder, 'drawing.tar'), plain('swiftshader.tar.br'));
    await run('tar', ['-xf', 'drawing.tar'], { cwd: folder });
    rmSync(join(folder, 'drawing.tar'));
  });
}

/** The part of puppeteer's page that tests use. */
export interface ObsPage extends HarnessPage {
  setViewport(size: { width: number; height: number }): Promise<void>;
  waitForFunction(expression: string, options?: { timeout: number }): Promise<unknown>;
  addStyleTag(style: { content: string }): Promise<unknown>;
  on(event: 'pageerror', listener: (error: Error) => void): unknown;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): unknown;
  close(): Promise<void>;
}

export interface ObsBrowser {
  newPage(): Promise<ObsPage>;
  version(): Promise<string>;
  close(): Promise<void>;
}

/** OBS gives its pages a language. In the locale C these builds call theirs `en-US@posix`, which `Intl` refuses. */
const language = { LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' };

/** Starts one of them, composed by the processor as in OBS where textures cannot be shared. */
export async function openObsBrowser(chromium: ObsChromium): Promise<ObsBrowser> {
  const { default: puppeteer } = (await import(pathToFileURL(entry).href)) as {
    default: { launch(options: object): Promise<ObsBrowser> };
  };
  // Libraries that this machine may lack come with its own bundled browser.
  const { env } = await findBrowser();
  const browser = await puppeteer.launch({
    executablePath: join(folderOf(chromium), 'chromium'),
    headless: 'shell',
    env: { ...process.env, ...env, ...language },
    args: [
      '--no-sandbox',
      '--disable-gpu-compositing',
      '--hide-scrollbars',
      // As the driver of the newest browser starts it, so that pictures compare.
      '--font-render-hinting=none',
      '--force-color-profile=srgb',
    ],
  });
  return {
    newPage: () => newPageOf(browser),
    version: () => browser.version(),
    close: () => browser.close(),
  };
}

/** These browsers refuse a new page now and then with an error of their own, and open the next one. */
async function newPageOf(browser: ObsBrowser): Promise<ObsPage> {
  let page: ObsPage | undefined;
  await until('the browser opens a page', async () => {
    try {
      page = await browser.newPage();
    } catch (error) {
      if (!String(error).includes('Session with given id not found')) throw error;
    }
    return page !== undefined;
  });
  return page!;
}

/** For pictures of overlays. */
export async function openObsHarness(chromium: ObsChromium): Promise<HarnessBrowser> {
  const browser = await openObsBrowser(chromium);
  return { page: await browser.newPage(), chromium: null, close: () => browser.close() };
}
