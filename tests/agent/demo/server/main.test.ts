/** The made-up dedicated server speaks over a real UDP socket as the game's does. */
import { createSocket, type Socket } from 'node:dgram';
import { expect, test } from 'vitest';
import { type RunningDemoServer, runDemoServer } from '../../../../agent/demo/server/main.ts';
import { silentLog } from '../../../../protocol/log.ts';
import { withTest } from '../../../support/clean-up.ts';
import { until } from '../../../support/until.ts';

const loopback = '127.0.0.1';

async function plugin(): Promise<{ socket: Socket; kinds: number[]; port: number }> {
  const kinds: number[] = [];
  const socket = createSocket('udp4');
  socket.on('message', (bytes) => kinds.push(bytes[0]!));
  await new Promise<void>((resolve) => socket.bind(0, loopback, resolve));
  withTest(() => new Promise<void>((resolve) => socket.close(() => resolve())));
  return { socket, kinds, port: socket.address().port };
}

async function serverFor(pluginPort: number): Promise<RunningDemoServer> {
  const server = await runDemoServer({ port: 0, pluginPort }, silentLog);
  withTest(() => server.stop());
  return server;
}

test('it begins with its version, its session and its drivers, and moves no car before it is asked', async () => {
  const { kinds, port } = await plugin();
  await serverFor(port);
  await until('19 drivers have loaded', () => kinds.filter((kind) => kind === 58).length === 19);
  expect(kinds.slice(0, 4)).toEqual([56, 50, 51, 58]);
  expect(kinds).not.toContain(53);
});

test('it answers questions, and moves the cars as often as it is asked to', async () => {
  const { socket, kinds, port } = await plugin();
  const server = await serverFor(port);
  const ask = (hex: string) => socket.send(Buffer.from(hex, 'hex'), server.port, loopback);
  ask('ccffff');
  await until('the session', () => kinds.includes(59));
  ask('c903');
  await until('a car', () => kinds.includes(54));
  ask('c81e00');
  await until('three rounds', () => kinds.filter((kind) => kind === 53).length >= 3 * 19);
  // Rubbish and questions about nothing are not answered.
  const answers = () => kinds.filter((kind) => kind === 54).length;
  for (const hex of ['', 'ff', 'c9ff', 'cc0900']) ask(hex);
  ask('c904');
  await until('another car', () => answers() === 2);
});
