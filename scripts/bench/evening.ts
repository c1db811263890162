/**
 * A long evening in time-lapse: eight hours of driving go through the relay into a database while the panel and a
 * layout of six overlays are open in a browser. What counts is whether the memory of each stays what it was.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CDPSession, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import { openBrowser } from '../browser.ts';
import { freePort } from '../processes.ts';
import { tools } from '../tools.ts';
import { Programs, residentMb } from './programs.ts';
import { CannotMeasure, type Row, type Section, type SectionContext } from './section.ts';
import { slopeOf } from './statistics.ts';

const hours = 8;
const hz = 60;
/** How long the eight hours take where nothing else is asked for. */
const minutesUsual = 8;
/** Memory is looked at so often on the way. */
const looks = 32;
/** A lap at 60 Hz, which is written when it is over, and a little more. */
const waitingMax = 8_000;
/** What is filled once (laps in lists, compiled code) is full after this share of the way. */
const settledShare = 0.25;
const session = 'EVENING';

const layout = {
  name: 'evening',
  title: 'Evening',
  items: ['tachometer', 'pedals', 'trace', 'lap-list', 'delta', 'track-map'].map((overlay, i) => ({
    overlay,
    x: (i % 3) * 640,
    y: Math.floor(i / 3) * 540,
    width: 600,
    height: 500,
    parameters: { show: 'always' },
  })),
};

/** Memory of everything at one moment of the drive. */
interface Look {
  readonly hour: number;
  readonly mb: Readonly<Record<string, number>>;
}

class OpenPage {
  readonly page: Page;
  readonly #devtools: CDPSession;

  private constructor(page: Page, devtools: CDPSession) {
    this.page = page;
    this.#devtools = devtools;
  }

  static async open(page: Page, url: string): Promise<OpenPage> {
    const devtools = await page.context().newCDPSession(page);
    await page.goto(url);
    return new OpenPage(page, devtools);
  }

  /** Of its scripts, after what is not needed was given back, MB. */
  async heapMb(): Promise<number> {
    await this.#devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = (await this.#devtools.send('Runtime.getHeapUsage')) as {
      usedSize: number;
    };
    return usedSize / 1e6;
  }
}

/** A program's heap, asked through Node's inspector. */
class Inspected {
  readonly #socket: WebSocket;
  #id = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  /** @param port that the program was told with `--inspect` */
  static async open(port: number): Promise<Inspected> {
    const list = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
      webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(list[0]!.webSocketDebuggerUrl);
    await new Promise((resolve) => socket.once('open', resolve));
    return new Inspected(socket);
  }

