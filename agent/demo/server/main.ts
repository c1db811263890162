/** Runs the made-up dedicated server on a UDP socket, in real time. */
import { createSocket } from 'node:dgram';
import type { Log } from '../../../protocol/log.ts';
import { monotonicMs } from '../../sampling/clock.ts';
import { DemoServer, type DemoServerOptions } from './demo-server.ts';

export interface RunningDemoServer {
  /** Where it receives messages of its plugin. */
  readonly port: number;
  stop(): Promise<void>;
}

export interface DemoServerPorts {
  /** Where it receives messages of its plugin; 0: any free one. */
  readonly port: number;
  /** Where its plugin receives, on this PC. */
  readonly pluginPort: number;
}

const loopback = '127.0.0.1';
/** A server works at this pace, ms. */
const tickMs = 15;

const usualSessions: DemoServerOptions = {
  seed: 16,
  laps: 15,
  qualifyingMinutes: 10,
  raceFirst: true,
  dialect: 'acServer',
};

/** Starts the server; resolves when it listens. Rejects with Node's error when the port is taken. */
export async function runDemoServer(
  { port, pluginPort }: DemoServerPorts,
  log: Log,
  options: Partial<DemoServerOptions> = {},
): Promise<RunningDemoServer> {
  const server = new DemoServer({ ...usualSessions, ...options });
  const socket = createSocket('udp4');
  const send = (messages: readonly Buffer[]): void => {
    for (const one of messages) socket.send(one, pluginPort, loopback);
  };
  socket.on('message', (bytes) => send(server.receive(bytes, monotonicMs())));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, loopback, () => resolve());
  });
  socket.removeAllListeners('error');
  socket.on('error', (error) => log.warn({ err: error }, 'The made-up server has a problem.'));
  send(server.start(monotonicMs()));
  const timer = setInterval(() => send(server.tick(monotonicMs())), tickMs);
  log.info({ port: socket.address().port, pluginPort }, 'A made-up game server runs.');
  return {
    port: socket.address().port,
    stop: () => {
      clearInterval(timer);
      return new Promise((resolve) => socket.close(() => resolve()));
    },
  };
}
