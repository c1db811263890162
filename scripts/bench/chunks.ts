/**
 * The relay as the origin of chunks: what a request costs it, and how many viewers it serves behind caches. The caches are
 * simulated by their request rates: every edge of a CDN asks the origin once for each file that is new to it, and all edges ask
 * in the same moment, when the first viewers do. Those requests are real; the viewers behind the edges are counted.
 */
import { Agent, request } from 'node:http';
import { limits } from '../../protocol/limits.ts';
import type { LatestLiveChunk } from '../../protocol/live-chunk.ts';
import { ForkedProcess } from './forked-process.ts';
import { cpuDuring, Programs, wait } from './programs.ts';
import type { PublisherOrder, PublisherReport } from './publisher-process.ts';
import type { Context, Figure, Section } from './section.ts';
import { percentile } from './statistics.ts';

const session = 'BENCH-0';
const viewers = 100_000;
/** A viewer stays this long: then one in so many seconds joins, and needs an opening. */
const stayS = 600;
/** Edges of a CDN that have viewers of the session; large ones have some hundred cities. */
const edgeCounts = [1, 10, 100, 400] as const;

/** Requests a second of one viewer: a chunk each second, `latest` now and then, an opening when it joins. */
const perViewer = 1 + 1_000 / limits.liveLatestEveryMs + 1 / stayS;

type Publishers = ForkedProcess<PublisherOrder, PublisherReport>;
type File = 'latest' | 'bin' | 'json';

/** Asks the origin as an edge does: over connections that stay open. */
class Edges {
  readonly #agent: Agent;
  readonly #port: number;
  readonly tookMs: number[] = [];
  failed = 0;

  constructor(port: number, connections: number) {
    this.#port = port;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  ask(path: string): Promise<Buffer> {
    const beganMs = performance.now();
    return new Promise((resolve) => {
      const asked = request({ port: this.#port, path, agent: this.#agent }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => {
          this.tookMs.push(performance.now() - beganMs);
          if (answer.statusCode !== 200) this.failed++;
          resolve(Buffer.concat(parts));
        });
      });
      asked.on('error', () => {
        this.failed++;
        resolve(Buffer.alloc(0));
      });
      asked.end();
    });
  }

  async latest(): Promise<LatestLiveChunk> {
    return JSON.parse(String(await this.ask(`/live/${session}/latest`))) as LatestLiveChunk;
  }

  close(): void {
    this.#agent.destroy();
  }
}

function pathOf(file: File, newest: number): string {
  return file === 'latest' ? `/live/${session}/latest` : `/live/${session}/${newest}.${file}`;
}

/** Processor time of one request of each kind, µs, with the price of connections that stay open. */
async function costOf(relay: { pid: number; port: number }, seconds: number, idleMsPerS: number) {
  const costs = new Map<File, number>();
  // The first round is not counted: V8 compiles the code.
  for (const file of ['latest', 'bin', 'json', 'latest'] as const) {
    const edges = new Edges(relay.port, 16);
    const { newest } = await edges.latest();
    let asked = 0;
    const beganMs = performance.now();
    const { cpuMs } = await cpuDuring([relay.pid], async () => {
      const untilMs = performance.now() + (seconds * 1_000) / 4;
      const one = async (): Promise<void> => {
        while (performance.now() < untilMs) {
          await edges.ask(pathOf(file, newest!));
          asked++;
        }
      };
      await Promise.all(Array.from({ length: 16 }, one));
    });
    const elapsedS = (performance.now() - beganMs) / 1_000;
    costs.set(file, ((cpuMs[0]! - idleMsPerS * elapsedS) * 1_000) / asked);
    edges.close();
  }
  return costs;
}

