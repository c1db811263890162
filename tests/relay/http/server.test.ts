/** How the HTTP server treats its connections. */

import { once } from 'node:events';
import { Agent, get, type IncomingMessage, type ServerResponse } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { makeHttpServer } from '../../../relay/http/server.ts';
import { listen } from '../../support/listen.ts';

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
afterEach(() => agent.destroy());

test('a connection that was busy when the server closed is answered once more, and ends', async () => {
  const asked: ServerResponse[] = [];
  const server = makeHttpServer(
    {
      ingest: () => {},
      rest: (_request, response) => {
        asked.push(response);
        server.emit('asked');
      },
      upgrade: () => {},
    },
    {
      quota: { what: 'connections', total: 10, perAddress: 10, reserved: 0 },
      isProxy: () => false,
    },
  );
  const port = await listen(server);
  const ask = async () => {
    const request = get({ host: '127.0.0.1', port, agent });
    await once(server, 'asked');
    return request;
  };
  const answered = async (request: ReturnType<typeof get>) => {
    asked.pop()!.end('answer');
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    await once(response, 'end');
    return response.headers.connection;
  };

  const busy = await ask();
  const closed = once(server, 'close');
  server.close();
  expect(await answered(busy)).toBe('keep-alive');
  const again = await ask();
  expect(await answered(again)).toBe('close');
  expect(again.reusedSocket).toBe(true);
  await closed;
});
