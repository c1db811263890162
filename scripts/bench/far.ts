/**
 * How smoothly a page far away plays: batches of twenty frames over a slow line, and where in the session each of
 * its pictures was. A picture that stays is a stall, one that leaps is a jump; the delay should stay what it is.
 */
import { openBrowser } from '../browser.ts';
import { tools } from '../tools.ts';
import { PageWriter } from './page-writer.ts';
import { Programs } from './programs.ts';
import { CannotMeasure, type Row, type Section, type SectionContext } from './section.ts';
import { SlowLine, type SlowLineOptions } from './slow-line.ts';
import { percentile } from './statistics.ts';

/** A picture each: when it was shown (page clock), where in the session it was, the delay that is kept, all ms. */
type Picture = readonly [number, number, number];

interface Line extends Omit<SlowLineOptions, 'seed'> {
  readonly name: string;
}

const lines: readonly Line[] = [
  { name: 'no line between', delayMs: 0, jitterMs: 0, loss: 0 },
  { name: '100 ± 30 ms, 1 % lost', delayMs: 100, jitterMs: 30, loss: 0.01 },
];

/** The play-out learns the line for so long before it is held to anything, ms. */
const settleMs = 12_000;
/** Less than this share of the time that passed is a stall, more than this a jump. */
const steady = { from: 0.5, to: 1.5 };

/** In the page: after each animation frame, where the picture is. Text, as tsx's helpers are not in the page. */
const probe = `
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

interface Smoothness {
  readonly stalls: number;
  readonly jumps: number;
  readonly back: number;
  readonly longestStallMs: number;
  readonly delays: readonly number[];
  readonly seconds: number;
}

/** Pure: what a viewer would have noticed. */
export function smoothnessOf(pictures: readonly Picture[]): Smoothness {
  let [stalls, jumps, back, longestStallMs] = [0, 0, 0, 0];
  for (let i = 1; i < pictures.length; i++) {
    const passedMs = pictures[i]![0] - pictures[i - 1]![0];
    const playedMs = pictures[i]![1] - pictures[i - 1]![1];
    // Two looks in one animation frame.
    if (passedMs < 1) continue;
    const share = playedMs / passedMs;
    if (playedMs < 0) back++;
    if (share < steady.from) {
      stalls++;
      longestStallMs = Math.max(longestStallMs, passedMs - playedMs);
    } else if (share > steady.to) jumps++;
  }
  return {
    stalls,
    jumps,
    back,
    longestStallMs,
    delays: pictures.map(([, , delayMs]) => delayMs),
    seconds: pictures.length === 0 ? 0 : (pictures.at(-1)![0] - pictures[0]![0]) / 1000,
  };
}

async function measure(line: Line, { seconds, note }: SectionContext): Promise<Row[]> {
  note(line.name);
  const programs = new Programs();
  const browser = await openBrowser({ likeObs: true });
  let writer: PageWriter | null = null;
  let slow: SlowLine | null = null;
  try {
    const { url } = await programs.relay();
    writer = await PageWriter.start(programs.pages, 'drive');
    await programs.agent(url, ['--batch', '20']);
    slow = await SlowLine.open(Number(new URL(url).port), { ...line, seed: 1 });
    const page = await browser.newPage({ viewport: { width: 300, height: 300 } });
    await page.addInitScript(probe);
    await page.goto(`http://127.0.0.1:${slow.port}/overlays/tachometer?show=always`);
    // Its needle moves at every step, so a picture that stays is no picture of what stands.
    await page.waitForTimeout(settleMs);
    await page.evaluate('pictures.length = 0');
    await page.waitForTimeout(seconds * 2_000);
    const pictures = (await page.evaluate('pictures')) as Picture[];
    const { stalls, jumps, back, longestStallMs, delays, seconds: held } = smoothnessOf(pictures);
    const values = { 'over s': held, pictures: pictures.length };
    return [
      {
        what: `${line.name}: stalls`,
        unit: '',
        result: stalls,
        aim: { atMost: 0 },
        values: { ...values, 'longest ms': longestStallMs },
      },
      { what: `${line.name}: jumps`, unit: '', result: jumps, aim: { atMost: 0 }, values },
      { what: `${line.name}: back in time`, unit: '', result: back, aim: { atMost: 0 }, values },
      {
        what: `${line.name}: delay p50`,
        unit: 'ms',
        result: percentile(delays, 0.5),
        values: { ...values, least: percentile(delays, 0), most: percentile(delays, 1) },
      },
    ];
  } finally {
    await browser.close();
    await slow?.close();
    await programs.stop();
    await writer?.stop();
  }
}

async function run(context: SectionContext): Promise<Row[]> {
  if (tools.chromium.find() === null) throw new CannotMeasure('no browser on this machine');
  const rows: Row[] = [];
  for (const line of lines) rows.push(...(await measure(line, context)));
  return rows;
}

export const far: Section = {
  name: 'far',
  title: 'Play-out of 20-frame batches over a slow line',
  method: `Pictures of a page behind a line that delays and loses (a proxy of TCP). A step of less than ${steady.from} of the time since the picture before is a stall, of more than ${steady.to} a jump.`,
  run,
};
