/**
 * From memory to glass, stage by stage: a gear change is written to the game's pages at a random moment and looked
 * for in the agent's sample, in the relay, in a plain WebSocket client, in an overlay page's model and on its canvas.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import { about } from '../../overlays/gear/about.ts';
import { decodeFrames, formOf } from '../../protocol/codec.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { PlainBatch, RelayToViewer } from '../../protocol/messages.ts';
import { openBrowser } from '../browser.ts';
import { tools } from '../tools.ts';
import { PageWriter, writtenAt } from './page-writer.ts';
import { Programs } from './programs.ts';
import { CannotMeasure, type Row, type Section, type SectionContext } from './section.ts';
import { spread } from './statistics.ts';
import type { RelayReady, RelayReport } from './timed-relay.ts';
import type { WriterReport } from './writer.ts';

declare global {
  interface Window {
    sequential: { stats(): { ageMs: Record<string, number | null>; renderer: string } };
  }
}

/** What the page noted, all on its own clock, ms since 1970. */
interface PageNotes {
  /** Frames as they came, and when the overlay's own listener had taken them into its model. */
  readonly frames: readonly { readonly bytes: readonly number[]; readonly tookAt: number }[];
  /** Told by the relay: when the session began, on the relay's clock. */
  readonly texts: readonly string[];
  /** The canvas held another picture. */
  readonly drawnAt: readonly number[];
  readonly renderer: string;
}

/** Later than this a change is taken for another one's, ms. */
const longestMs = 500;

/**
 * In the page before its own scripts: a socket that notes when the page's listener is done with a message, and a
 * look at the canvas after every animation frame. Text, because tsx's helpers are not in the page.
 */
const probe = `
  window.notes = { frames: [], texts: [], drawnAt: [] };
  const now = () => performance.timeOrigin + performance.now();
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...words) {
      super(...words);
      // Listeners are called in the order in which they were added: this one comes after the page's.
      this.addEventListener('open', () => this.addEventListener('message', ({ data }) => {
        const tookAt = now();
        if (typeof data === 'string') notes.texts.push(data);
        else notes.frames.push({ tookAt, bytes: data });
      }));
    }
  };
  const look = document.createElement('canvas');
  look.width = look.height = 24;
  const context = look.getContext('2d', { willReadFrequently: true });
  let before = '';
  const compare = () => {
    const canvas = document.querySelector('canvas');
    if (canvas && canvas !== look) {
      context.clearRect(0, 0, 24, 24);
      context.drawImage(canvas, 0, 0, 24, 24);
      const picture = context.getImageData(0, 0, 24, 24).data.join();
      if (picture !== before) notes.drawnAt.push(now());
      before = picture;
    }
    requestAnimationFrame(() => after.port2.postMessage(null));
  };
  // As a task of its own, after all that is drawn in this animation frame, whoever asked for it first.
  const after = new MessageChannel();
  after.port1.onmessage = compare;
  after.port2.postMessage(null);
`;

async function readNotes(page: Page): Promise<PageNotes> {
  return (await page.evaluate(`({
    frames: notes.frames.map(({ tookAt, bytes }) => ({ tookAt, bytes: [...new Uint8Array(bytes)] })),
    texts: notes.texts.slice(0, 50),
    drawnAt: notes.drawnAt,
    renderer: sequential.stats().renderer ?? 'none',
  })`)) as PageNotes;
}

class TimedRelay {
  readonly address: string;
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess, address: string) {
    this.#child = child;
    this.address = address;
  }

  static async start(): Promise<TimedRelay> {
    const entry = fileURLToPath(new URL('./timed-relay.ts', import.meta.url));
    const child = fork(entry, [], { execArgv: ['--import', 'tsx'] });
    const ready = await new Promise<RelayReady>((resolve, reject) => {
      child.once('message', (message) => resolve(message as RelayReady));
      child.once('exit', (code) => reject(new Error(`The relay ended with code ${code}.`)));
    });
    return new TimedRelay(child, ready.address);
  }

  report(): Promise<RelayReport> {
    return new Promise((resolve) => {
      this.#child.once('message', (message) => resolve(message as RelayReport));
      this.#child.send('report');
    });
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.#child.once('exit', resolve));
    this.#child.disconnect();
    await ended;
  }
}

/** What the plain client heard. */
interface Heard {
  readonly frame: Frame;
  readonly atMs: number;
}

function firstAfter<T extends { readonly atMs: number }>(
  list: readonly T[],
  fromMs: number,
  fits: (one: T) => boolean,
): T | undefined {
  return list.find((one) => one.atMs >= fromMs && one.atMs < fromMs + longestMs && fits(one));
}

/** Wall clock of this process minus its monotonic clock, which is the machine's. */
function wallMinusMonotonicMs(): number {
  return performance.timeOrigin + performance.now() - monotonicMs();
}

/** When the session began, monotonic ms, as the page was told; null: never measured. */
function originOf(notes: PageNotes, relay: RelayReport): number | null {
  const told = notes.texts
    .map((text) => JSON.parse(text) as RelayToViewer)
    .flatMap((message) =>
      message.type === 'welcome' || message.type === 'session' ? [message.session] : [],
    )
    .findLast((session) => session?.clock === 'measured');
  return told?.originMs == null ? null : told.originMs - relay.clockMinusMonotonicMs;
}

/**
 * For each gear change that went all the way: when it was written, and when it was in each stage, monotonic ms.
 * A frame's own packet is what was read; the change itself may have waited for the sample of 60 a second.
 */
