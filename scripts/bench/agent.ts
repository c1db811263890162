/**
 * What the agent costs the PC that the game runs on: processor, memory, the time to its first frame and the pauses of
 * its garbage collection, on this system and as a Windows program under Wine.
 */
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { steadyFlags } from '../../cli/parts/child-process.ts';
import type { PlainBatch } from '../../protocol/messages.ts';
import { tools } from '../tools.ts';
import { type AtEnd, builtForWindows, runWindowsNode, wineReady } from '../wine.ts';
import { PageWriter } from './page-writer.ts';
import { exactCpuMs, Programs, program, residentMb } from './programs.ts';
import type { Row, Section, SectionContext } from './section.ts';
import { percentile } from './statistics.ts';

/** Half a millisecond of work again and again: what the machine makes of it is its own doing. */
const steadyWork = fileURLToPath(new URL('./steady-work.mjs', import.meta.url));
/** Programs warm up: compiled code, heaps that find their size. */
const warmUpMs = 6_000;

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Counts what a relay hands out, and tells when the first frame came. */
class Watcher {
  frames = 0;
  readonly first: Promise<number>;
  readonly #socket: WebSocket;

  constructor(url: string) {
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/ws/live`);
    this.first = new Promise((resolve) => {
      this.#socket.on('message', (data) => {
        if (this.frames === 0) resolve(performance.now());
        this.frames += (JSON.parse(String(data)) as PlainBatch).data.length;
      });
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}

async function share(pid: number, watcher: Watcher, ms: number): Promise<[number, number]> {
  const before = { cpu: exactCpuMs(pid), frames: watcher.frames, ms: performance.now() };
  await wait(ms);
  const elapsedMs = performance.now() - before.ms;
  return [
    ((exactCpuMs(pid) - before.cpu) / elapsedMs) * 100,
    ((watcher.frames - before.frames) * 1000) / elapsedMs,
  ];
}

function costRow(where: string, hz: number, cpu: number, values: Record<string, number>): Row {
  return { what: `${where}, ${hz} Hz: processor time`, unit: '% of a core', result: cpu, values };
}

/** Milliseconds of each pause that V8 told with `--trace-gc`, of every thread of the process. */
export function pausesIn(text: string): number[] {
  return [
    ...text.matchAll(/ ms: (?:Scavenge|Mark-Compact).*? MB,(?: pooled: [\d.]+ MB,)? ([\d.]+) \/ /g),
  ].map((match) => Number(match[1]));
}

/** What `steady-work.mjs` printed, ms. */
function stretchedIn(text: string): number[] {
  return [...text.matchAll(/^took ([\d.]+)$/gm)].map((match) => Number(match[1]));
}

async function here(hz: number, { seconds, note }: SectionContext): Promise<Row[]> {
  note(`${process.platform}, ${hz} Hz`);
  const programs = new Programs();
  let writer: PageWriter | null = null;
  try {
    const { url } = await programs.relay();
    writer = await PageWriter.start(programs.pages, 'drive');
    const watcher = new Watcher(url);
    const startedMs = performance.now();
    const agent = await programs.startNode(
      [...steadyFlags, '--trace-gc', program, 'agent', '--relay', url, '--hz', String(hz)],
      /Connected to the relay/,
    );
    const firstMs = (await watcher.first) - startedMs;
    await wait(warmUpMs);
    const told = agent.output().length;
    const steady = await programs.startNode([steadyWork], /works/);
    const [cpu, rate] = await share(agent.pid, watcher, seconds * 1000);
    const pauses = pausesIn(agent.output().slice(told));
    const stretched = stretchedIn(steady.output());
    const memory = residentMb(agent.pid);
    watcher.close();
    return [
      costRow(process.platform, hz, cpu, {
        'memory MB': memory,
        'first frame ms': firstMs,
        'frames/s': rate,
      }),
      {
        what: `${process.platform}, ${hz} Hz: longest pause of the garbage collection`,
        unit: 'ms',
        result: Math.max(0, ...pauses),
        aim: { atMost: 2 },
        values: {
          p50: percentile(pauses, 0.5),
          p95: percentile(pauses, 0.95),
          pauses: pauses.length,
          'over s': seconds,
        },
      },
      {
        what: `${process.platform}, ${hz} Hz: longest time that half a ms of work took meanwhile`,
        unit: 'ms',
        result: Math.max(0, ...stretched),
        values: {
          p50: percentile(stretched, 0.5),
          p95: percentile(stretched, 0.95),
          pauses: stretched.length,
          'over s': seconds,
        },
      },
    ];
  } finally {
    await programs.stop();
    await writer?.stop();
  }
}

async function underWine(hz: number, { seconds, note }: SectionContext): Promise<Row[]> {
  note(`Windows under Wine, ${hz} Hz`);
  const programs = new Programs();
  const undo: Parameters<AtEnd>[0][] = [];
  const atEnd: AtEnd = (step) => undo.push(step);
  try {
    const { url } = await programs.relay();
    const entry = builtForWindows(atEnd);
    const options = { atEnd, environment: { SEQUENTIAL_PAGES: programs.pages } };
    runWindowsNode(entry, ['demo-car'], options);
    const watcher = new Watcher(url);
    const startedMs = performance.now();
    const agent = runWindowsNode(entry, ['agent', '--relay', url, '--hz', String(hz)], options);
    const firstMs = (await watcher.first) - startedMs;
    await wait(warmUpMs);
    const [cpu, rate] = await share(agent.pid, watcher, seconds * 1000);
    const memory = residentMb(agent.pid);
    watcher.close();
    return [
      costRow('Windows under Wine', hz, cpu, {
        'memory MB': memory,
        'first frame ms': firstMs,
        'frames/s': rate,
      }),
    ];
  } finally {
    for (const step of undo.reverse()) await step();
    await programs.stop();
  }
}

async function run(context: SectionContext): Promise<Row[]> {
  const rows: Row[] = [];
  // The pauses are counted over a minute, unless it has to be quick.
  const long = { ...context, seconds: context.seconds * 3 };
  for (const hz of [60, 333]) rows.push(...(await here(hz, long)));
  if (tools.wine.find() === null) {
    context.note('no Wine on this machine: the Windows form is not measured');
    return rows;
  }
  await wineReady();
  for (const hz of [60, 333]) rows.push(...(await underWine(hz, context)));
  return rows;
}

export const agent: Section = {
  name: 'agent',
  title: 'What the agent costs',
  method:
    'The demo car drives in another process. Processor time and resident memory of the agent, all its threads, started as npm start does; under Wine without the work of Wine’s own server. The pauses are V8’s own figures; beside them stands how long work of half a millisecond takes another program in the same minute, once a second, which tells pauses from a machine that takes the processor away. The first frame is counted from the start of the program to its receipt by a viewer.',
  run,
};
