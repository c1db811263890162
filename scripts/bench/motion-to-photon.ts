/**
 * From memory to the picture, stage by stage, and how smoothly a page plays over a slow line. A gear change is written to
 * the game's pages at a random moment and looked for in a plain client, in the model of an overlay page and on its canvas.
 * The age that a page itself reports is in `overlays/core/page/page-stats.ts`.
 */
import type { Page } from 'playwright-core';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import { about } from '../../overlays/gear/about.ts';
import { decodeFrames, formOf } from '../../protocol/frame-codec.ts';
import { inBrowser } from './browser-cost.ts';
import { PlainClient, whileDriving, writtenAt } from './driving.ts';
import { wait } from './programs.ts';
import type { Context, Figure, Section } from './section.ts';
import { SlowLine } from './slow-line.ts';
import { percentile, percentileFigures } from './statistics.ts';

declare global {
  interface Window {
    sequential?: { stats(): { ageMs: { p50: number | null } } };
  }
}

/** What the page noted on its own clock, ms since 1970. */
interface PageNotes {
  /** Each message of frames, and when the page's listener was done with it. */
  readonly frames: readonly { readonly bytes: readonly number[]; readonly atMs: number }[];
  /** When the canvas held another picture. */
  readonly drawnAtMs: readonly number[];
}

/** A change seen later than this is taken for a later change, ms. */
const longestMs = 500;

/**
 * Runs in the page before its own scripts. Its WebSocket notes when the page's listener is done with a message, and the
 * canvas is compared after every animation frame. Text, because tsx's helpers are not in the page.
 */
const gearProbe = `
  window.notes = { frames: [], drawnAtMs: [] };
  const now = () => performance.timeOrigin + performance.now();
  const Plain = window.WebSocket;
  window.WebSocket = class extends Plain {
    constructor(...words) {
      super(...words);
      // Listeners are called in the order in which they were added: this one follows the page's.
      this.addEventListener('open', () => this.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string') notes.frames.push({ atMs: now(), bytes: data });
      }));
    }
  };
  const copy = document.createElement('canvas');
  copy.width = copy.height = 24;
  const context = copy.getContext('2d', { willReadFrequently: true });
  let before = '';
  const compare = () => {
    const canvas = document.querySelector('canvas');
    if (canvas && canvas !== copy) {
      context.clearRect(0, 0, 24, 24);
      context.drawImage(canvas, 0, 0, 24, 24);
      const picture = context.getImageData(0, 0, 24, 24).data.join();
      if (picture !== before) notes.drawnAtMs.push(now());
      before = picture;
    }
    requestAnimationFrame(() => after.port2.postMessage(null));
  };
  // A task of its own runs after everything that is drawn in this animation frame.
  const after = new MessageChannel();
  after.port1.onmessage = compare;
  after.port2.postMessage(null);
`;

async function readNotes(page: Page): Promise<PageNotes> {
  return (await page.evaluate(`({
    frames: notes.frames.map(({ atMs, bytes }) => ({ atMs, bytes: [...new Uint8Array(bytes)] })),
    drawnAtMs: notes.drawnAtMs,
  })`)) as PageNotes;
}

function firstAfter<T extends { readonly atMs: number }>(
  list: readonly T[],
  fromMs: number,
  fits: (one: T) => boolean = () => true,
): T | undefined {
  return list.find((one) => one.atMs >= fromMs && one.atMs < fromMs + longestMs && fits(one));
}

/** Moments of one gear change, monotonic ms. The packet with the change was written some time after the change. */
type Way = Readonly<Record<'changed' | 'wrote' | 'client' | 'model' | 'canvas', number>>;

/** The gear changes that were found in every stage. */
function gearChanges({ program, seconds, note }: Context): Promise<Way[]> {
  note(`gear changes, ${seconds * 2} s`);
  return inBrowser((browser) =>
    whileDriving(program, { mode: 'gears' }, async ({ relay, report }) => {
      const client = new PlainClient(relay.url);
      const page = await browser.newPage({ viewport: { width: 300, height: 220 } });
      await page.addInitScript(gearProbe);
      await page.goto(`${relay.url}/overlays/gear?show=always`);
      await page.waitForFunction(() => window.sequential?.stats().ageMs.p50 != null);
      await wait(seconds * 2_000);
      const [notes, written] = [await readNotes(page), await report()];
      client.close();
      const wallMinusMonotonicMs = performance.timeOrigin + performance.now() - monotonicMs();
      const form = formOf(about.channels);
      const models = notes.frames.map(({ bytes, atMs }) => ({
        atMs: atMs - wallMinusMonotonicMs,
        gear: decodeFrames(form, Uint8Array.from(bytes)).frames.at(-1)?.gear,
      }));
      const drawn = notes.drawnAtMs.map((atMs) => ({ atMs: atMs - wallMinusMonotonicMs }));
      return written.gearChanges.flatMap(({ atMs: changed, gear }): Way[] => {
        const inClient = firstAfter(client.received, changed, ({ frame }) => frame.gear === gear);
        const model = firstAfter(models, changed, (one) => one.gear === gear);
        // A picture before the model has the gear is the end of the animation of an earlier change.
        const canvas = model && firstAfter(drawn, model.atMs);
        const wrote = inClient && writtenAt(written, inClient.frame.packetId);
        if (!inClient || !model || !canvas || wrote == null) return [];
        return [{ changed, wrote, client: inClient.atMs, model: model.atMs, canvas: canvas.atMs }];
      });
    }),
  );
}

