/**
 * Drives this machine's Firefox over WebDriver BiDi with puppeteer: playwright-core works only with its own build of
 * Firefox. npm installs puppeteer into `.cache/firefox` once, so that no user has to download it.
 */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { onTestFinished } from 'vitest';
import { root } from '../../scripts/root.ts';
import { tools } from '../../scripts/tools.ts';
import { type PageFaults, type WatchedPage, watchPage } from './page-faults.ts';

const run = promisify(execFile);
const cache = join(root, '.cache', 'firefox');
/** The newest that runs on Node 20. */
const version = '24.43.1';
const entry = join(cache, 'node_modules/puppeteer-core/lib/esm/puppeteer/puppeteer-core.js');

/** The part of puppeteer's page that tests use. */
export interface FirefoxPage extends WatchedPage {
  goto(url: string): Promise<unknown>;
  setViewport(size: { width: number; height: number }): Promise<void>;
  waitForSelector(selector: string, options?: { timeout: number }): Promise<unknown>;
  waitForFunction(expression: string, options?: { timeout: number }): Promise<unknown>;
  click(selector: string): Promise<void>;
  select(selector: string, value: string): Promise<string[]>;
  type(selector: string, text: string): Promise<void>;
  evaluate(expression: string): Promise<unknown>;
  screenshot(options?: { path?: string }): Promise<Uint8Array>;
  readonly keyboard: { press(key: string): Promise<void> };
  readonly mouse: {
    move(x: number, y: number, options?: { steps: number }): Promise<void>;
    down(): Promise<void>;
    up(): Promise<void>;
  };
  close(): Promise<void>;
}

interface Firefox {
  newPage(): Promise<FirefoxPage>;
  close(): Promise<void>;
}

interface Puppeteer {
  launch(options: object): Promise<Firefox>;
}

/** Installs what is missing. For `beforeAll`; the first run needs about 20 s. */
export async function firefoxReady(): Promise<void> {
  if (existsSync(entry)) return;
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  const words = ['install', '--no-audit', '--no-fund', '--silent', `puppeteer-core@${version}`];
  await run('npm', words, { cwd: cache });
}

export interface OpenedInFirefox extends PageFaults {
  readonly page: FirefoxPage;
}

/** What Firefox itself writes when a page is left while its socket connects; no page can prevent it. */
const unavoidable =
  /^(Firefox can’t establish a connection to the server at wss?:|The connection to wss?:\S+ was interrupted)/;

/** Opens an address in a new Firefox, which closes after the test. */
export async function openInFirefox(
  url: string,
  size = { width: 1280, height: 900 },
): Promise<OpenedInFirefox> {
  const { default: puppeteer } = (await import(pathToFileURL(entry).href)) as {
    default: Puppeteer;
  };
  const executablePath = tools.firefox.find();
  const browser = await puppeteer.launch({ browser: 'firefox', executablePath, headless: true });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  const faults = watchPage(page, new URL(url).host, unavoidable);
  await page.setViewport(size);
  await page.goto(url);
  return { page, ...faults };
}
