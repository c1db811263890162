/** Where a panel finds the program after a restart. */

import { createServer } from 'node:net';
import express from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addressAfterRestart, restartAnswer } from '../../../cli/parts/restart-answer.ts';
import type { ConfigContent } from '../../../cli/settings/config-file.ts';
import { freePort } from '../../../scripts/processes.ts';
import { temporaryFolder } from '../../support/clean-up.ts';
import { commandContext } from '../../support/command-context.ts';
import { listen } from '../../support/listen.ts';
import { startTestRelay } from '../../support/test-relay.ts';

describe('the address after a restart', () => {
  test.each([
    ['the same', '127.0.0.1:5000', '127.0.0.1', 5000, null],
    ['another port', '127.0.0.1:5000', '127.0.0.1', 5001, 'http://127.0.0.1:5001'],
    ['another port, by name', 'localhost:5000', '127.0.0.1', 5001, 'http://localhost:5001'],
    ['now for all addresses', '127.0.0.1:5000', '0.0.0.0', 5000, null],
    ['by IPv6', '[::1]:5000', '::', 5001, 'http://[::1]:5001'],
    [
      'now for another address only',
      '127.0.0.1:5000',
      '192.168.1.5',
      5000,
      'http://192.168.1.5:5000',
    ],
    ['another port, from another device', 'pc.lan:5000', '0.0.0.0', 5001, 'http://pc.lan:5001'],
    ['now for this PC only, from another device', 'pc.lan:5000', '127.0.0.1', 5000, null],
    ['without a name', undefined, '127.0.0.1', 5001, null],
  ])('%s', (_, host, nextHost, port, address) => {
    const caller = { host, isForwarded: false };
    expect(addressAfterRestart(caller, 5000, { host: nextHost, port })).toBe(address);
  });

  test('through a proxy is the proxy’s', () => {
    const caller = { host: 'race.example', isForwarded: true };
    expect(addressAfterRestart(caller, 5000, { host: '127.0.0.1', port: 5001 })).toBe(null);
  });
});

async function asked(config: Record<string, unknown>) {
  const { relay, request } = await startTestRelay();
  const context = commandContext(temporaryFolder(), {});
  const content: ConfigContent = { kind: 'good', config, text: '' };
  const router = express.Router();
  router.post('/asked', async (one, response) => {
    response.json(await restartAnswer(one, content, context));
  });
  relay.mount(router);
  return request('/api/asked', { method: 'POST' });
}

test('a port that may be any stays the one that is used', async () => {
  expect((await asked({ port: 0 })).json).toEqual({ address: null });
});

test('a free port is the next address', async () => {
  const port = await freePort();
  expect((await asked({ port })).json).toEqual({ address: `http://127.0.0.1:${port}` });
});

test('a port that another program uses is refused before anything ends', async () => {
  const server = createServer();
  const port = await listen(server);
  onTestFinished(() => void server.close());
  const { status, json } = await asked({ port });
  expect(status).toBe(409);
  expect(json).toMatchObject({ error: { code: 'bad-config' } });
  expect(JSON.stringify(json)).toContain(`Port ${port} is already used by `);
});

test('an address of another machine is refused', async () => {
  const { json } = await asked({ host: '203.0.113.7', key: 'long-enough', port: await freePort() });
  expect(JSON.stringify(json)).toContain('This machine has no address 203.0.113.7.');
});