function stageFigures(ways: readonly Way[]): Figure[] {
  const stage = (
    what: string,
    from: keyof Way,
    to: keyof Way,
    aims: Readonly<Record<`p${number}`, number | null>>,
  ): Figure[] =>
    percentileFigures(
      what,
      'ms',
      ways.map((way) => way[to] - way[from]),
      aims,
    );
  return [
    { what: 'gear changes found', unit: '', value: ways.length },
    ...stage('write → plain client', 'wrote', 'client', { p50: 2.5, p99: 6 }),
    ...stage("write → page's model", 'wrote', 'model', { p50: null }),
    ...stage('write → canvas', 'wrote', 'canvas', { p50: null }),
    // One frame of a screen of 60 Hz.
    ...stage('model → canvas', 'model', 'canvas', { p95: 17 }),
    ...stage('gear change → canvas, wait for the sample included', 'changed', 'canvas', {
      p50: null,
    }),
  ];
}

/** A picture: when it was shown (page clock), its place in the session, the play-out delay, all ms. */
type Picture = readonly [number, number, number];

const lines = [
  { name: 'no line between', delayMs: 0, jitterMs: 0, loss: 0 },
  { name: '100 ± 30 ms, 1 % lost', delayMs: 100, jitterMs: 30, loss: 0.01 },
];

/** The play-out learns the line before it is measured, ms. */
const learningMs = 12_000;
/** A step of less than this share of the time since the last picture is a stall; a step of more is a jump. */
const steady = { from: 0.5, to: 1.5 };

/** Runs in the page: notes the place of every picture after its animation frame. */
const pictureProbe = `
  window.pictures = [];
  const after = new MessageChannel();
  after.port1.onmessage = () => {
    const { t, delayMs } = window.sequential?.playing() ?? { t: null };
    if (t !== null) pictures.push([window.frameMs, t, delayMs]);
    ask();
  };
  const ask = () => requestAnimationFrame((ms) => {
    window.frameMs = ms;
    after.port2.postMessage(null);
  });
  ask();
`;

/** What a viewer would notice. Pure. */
export function smoothnessOf(pictures: readonly Picture[]): {
  readonly stalls: number;
  readonly jumps: number;
  readonly stepsBack: number;
} {
  let [stalls, jumps, stepsBack] = [0, 0, 0];
  for (let i = 1; i < pictures.length; i++) {
    const passedMs = pictures[i]![0] - pictures[i - 1]![0];
    const playedMs = pictures[i]![1] - pictures[i - 1]![1];
    // Two notes in one animation frame.
    if (passedMs < 1) continue;
    if (playedMs < 0) stepsBack++;
    if (playedMs / passedMs < steady.from) stalls++;
    else if (playedMs / passedMs > steady.to) jumps++;
  }
  return { stalls, jumps, stepsBack };
}

/** Batches of twenty frames over a line, on a page whose needle moves with every frame. */
function playOut(line: (typeof lines)[number], context: Context): Promise<Figure[]> {
  const { program, seconds, note } = context;
  note(line.name);
  return inBrowser((browser) =>
    whileDriving(program, { agentWords: ['--batch', '20'] }, async ({ relay }) => {
      const slow = await SlowLine.open(relay.port, { ...line, seed: 1 });
      try {
        const page = await browser.newPage({ viewport: { width: 300, height: 300 } });
        await page.addInitScript(pictureProbe);
        await page.goto(`http://127.0.0.1:${slow.port}/overlays/tachometer?show=always`);
        await wait(learningMs);
        await page.evaluate('pictures.length = 0');
        await wait(seconds * 2_000);
        const pictures = (await page.evaluate('pictures')) as Picture[];
        const delayMs = percentile(
          pictures.map(([, , delay]) => delay),
          0.5,
        );
        const noticed = Object.entries(smoothnessOf(pictures)).map(
          ([what, value]): Figure => ({
            what: `${line.name}: ${what === 'stepsBack' ? 'steps back' : what}`,
            unit: '',
            value: pictures.length === 0 ? Number.NaN : value,
            aim: { atMost: 0 },
          }),
        );
        return [...noticed, { what: `${line.name}: delay p50`, unit: 'ms', value: delayMs }];
      } finally {
        await slow.close();
      }
    }),
  );
}

async function measure(context: Context): Promise<Figure[]> {
  const figures = stageFigures(await gearChanges(context));
  for (const line of lines) figures.push(...(await playOut(line, context)));
  return figures;
}

export const motionToPhoton: Section = {
  name: 'motion-to-photon',
  title: 'Write in memory → the canvas of an overlay in Chromium',
  method: `Gear changes at random moments of a car that stands; the canvas is read after each animation frame, so the way to the screen is not included. Then batches of 20 frames over a proxy that delays and loses: a step of less than ${steady.from} of the time since the last picture is a stall, of more than ${steady.to} a jump.`,
  measure,
};
