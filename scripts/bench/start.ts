/**
 * How long a user waits: from `npm start` to the relay's first answer, and to the control panel on the screen; the same
 * from the download for Linux, and what both keep in memory.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { sizeOf } from '../package/archive.ts';
import { writeLinuxFolder } from '../package/linux/release.ts';
import { freePort } from '../processes.ts';
import { root } from '../root.ts';
import { tools } from '../tools.ts';
import { ourProgram, residentMb, wait } from './programs.ts';
import type { Context, Figure, Section } from './section.ts';
import { percentile } from './statistics.ts';

const starts = 5;
const pollMs = 5;
const longestMs = 30_000;

/** The game is not there: relay and agent wait after this, s. */
const idleSeconds = 3;

/** A command line without `start`. */
type Command = readonly [program: string, ...words: string[]];

async function isAnswering(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** Resident memory of all processes below one that run Sequential itself, MB. */
function memoryOf(pid: number): number {
  if (process.platform !== 'linux') return Number.NaN;
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const below = children === '' ? [] : children.split(' ').map(Number);
  const [, script = ''] = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    .split('\0')
    .filter((word) => !word.startsWith('--'));
  const isOurs = /(run\.mjs|sequential\.js)$/.test(script);
  return below.map(memoryOf).reduce((sum, mb) => sum + mb, isOurs ? residentMb(pid) : 0);
}

interface Start {
  readonly healthMs: number;
  /** NaN without a browser. */
  readonly panelMs: number;
  /** Resident memory of relay and agent, MB; NaN on systems other than Linux. */
  readonly memoryMb: number;
}

async function startOnce(command: Command, browser: Browser | null): Promise<Start> {
  const folder = mkdtempSync(join(tmpdir(), 'sequential-start-'));
  const port = await freePort();
  const [file, ...words] = command;
  const startedMs = performance.now();
  const started = spawn(file, [...words, '--port', String(port)], {
    cwd: folder,
    env: {
      ...process.env,
      // For the download; older builds do not know SEQUENTIAL_DATA.
      XDG_DATA_HOME: folder,
      SEQUENTIAL_DB: `sqlite:${join(folder, 'start.db')}`,
      SEQUENTIAL_PAGES: `sqstart_${randomBytes(4).toString('hex')}`,
    },
    stdio: 'ignore',
    // A process group of its own, so that npm and the program end together.
    detached: true,
  });
  let hasEnded = false;
  const ended = once(started, 'exit').then(() => {
    hasEnded = true;
  });
  try {
    const url = `http://127.0.0.1:${port}`;
    while (!(await isAnswering(`${url}/health`))) {
      if (hasEnded || performance.now() - startedMs > longestMs) {
        throw new Error(`${file} does not answer.`);
      }
      await wait(pollMs);
    }
    const healthMs = performance.now() - startedMs;
    const panelMs = browser === null ? Number.NaN : await drawPanel(browser, url, startedMs);
    await wait(idleSeconds * 1_000);
    return { healthMs, panelMs, memoryMb: memoryOf(started.pid!) };
  } finally {
    if (!hasEnded) process.kill(-started.pid!, 'SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns ms from the start until the panel is drawn */
async function drawPanel(browser: Browser, url: string, startedMs: number): Promise<number> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  // `load` would wait for the live preview, which is a page of its own.
  await page.goto(url, { waitUntil: 'commit' });
  await page.waitForSelector('main h1, main h2');
  await page.evaluate(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
  );
  const panelMs = performance.now() - startedMs;
  await page.close();
  return panelMs;
}

/** The download for Linux, made of this repository. @returns its folder */
async function unpackedDownload(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'sequential-download-'));
  const addon = join(root, 'node_modules/sqlite3/build/Release/node_sqlite3.node');
  await writeLinuxFolder(folder, addon);
  return folder;
}

function medians(all: readonly Start[]): Start {
  const median = (read: (one: Start) => number): number => percentile(all.map(read), 0.5);
  return {
    healthMs: median(({ healthMs }) => healthMs),
    panelMs: median(({ panelMs }) => panelMs),
    memoryMb: median(({ memoryMb }) => memoryMb),
  };
}

async function measure({ program, note }: Context): Promise<Figure[]> {
  const browser = tools.chromium.find() === null ? null : await openBrowser();
  // Another build may be older than the downloads are.
  const isDownload = program === ourProgram && process.platform === 'linux';
  const download = isDownload ? await unpackedDownload() : null;
  const unpackedMb = download === null ? Number.NaN : sizeOf(download) / 1e6;
  const byNpm: Start[] = [];
  const byDownload: Start[] = [];
  try {
    for (let n = 1; n <= starts; n++) {
      note(`start ${n} of ${starts}`);
      const repository = join(dirname(program), '..');
      byNpm.push(await startOnce(['npm', '--prefix', repository, 'start', '--'], browser));
      if (download === null) continue;
      byDownload.push(await startOnce([join(download, 'sequential'), 'start'], browser));
    }
  } finally {
    await browser?.close();
    if (download !== null) rmSync(download, { recursive: true, force: true });
  }
  const npm = medians(byNpm);
  const figures: Figure[] = [
    figureMs('npm start → first answer of /health', npm.healthMs, 1_000),
    figureMs('npm start → panel drawn', npm.panelMs, 2_000),
    { what: 'npm start: memory of relay and agent', unit: 'MB', value: npm.memoryMb },
  ];
  if (download === null) return figures;
  const bundle = medians(byDownload);
  const ratio = (what: string, value: number): Figure => ({ what, unit: '', value });
  return [
    ...figures,
    figureMs('download → first answer of /health', bundle.healthMs, 1_000),
    figureMs('download → panel drawn', bundle.panelMs, 2_000),
    { what: 'download: memory of relay and agent', unit: 'MB', value: bundle.memoryMb },
    { what: 'download: unpacked', unit: 'MB', value: unpackedMb },
    ratio('download ÷ npm start: first answer', bundle.healthMs / npm.healthMs),
    ratio('download ÷ npm start: memory', bundle.memoryMb / npm.memoryMb),
  ];
}

function figureMs(what: string, value: number, atMost: number): Figure {
  return { what, unit: 'ms', value, aim: { atMost } };
}

export const start: Section = {
  name: 'start',
  title: 'From npm start, and from the download for Linux, to something to see',
  method: `Median of ${starts} starts of a built program with a fresh database, npm included; the download has a Node of its own. The browser runs already. The panel counts two animation frames after its first heading. Memory is resident, ${idleSeconds} s later.`,
  measure,
};