  async heapMb(): Promise<number> {
    await this.#call('HeapProfiler.collectGarbage');
    const { usedSize } = (await this.#call('Runtime.getHeapUsage')) as { usedSize: number };
    return usedSize / 1e6;
  }

  #call(method: string): Promise<unknown> {
    const id = ++this.#id;
    return new Promise((resolve) => {
      const listen = (data: unknown): void => {
        const answer = JSON.parse(String(data)) as { id?: number; result?: unknown };
        if (answer.id !== id) return;
        this.#socket.off('message', listen);
        resolve(answer.result);
      };
      this.#socket.on('message', listen);
      this.#socket.send(JSON.stringify({ id, method }));
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}

async function send(url: string, method: string, body: string, token?: string): Promise<void> {
  const headers = {
    'Content-Type': 'application/json',
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
  };
  for (;;) {
    const response = await fetch(url, { method, headers, body });
    const text = await response.text();
    if (response.ok) return;
    // The database is behind: an agent would keep the frames and send them again.
    if (response.status !== 429 && response.status !== 503) throw new Error(`${url}: ${text}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/** Frames that wait for the database are no leak: an hour comes in a minute. They are let through before a look. */
async function settled(url: string): Promise<void> {
  for (;;) {
    const health = (await (await fetch(`${url}/health`)).json()) as {
      recorder: { framesWaiting: number };
    };
    if (health.recorder.framesWaiting <= waitingMax) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

/** Publishes the drive, evenly spread over the time; calls back at even parts of the way. */
async function publish(
  url: string,
  ms: number,
  look: (share: number) => Promise<void>,
): Promise<number> {
  const seconds = hours * 3_600;
  const beganMs = performance.now();
  let batch: Frame[] = [];
  let sent = 0;
  let looked = 0;
  let isDescribed = false;
  const flush = async (): Promise<void> => {
    const [first] = batch;
    if (first === undefined) return;
    const address = `${url}/ingest?session_id=${session}&lap=${first.lap}`;
    await send(address, 'POST', JSON.stringify(batch));
    sent += batch.length;
    const share = batch.at(-1)!.t! / 1000 / seconds;
    batch = [];
    if (share >= (looked + 1) / looks) {
      looked++;
      await look(share);
    }
    const earlyMs = beganMs + share * ms - performance.now();
    if (earlyMs > 0) await new Promise((resolve) => setTimeout(resolve, earlyMs));
  };
  for (const { frame, facts } of timeLapse({ seed: 11, pitEveryLaps: 9 }, seconds, hz)) {
    if (!isDescribed) {
      isDescribed = true;
      await send(`${url}/api/sessions/${session}`, 'PUT', JSON.stringify(facts() ?? {}));
    }
    const isFull = batch.length === limits.batchFramesMax;
    if (isFull || (batch[0] !== undefined && batch[0].lap !== frame.lap)) await flush();
    batch.push(frame);
  }
  await flush();
  return sent;
}

function rowsOf(all: readonly Look[], frames: number): Row[] {
  const settled = all.filter(({ hour }) => hour >= settledShare * hours);
  return Object.keys(all[0]!.mb).map((name) => {
    const points = settled.map(({ hour, mb }) => ({ x: hour, y: mb[name]! }));
    const every = all.map(({ mb }) => mb[name]!);
    return {
      what: `${name}: slope`,
      unit: 'MB per hour of driving',
      result: slopeOf(points),
      ...(name.endsWith('heap') ? { aim: { atMost: 0.1 } } : {}),
      values: {
        'first MB': every[0]!,
        'settled MB': points[0]!.y,
        'last MB': every.at(-1)!,
        'most MB': Math.max(...every),
        frames,
      },
    };
  });
}

async function run({ minutes, note }: SectionContext): Promise<Row[]> {
  if (tools.chromium.find() === null) throw new CannotMeasure('no browser on this machine');
  const programs = new Programs();
  const browser = await openBrowser({ likeObs: true });
  const folder = mkdtempSync(join(tmpdir(), 'sequential-evening-'));
  try {
    const inspectPort = await freePort();
    const { url, token, pid } = await programs.relay([], {
      db: `sqlite:${join(folder, 'evening.db')}`,
      node: [`--inspect=127.0.0.1:${inspectPort}`],
    });
    const relay = await Inspected.open(inspectPort);
    await send(`${url}/api/layouts/${layout.name}`, 'PUT', JSON.stringify(layout), token);
    const view = { viewport: { width: 960, height: 540 } };
    const overlays = await OpenPage.open(
      await browser.newPage(view),
      `${url}/overlays/layout/${layout.name}?session=${session}`,
    );
    const panel = await OpenPage.open(await browser.newPage(view), `${url}/#token=${token}`);
    const all: Look[] = [];
    const frames = await publish(url, (minutes ?? minutesUsual) * 60_000, async (share) => {
      await settled(url);
      const mb = {
        'relay, heap': await relay.heapMb(),
        'relay, resident': residentMb(pid),
        'layout page, heap': await overlays.heapMb(),
        'panel, heap': await panel.heapMb(),
      };
      all.push({ hour: share * hours, mb });
      if (all.length % 4 === 0) note(`${Math.round(share * hours)} hours driven`);
    });
    relay.close();
    return rowsOf(all, frames);
  } finally {
    await browser.close();
    await programs.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const evening: Section = {
  name: 'evening',
  title: 'Eight hours of driving: does memory grow?',
  method: `The demo car's eight hours in time-lapse (${minutesUsual} minutes, or --minutes), published to a relay with SQLite; a layout of six overlays and the panel are open. Slope by least squares over the last three quarters; heaps after garbage collection; what is resident holds what V8 has not given back.`,
  onlyByName: true,
  run,
};