function waysOf(
  written: WriterReport,
  heard: readonly Heard[],
  relay: RelayReport,
  notes: PageNotes,
): Way[] {
  const originMs = originOf(notes, relay);
  const taken = new Map(relay.takenAtMs);
  const form = formOf(about.channels);
  const models = notes.frames.map(({ bytes, tookAt }) => ({
    atMs: tookAt - wallMinusMonotonicMs(),
    gear: decodeFrames(form, Uint8Array.from(bytes)).frames.at(-1)?.gear,
  }));
  const drawn = notes.drawnAt.map((at) => ({ atMs: at - wallMinusMonotonicMs() }));
  return written.gearChanges.flatMap(({ atMs, gear }) => {
    const client = firstAfter(heard, atMs, ({ frame }) => frame.gear === gear);
    const model = firstAfter(models, atMs, (one) => one.gear === gear);
    // A picture before the model knows is the end of the animation of an earlier change.
    const canvas = model && firstAfter(drawn, model.atMs, () => true);
    const packetId = client?.frame.packetId ?? Number.NaN;
    const wroteMs = writtenAt(written, packetId);
    const relayMs = taken.get(packetId);
    const t = client?.frame.t;
    if (!client || !model || !canvas || wroteMs === null || relayMs === undefined) return [];
    const agentMs = originMs === null || t === undefined ? Number.NaN : originMs + t;
    return [
      {
        changedMs: atMs,
        wroteMs,
        agentMs,
        relayMs,
        clientMs: client.atMs,
        modelMs: model.atMs,
        canvasMs: canvas.atMs,
      },
    ];
  });
}

type Point = 'changed' | 'wrote' | 'agent' | 'relay' | 'client' | 'model' | 'canvas';
type Way = Readonly<Record<`${Point}Ms`, number>>;

interface Stage {
  readonly name: string;
  readonly from: Point;
  readonly to: Point;
  /** Which figure counts, and what it is held against. */
  readonly counts?: 'p50' | 'p95' | 'p99';
  readonly aimMs?: number;
}

const stages: readonly Stage[] = [
  { name: 'a · write → in the agent', from: 'wrote', to: 'agent' },
  { name: 'b · write → in the relay', from: 'wrote', to: 'relay' },
  { name: 'c · write → in a plain client', from: 'wrote', to: 'client', aimMs: 2.5 },
  { name: 'c · write → in a plain client', from: 'wrote', to: 'client', counts: 'p99', aimMs: 6 },
  { name: "d · write → in the page's model", from: 'wrote', to: 'model' },
  { name: 'e · write → on the canvas', from: 'wrote', to: 'canvas' },
  // One frame of a screen of 60 Hz.
  { name: 'model → canvas', from: 'model', to: 'canvas', counts: 'p95', aimMs: 17 },
  {
    name: 'gear change → on the canvas, the wait for its sample included',
    from: 'changed',
    to: 'canvas',
  },
];

function rowsOf(ways: readonly Way[]): Row[] {
  return stages.map(({ name, from, to, counts = 'p50', aimMs }) => {
    const times = ways.map((way) => way[`${to}Ms`] - way[`${from}Ms`]);
    const figures = spread(times.filter((ms) => !Number.isNaN(ms)));
    const { [counts]: result = Number.NaN, ...values } = figures;
    const aim = aimMs === undefined ? undefined : { atMost: aimMs };
    return { what: `${name}: ${counts}`, unit: 'ms', result, aim, values };
  });
}

async function measure(browser: Browser, { seconds, note }: SectionContext): Promise<Row[]> {
  const programs = new Programs();
  let writer: PageWriter | null = null;
  let relay: TimedRelay | null = null;
  try {
    relay = await TimedRelay.start();
    writer = await PageWriter.start(programs.pages, 'gears');
    await programs.agent(relay.address);
    const client = new WebSocket(`${relay.address.replace('http', 'ws')}/ws/live`);
    const heard: Heard[] = [];
    client.on('message', (data) => {
      const atMs = monotonicMs();
      for (const frame of (JSON.parse(String(data)) as PlainBatch).data)
        heard.push({ frame, atMs });
    });
    const page = await browser.newPage({ viewport: { width: 300, height: 220 } });
    await page.addInitScript(probe);
    await page.goto(`${relay.address}/overlays/gear?show=always`);
    await page.waitForFunction(() => window.sequential?.stats().ageMs.p50 != null);
    note(`gear changes, ${seconds * 2} s`);
    await new Promise((resolve) => setTimeout(resolve, seconds * 2 * 1000));
    const [notes, relayReport, written] = await Promise.all([
      readNotes(page),
      relay.report(),
      writer.report(),
    ]);
    client.terminate();
    note(`drawn with ${notes.renderer}`);
    return rowsOf(waysOf(written, heard, relayReport, notes));
  } finally {
    await programs.stop();
    await writer?.stop();
    await relay?.stop();
  }
}

async function run(context: SectionContext): Promise<Row[]> {
  if (tools.chromium.find() === null) throw new CannotMeasure('no browser on this machine');
  const browser = await openBrowser({ likeObs: true });
  try {
    return await measure(browser, context);
  } finally {
    await browser.close();
  }
}

export const glass: Section = {
  name: 'glass',
  title: 'Write in memory → each stage up to the canvas of an overlay in Chromium',
  method:
    'Gear changes at random moments of a car that stands still otherwise. The canvas is looked at after each animation frame; its way to the screen is not in it.',
  run,
};