/** Every edge asks for what is new once a second, all within some milliseconds. */
async function behindEdges(relay: { pid: number; port: number }, count: number, seconds: number) {
  const edges = new Edges(relay.port, Math.min(count, 256));
  const { cpuMs } = await cpuDuring([relay.pid], async () => {
    for (let n = 0; n < seconds; n++) {
      const beganMs = performance.now();
      const { newest } = await edges.latest();
      const files = (['bin', 'json', 'latest'] as const).map((file) => pathOf(file, newest!));
      await Promise.all(
        files.flatMap((path) => Array.from({ length: count }, () => edges.ask(path))),
      );
      await wait(Math.max(1_000 - (performance.now() - beganMs), 0));
    }
  });
  edges.close();
  return { share: cpuMs[0]! / (seconds * 1_000), tookMs: edges.tookMs, failed: edges.failed };
}

async function measure({ program, seconds, note }: Context): Promise<Figure[]> {
  const programs = new Programs(program);
  const publishers: Publishers = await ForkedProcess.start('publisher-process.ts');
  const figures: Figure[] = [];
  const add = (what: string, value: number, unit: string, aim?: Figure['aim']): void => {
    figures.push({ what, value, unit, aim });
  };
  try {
    const relay = await programs.relay();
    await publishers.ask({
      type: 'open',
      count: 1,
      way: 'ws',
      port: relay.port,
      framesPerBatch: 1,
      channels: 'all',
    });
    const drive = publishers.ask({ type: 'run', ms: (3 * seconds + 15) * 1_000, hz: 60 });
    await wait(3_000);
    const before = await cpuDuring([relay.pid], () => wait(4_000));
    const edges = new Edges(relay.port, 1);
    await edges.latest();
    await wait(3_000);
    const { newest } = await edges.latest();
    const chunk = await edges.ask(pathOf('bin', newest!));
    const recording = await cpuDuring([relay.pid], () => wait(4_000));
    edges.close();
    const idleMsPerS = recording.cpuMs[0]! / 4;
    add('size of a second, all channels at 60 Hz', chunk.length, 'bytes');
    add('recording a session', (idleMsPerS - before.cpuMs[0]! / 4) / 10, '% of a core');
    note('requests as fast as they are answered');
    const costs = await costOf(relay, seconds, idleMsPerS);
    for (const [file, us] of costs) add(`a request: ${file}`, us, 'µs');
    const mixed =
      (costs.get('bin')! + costs.get('latest')! / 5 + costs.get('json')! / stayS) / perViewer;
    const rate = viewers * perViewer;
    add('100,000 viewers without a cache: requests', rate, '/s');
    add('100,000 viewers without a cache: reckoned', (rate * mixed) / 1_000_000, 'cores');
    for (const count of edgeCounts) {
      note(`100,000 viewers behind ${count} edges`);
      const { share, tookMs, failed } = await behindEdges(relay, count, Math.ceil(seconds / 4));
      const of = `100,000 viewers behind ${count} ${count === 1 ? 'edge' : 'edges'}`;
      add(`${of}: requests at the origin`, 3 * count, '/s');
      add(`${of}: the relay, with its session`, share, 'cores', { atMost: 1 });
      add(`${of}: answered within, p99`, percentile(tookMs, 0.99), 'ms', { atMost: 500 });
      if (failed > 0) add(`${of}: requests that failed`, failed, '', { atMost: 0 });
    }
    await drive;
    return figures;
  } finally {
    await publishers.stop();
    await programs.stop();
  }
}

export const chunks: Section = {
  name: 'chunks',
  title: 'The origin of chunks',
  method:
    'One relay, one session of all channels at 60 Hz over the publish socket. The cost of a request is the processor time of ' +
    'the relay during requests over 16 connections, less that of the session, by their number. A viewer asks for a chunk each ' +
    'second, for `latest` every 5 s, and for an opening when it joins, for ten minutes. “Without a cache” is that rate times ' +
    'the cost. An edge keeps each file, and asks the origin once a second for each of the three, whatever its number of ' +
    'viewers; all edges ask at the same time. Those requests are real.',
  measure,
};
