/** The whole pipeline as separate processes: demo car → agent → relay, and a viewer that records when each frame arrives. */
import { WebSocket } from 'ws';
import { monotonicMs } from '../../agent/sampling/clock.ts';
import type { PlainBatch } from '../../protocol/messages.ts';
import { type AtEnd, withTest } from './clean-up.ts';
import { ownPages, type Program, type RunOptions, run } from './programs.ts';

export interface Live {
  readonly relay: Program;
  readonly agent: Program;
  readonly car: Program;
  readonly url: string;
}

export interface LiveOptions extends RunOptions {
  readonly relayWords?: readonly string[];
  readonly agentWords?: readonly string[];
}

export async function startLive(options: LiveOptions = {}): Promise<Live> {
  const { relayWords = ['--db', 'none'], agentWords = [], ...runOptions } = options;
  const environment = { SEQUENTIAL_PAGES: ownPages(), ...options.environment };
  const relay = run(['relay', '--port', '0', ...relayWords], runOptions);
  const url = await relay.url();
  const withPages = { ...runOptions, environment };
  const agent = run(['agent', '--relay', url, ...agentWords], withPages);
  const car = run(['demo-car'], withPages);
  return { relay, agent, car, url };
}

export interface Seen {
  readonly batch: PlainBatch;
  /** Monotonic ms. */
  readonly atMs: number;
}

export interface Viewer {
  readonly seen: Seen[];
  /** Resolves after this number of frames; rejects if the socket closes first. */
  frames(count: number): Promise<void>;
  close(): void;
}

/** A client without a subprotocol, as anybody could write one. */
export async function watch(
  url: string,
  session = 'live',
  atEnd: AtEnd = withTest,
): Promise<Viewer> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/ws/${session}`);
  atEnd(() => socket.terminate());
  const seen: Seen[] = [];
  let frames = 0;
  let wake = (): void => {};
  socket.on('message', (data) => {
    const atMs = monotonicMs();
    const batch = JSON.parse(String(data)) as PlainBatch;
    seen.push({ batch, atMs });
    frames += batch.data.length;
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve);
    socket.once('error', reject);
  });
  let closed: string | null = null;
  socket.on('close', (code, reason) => {
    closed = `the socket was closed with ${code} ${String(reason)}`;
    wake();
  });
  return {
    seen,
    frames: (count) =>
      new Promise((resolve, reject) => {
        wake = () => {
          if (frames >= count) resolve();
          else if (closed !== null)
            reject(new Error(`${frames} of ${count} frames came, then ${closed}`));
        };
        wake();
      }),
    close: () => socket.close(),
  };
}
