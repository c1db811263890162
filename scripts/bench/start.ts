/** How long a user waits: from `npm start` to the relay's first answer, and to the control panel on the screen. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../browser.ts';
import { freePort } from '../processes.ts';
import { tools } from '../tools.ts';
import { wait } from './programs.ts';
import type { Context, Figure, Section } from './section.ts';
import { percentile } from './statistics.ts';

const starts = 5;
const pollMs = 5;
const longestMs = 30_000;

interface Start {
  readonly healthMs: number;
  /** NaN without a browser. */
  readonly panelMs: number;
}

async function isAnswering(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

/** @param root the repository that the program was built in */
async function startOnce(root: string, browser: Browser | null): Promise<Start> {
  const folder = mkdtempSync(join(tmpdir(), 'sequential-start-'));
  const port = await freePort();
  const startedMs = performance.now();
  const npm = spawn('npm', ['--prefix', root, 'start', '--', '--port', String(port)], {
    cwd: folder,
    env: {
      ...process.env,
      SEQUENTIAL_DB: `sqlite:${join(folder, 'start.db')}`,
      SEQUENTIAL_PAGES: `sqstart_${randomBytes(4).toString('hex')}`,
    },
    stdio: 'ignore',
    // A process group of its own, so that npm and the program end together.
    detached: true,
  });
  const ended = new Promise((resolve) => npm.once('exit', resolve));
  try {
    const url = `http://127.0.0.1:${port}`;
    while (!(await isAnswering(`${url}/health`))) {
      if (performance.now() - startedMs > longestMs) throw new Error('npm start does not answer.');
      await wait(pollMs);
    }
    const healthMs = performance.now() - startedMs;
    if (browser === null) return { healthMs, panelMs: Number.NaN };
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    // `load` would wait for the live preview, which is a page of its own.
    await page.goto(url, { waitUntil: 'commit' });
    await page.waitForSelector('main h1, main h2');
    await page.evaluate(
      'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))',
    );
    const panelMs = performance.now() - startedMs;
    await page.close();
    return { healthMs, panelMs };
  } finally {
    process.kill(-npm.pid!, 'SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure({ program, note }: Context): Promise<Figure[]> {
  const root = join(dirname(program), '..');
  const browser = tools.chromium.find() === null ? null : await openBrowser();
  const all: Start[] = [];
  try {
    for (let n = 1; n <= starts; n++) {
      note(`start ${n} of ${starts}`);
      all.push(await startOnce(root, browser));
    }
  } finally {
    await browser?.close();
  }
  const median = (read: (one: Start) => number): number => percentile(all.map(read), 0.5);
  return [
    {
      what: 'npm start → first answer of /health',
      unit: 'ms',
      value: median(({ healthMs }) => healthMs),
      aim: { atMost: 1_000 },
    },
    {
      what: 'npm start → panel drawn',
      unit: 'ms',
      value: median(({ panelMs }) => panelMs),
      aim: { atMost: 2_000 },
    },
  ];
}

export const start: Section = {
  name: 'start',
  title: 'From npm start to something to see',
  method: `Median of ${starts} starts of a built program with a fresh database, npm included; the browser runs already. The panel counts two animation frames after its first heading.`,
  measure,
};
