/** `sequential health`, as a container's health check starts it. */

import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { healthCommand } from '../../../cli/commands/health.ts';
import { freePort } from '../../../scripts/processes.ts';
import { commandContext } from '../../support/command-context.ts';
import { listen } from '../../support/listen.ts';
import { startTestRelay } from '../../support/test-relay.ts';

/** @returns the exit code and what was printed */
async function healthAt(port: number): Promise<[number, string]> {
  const printed: string[] = [];
  const print = (text: string): void => void printed.push(text);
  const code = await healthCommand.run(commandContext('/', { port }, { print }));
  return [code, printed.join('')];
}

test('a relay that serves is well, also one that lets nobody look inside', async () => {
  const relay = await startTestRelay({ isPublic: true, key: 'publish-key' });
  expect(await healthAt(relay.relay.port)).toEqual([0, 'ok\n']);
});

test('a relay that hands its viewers on is not', async () => {
  const server = createServer((_request, response) => {
    const recorder = { store: 'none', state: 'ok', detail: null };
    response.writeHead(503).end(JSON.stringify({ status: 'draining', version: '1', recorder }));
  });
  const port = await listen(server);
  onTestFinished(() => void server.close());
  expect(await healthAt(port)).toEqual([1, 'draining\n']);
});

test('where nobody answers, or something else than a relay, an error says so', async () => {
  await expect(healthAt(await freePort())).rejects.toMatchObject({ code: 'not-running' });
  const server = createServer((_request, response) => response.end('{"status":"ok"}'));
  const port = await listen(server);
  onTestFinished(() => void server.close());
  await expect(healthAt(port)).rejects.toMatchObject({ code: 'not-running' });
});
