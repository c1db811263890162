/** `--workers` as it is run: the built program, its processes, and what is left of them. */
import { beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { RelayStatus } from '../../protocol/relay-answers.ts';
import { askAsUser } from '../support/panel-tokens.ts';
import { built, isAlive, run } from '../support/programs.ts';
import { until } from '../support/until.ts';

beforeAll(built);

async function startRelay() {
  const relay = run(['relay', '--port', '0', '--db', 'none', '--workers', '2']);
  const url = await relay.url();
  const status = (await (await askAsUser(url, '/api/status')).json()) as RelayStatus;
  return { relay, url, pids: status.workers.map(({ pid }) => pid) };
}

/** @returns with the code with which it will be closed */
async function watch(url: string): Promise<{ closed: Promise<number> }> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/ws/live`);
  const closed = new Promise<number>((resolve) => ws.on('close', resolve));
  await new Promise((resolve, reject) => ws.on('open', resolve).on('error', reject));
  return { closed };
}

test('the built relay serves viewers from several processes and closes their sockets properly', async () => {
  const { relay, url, pids } = await startRelay();
  expect(pids).toHaveLength(2);
  const viewers = await Promise.all([1, 2, 3, 4].map(() => watch(url)));
  const metrics = await (await fetch(`${url}/metrics`)).text();
  expect(metrics).toMatch(/^sequential_workers 2$/m);
  expect(metrics).toMatch(/^sequential_viewers 4$/m);
  // As a console does on Ctrl+C: to all of them.
  for (const pid of [...pids, relay.pid]) process.kill(pid, 'SIGINT');
  for (const { closed } of viewers) expect(await closed).toBe(1012);
  expect((await relay.ended).code).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
});

test('processes of a killed relay end by themselves', async () => {
  const { relay, url, pids } = await startRelay();
  const viewer = await watch(url);
  process.kill(relay.pid, 'SIGKILL');
  expect(await viewer.closed).toBe(1006);
  await until('they are gone', () => !pids.some(isAlive));
});
