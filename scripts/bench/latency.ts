/** From the moment a physics step is written to memory until a WebSocket client on this machine has its frame. */
import { WebSocket, WebSocketServer } from 'ws';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import { PlainClient, whileDriving, writtenAt } from './driving.ts';
import { wait } from './programs.ts';
import type { Context, Figure, Section } from './section.ts';
import { percentileFigures } from './statistics.ts';

/** The demo car loads for a second and programs compile their code: frames of the first seconds do not count. */
const warmUpMs = 5_000;

const none = { p50: null, p99: null };
const cases = [
  { what: '60 Hz, ws', words: ['--hz', '60'], aims: { p50: 2.5, p99: 6 } },
  { what: '333 Hz, ws', words: ['--hz', '333'], aims: none },
  { what: '60 Hz, http', words: ['--hz', '60', '--transport', 'http'], aims: none },
  { what: '60 Hz, ws, batches of 20', words: ['--hz', '60', '--batch', '20'], aims: none },
];

function delays(program: string, agentWords: string[], seconds: number): Promise<number[]> {
  return whileDriving(program, { agentWords }, async ({ relay, report }) => {
    const client = new PlainClient(relay.url);
    await wait(warmUpMs);
    client.received.length = 0;
    await wait(seconds * 1000);
    client.close();
    const written = await report();
    return client.received.flatMap(({ frame, atMs }) => {
      const wroteMs = writtenAt(written, frame.packetId);
      return wroteMs === null ? [] : [atMs - wroteMs];
    });
  });
}

/** One message over a bare WebSocket on this machine, 60 a second: the least that is possible. */
async function bareSocketDelays(seconds: number): Promise<number[]> {
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

async function measure({ program, seconds, note }: Context): Promise<Figure[]> {
  const bare = await bareSocketDelays(Math.min(seconds, 5));
  const figures = percentileFigures('one hop over a bare socket', 'ms', bare, none);
  for (const { what, words, aims } of cases) {
    note(what);
    figures.push(...percentileFigures(what, 'ms', await delays(program, words, seconds), aims));
  }
  return figures;
}

export const latency: Section = {
  name: 'latency',
  title: 'Write in memory → receipt by a WebSocket client',
  method:
    'Every frame received, against the moment its physics step was written. The wait for the next sample is included.',
  measure,
};
