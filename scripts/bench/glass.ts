/**
 * From memory to glass, stage by stage: a gear change is written to the game's pages at a random moment and looked
 * for in the agent's sample, in the relay, in a plain WebSocket client, in an overlay page's model and on its canvas.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { monotonicMs } from '../../agent/clock.ts';
import { about } from '../../overlays/gear/about.ts';
import { decodeFrames, formOf } from '../../protocol/codec.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { PlainBatch, RelayToViewer } from '../../protocol/messages.ts';
import { openBrowser } from '../browser.ts';
import { tools } from '../tools.ts';
import { PageWriter, type WriterReport } from './page-writer.ts';
import { Programs } from './programs.ts';
import { CannotMeasure, type Row, type Section, type SectionContext } from './section.ts';
import { spread } from './statistics.ts';
import type { RelayReady, RelayReport } from './timed-relay.ts';

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

const lastStep = 'd → e, one animation frame at most';

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
    requestAnimationFrame(compare);
  };
  requestAnimationFrame(compare);
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

function firstAfter<T>(
  list: readonly T[],
  at: (one: T) => number,
  fits: (one: T) => boolean,
  fromMs: number,
): T | undefined {
  return list.find((one) => at(one) >= fromMs && at(one) < fromMs + longestMs && fits(one));
}

/** Time from each gear change to its arrival in each stage, ms; changes that a stage did not note are left out. */
function stagesOf(
  written: WriterReport,
  heard: readonly Heard[],
  relay: RelayReport,
  notes: PageNotes,
): Record<string, number[]> {
  const stages: Record<string, number[]> = {
    'a · in the agent': [],
    'b · in the relay': [],
    'c · in a plain client': [],
    "d · in the page's model": [],
    'e · on the canvas': [],
    [lastStep]: [],
  };
  const told = notes.texts
    .map((text) => JSON.parse(text) as RelayToViewer)
    .flatMap((message) =>
      message.type === 'welcome' || message.type === 'session' ? [message.session] : [],
    )
    .findLast((session) => session?.clock === 'measured');
  const originMs = told?.originMs == null ? null : told.originMs - relay.clockMinusMonotonicMs;
  const taken = new Map(relay.takenAtMs);
  const pageMinusMonotonicMs = performance.timeOrigin + performance.now() - monotonicMs();
  const form = formOf(about.channels);
  const models = notes.frames.map(({ bytes, tookAt }) => ({
    atMs: tookAt - pageMinusMonotonicMs,
    gear: decodeFrames(form, Uint8Array.from(bytes)).frames.at(-1)?.gear,
  }));
  const drawn = notes.drawnAt.map((at) => ({ atMs: at - pageMinusMonotonicMs }));
  for (const { atMs, gear } of written.gearChanges) {
    const first = firstAfter(
      heard,
      (one) => one.atMs,
      (one) => one.frame.gear === gear,
      atMs,
    );
    const model = firstAfter(
      models,
      (one) => one.atMs,
      (one) => one.gear === gear,
      atMs,
    );
    // A picture before the model knows is the end of the animation of an earlier change.
    const picture =
      model &&
      firstAfter(
        drawn,
        (one) => one.atMs,
        () => true,
        model.atMs,
      );
    if (first === undefined || model === undefined || picture === undefined) continue;
    const { t, packetId } = first.frame;
    const inRelay = taken.get(packetId);
    if (originMs !== null && t !== undefined) stages['a · in the agent']!.push(originMs + t - atMs);
    if (inRelay !== undefined) stages['b · in the relay']!.push(inRelay - atMs);
    stages['c · in a plain client']!.push(first.atMs - atMs);
    stages["d · in the page's model"]!.push(model.atMs - atMs);
    stages['e · on the canvas']!.push(picture.atMs - atMs);
    stages[lastStep]!.push(picture.atMs - model.atMs);
  }
  return stages;
}

function rowsOf(stages: Readonly<Record<string, readonly number[]>>, renderer: string): Row[] {
  return Object.entries(stages).flatMap(([name, times]) => {
    const { p50, p95, p99, ...rest } = spread(times) as Record<'p50' | 'p95' | 'p99', number>;
    const what = name.startsWith('e') ? `${name} (${renderer})` : name;
    const half: Row = {
      what: `${what}: p50`,
      unit: 'ms',
      result: p50,
      values: { p95, p99, ...rest },
    };
    if (name.startsWith('c'))
      return [
        { ...half, aim: { atMost: 2.5 } },
        { what: `${what}: p99`, unit: 'ms', result: p99, aim: { atMost: 6 } },
      ];
    // One frame of a screen of 60 Hz, and what a timer of the browser is coarse by.
    if (name === lastStep)
      return [
        {
          ...half,
          what: `${what}: p95`,
          result: p95,
          aim: { atMost: 17 },
          values: { p99, ...rest },
        },
      ];
    return [half];
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
    const stages = stagesOf(written, heard, relayReport, notes);
    return rowsOf(stages, notes.renderer.split(' ')[0]!);
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
