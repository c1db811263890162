/** How long a user waits: from `npm start` to the relay's first answer, and to the control panel on the screen. */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../browser.ts';
import { freePort, root } from '../processes.ts';
import { tools } from '../tools.ts';
import type { Row, Section, SectionContext } from './section.ts';
import { percentile } from './statistics.ts';

const rounds = 5;
/** A look at a port that nobody listens at yet costs less than this, ms. */
const lookEveryMs = 5;

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

interface Waited {
  readonly healthMs: number;
  /** NaN without a browser. */
  readonly panelMs: number;
}

async function once(browser: Awaited<ReturnType<typeof openBrowser>> | null): Promise<Waited> {
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
    // npm passes a signal on to the program; a group of its own lets us end both, whatever it does.
    detached: true,
  });
  const ended = new Promise((resolve) => npm.once('exit', resolve));
  try {
    const url = `http://127.0.0.1:${port}`;
    while (!(await answers(`${url}/health`))) {
      if (performance.now() - startedMs > 30_000) throw new Error('npm start does not answer.');
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    const healthMs = performance.now() - startedMs;
    if (browser === null) return { healthMs, panelMs: Number.NaN };
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    // Not until all has loaded: the live preview in it is a page of its own.
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

async function run({ note }: SectionContext): Promise<Row[]> {
  const browser = tools.chromium.find() === null ? null : await openBrowser();
  const waited: Waited[] = [];
  try {
    for (let round = 1; round <= rounds; round++) {
      note(`start ${round} of ${rounds}`);
      waited.push(await once(browser));
    }
  } finally {
    await browser?.close();
  }
  const row = (what: string, times: readonly number[], atMost: number): Row => ({
    what: `${what}: p50 of ${rounds}`,
    unit: 'ms',
    result: percentile(times, 0.5),
    aim: { atMost },
    values: { least: percentile(times, 0), most: percentile(times, 1) },
  });
  return [
    row(
      'npm start → first answer of /health',
      waited.map(({ healthMs }) => healthMs),
      1_000,
    ),
    row(
      'npm start → panel drawn',
      waited.map(({ panelMs }) => panelMs),
      2_000,
    ),
  ];
}

export const start: Section = {
  name: 'start',
  title: 'From npm start to something to see',
  method:
    'Everything built, a fresh database; npm and the browser (which runs already) are part of it. The panel is drawn two animation frames after its first heading.',
  run,
};
