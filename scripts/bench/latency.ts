/**
 * From the moment a physics step is written to memory until a plain WebSocket client on this machine has its frame.
 * All real: a process that writes the pages, the agent, the relay. Beside it the floor: one hop over a bare socket.
 */
import { WebSocket, WebSocketServer } from 'ws';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import type { PlainBatch } from '../../protocol/messages.ts';
import { PageWriter, writtenAt } from './page-writer.ts';
import { Programs } from './programs.ts';
import type { Row, Section, SectionContext } from './section.ts';
import { percentile, spread, spreadRow } from './statistics.ts';

interface Case {
  readonly name: string;
  readonly words: readonly string[];
  /** ms */
  readonly aims?: { readonly p50: number; readonly p99: number };
}

const cases: readonly Case[] = [
  { name: '60 Hz, ws, auto', words: ['--hz', '60'], aims: { p50: 2.5, p99: 6 } },
  { name: '333 Hz, ws, auto', words: ['--hz', '333'] },
  { name: '60 Hz, http, auto', words: ['--hz', '60', '--transport', 'http'] },
  { name: '60 Hz, ws, batches of 20', words: ['--hz', '60', '--batch', '20'] },
];

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

async function measure(words: readonly string[], seconds: number): Promise<number[]> {
  const programs = new Programs();
  let writer: PageWriter | null = null;
  try {
    const { url } = await programs.relay();
    writer = await PageWriter.start(programs.pages, 'drive');
    await programs.agent(url, words);
    const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/live`);
    const seen: { packetId: number; atMs: number }[] = [];
    socket.on('message', (data) => {
      const atMs = monotonicMs();
      const batch = JSON.parse(String(data)) as PlainBatch;
      for (const { packetId } of batch.data) seen.push({ packetId, atMs });
    });
    // The demo car loads for a second, programs warm up: what comes in the first five is left out.
    await wait(5_000);
    seen.length = 0;
    await wait(seconds * 1000);
    socket.terminate();
    const report = await writer.report();
    return seen.flatMap(({ packetId, atMs }) => {
      const written = writtenAt(report, packetId);
      return written === null ? [] : [atMs - written];
    });
  } finally {
    await programs.stop();
    await writer?.stop();
  }
}

/** One message over a bare WebSocket on this machine, 60 a second: below this nothing can be. */
async function floor(seconds: number): Promise<number[]> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const times: number[] = [];
  const client = new WebSocket(`ws://127.0.0.1:${port}`);
  client.on('message', (data) => times.push(monotonicMs() - Number(String(data))));
  const peer = await new Promise<WebSocket>((resolve) => server.once('connection', resolve));
  const timer = setInterval(() => peer.send(String(monotonicMs())), 1000 / 60);
  await wait(seconds * 1000);
  clearInterval(timer);
  client.terminate();
  server.close();
  return times;
}

async function run({ seconds, note }: SectionContext): Promise<Row[]> {
  const rows: Row[] = [];
  note('floor: a bare socket');
  const bare = spread(await floor(Math.min(seconds, 5)));
  rows.push(spreadRow('floor: one hop over a bare socket', 'ms', bare));
  for (const { name, words, aims } of cases) {
    note(name);
    const times = await measure(words, seconds);
    const aim = aims && { atMost: aims.p50 };
    rows.push(spreadRow(name, 'ms', spread(times), aim));
    if (aims === undefined) continue;
    const result = percentile(times, 0.99);
    rows.push({ what: `${name}: p99`, unit: 'ms', result, aim: { atMost: aims.p99 } });
  }
  return rows;
}

export const latency: Section = {
  name: 'latency',
  title: 'Write in memory → receipt by a WebSocket client',
  method:
    'Every frame received, against the moment its physics step was written; waiting for the sample is included.',
  run,
};
