/** Requests, refusals and the admin key, against a real HTTP server that answers like the relay. */

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeRelayApi, RelayProblem } from '../../../panel/core/relay-api.ts';
import { listen } from '../../support/listen.ts';

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify({ error: { code, message: `Error ${code}.`, hint: 'Do that.' } }));
}

/** Accepts requests with the key. */
function guarded(key: string): Answer {
  return (request, response) => {
    const given = request.headers.authorization;
    if (given === undefined) refuse(response, 401, 'key-missing');
    else if (given !== `Bearer ${key}`) refuse(response, 403, 'key-wrong');
    else response.end('{"done":true}');
  };
}

async function setUp(answer: Answer, keysTyped: readonly (string | null)[] = []) {
  const server = createServer(answer);
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  let kept: string | null = null;
  const typed = [...keysTyped];
  const askKey = vi.fn(async (_wrong: boolean) => typed.shift() ?? null);
  const api = makeRelayApi({
    fetch: (path, init) => fetch(`http://127.0.0.1:${port}${String(path)}`, init),
    keys: {
      read: () => kept,
      write: (key) => {
        kept = key;
      },
    },
    askKey,
  });
  return { api, askKey, server, keptKey: () => kept };
}

async function problem(work: Promise<unknown>): Promise<RelayProblem> {
  return work.then(
    () => Promise.reject(new Error('It went well.')),
    (error: unknown) => {
      expect(error).toBeInstanceOf(RelayProblem);
      return error as RelayProblem;
    },
  );
}

test('GET returns the answer, PUT sends JSON, and an empty body is undefined', async () => {
  const { api } = await setUp((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      if (request.method === 'DELETE') response.writeHead(204).end();
      else response.end(JSON.stringify([request.method, request.headers['content-type'], text]));
    });
  });
  expect(await api.get('/x')).toEqual(['GET', null, '']);
  expect(await api.send('PUT', '/x', { a: 1 })).toEqual(['PUT', 'application/json', '{"a":1}']);
  expect(await api.send('DELETE', '/x')).toBeUndefined();
});

test('a refusal has code, sentence and hint; another answer has its status', async () => {
  const { api } = await setUp((request, response) =>
    request.url === '/odd'
      ? response.writeHead(502).end('Bad Gateway')
      : refuse(response, 404, 'not-found'),
  );
  const refused = await problem(api.get('/x'));
  expect(refused).toMatchObject({ code: 'not-found', hint: 'Do that.', status: 404 });
  expect(refused.text).toBe('Error not-found. Do that.');
  expect((await problem(api.get('/odd'))).message).toContain('502');
});

test.each([200, 403, 502])(
  'a web page with status %i in place of an answer is named',
  async (status) => {
    const { api, askKey } = await setUp((_request, response) => {
      response.writeHead(status, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><html><head><title>You are about\n to visit</title>');
    });
    const { code, text } = await problem(api.get('/x'));
    expect(code).toBe('not-the-relay');
    expect(text).toContain('(“You are about to visit”)');
    expect(askKey).not.toHaveBeenCalled();
  },
);

test('no answer is reported as away; an aborted request is not', async () => {
  const { api, server } = await setUp(() => {});
  const life = new AbortController();
  const asked = api.get('/x', { signal: life.signal });
  life.abort();
  await expect(asked).rejects.toMatchObject({ name: 'AbortError' });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  expect((await problem(api.get('/x'))).code).toBe('away');
});

test('the user is asked for the key, again when it was wrong; the right key is stored', async () => {
  const { api, askKey, keptKey } = await setUp(guarded('right'), ['wrong', 'right']);
  expect(await api.send('PUT', '/x', {})).toEqual({ done: true });
  expect(askKey.mock.calls).toEqual([[false], [true]]);
  expect(keptKey()).toBe('right');
  await api.get('/x');
  expect(askKey).toHaveBeenCalledTimes(2);
});

test('closing the dialog fails the request with the refusal', async () => {
  const { api } = await setUp(guarded('right'), [null]);
  expect((await problem(api.get('/x'))).code).toBe('key-missing');
});

test('several refusals open one dialog', async () => {
  const { api, askKey } = await setUp(guarded('right'), ['right']);
  await Promise.all([api.get('/x'), api.send('PUT', '/y'), api.get('/z')]);
  expect(askKey).toHaveBeenCalledTimes(1);
});

test('where no key would help, the user is asked once', async () => {
  const { api, askKey, keptKey } = await setUp(
    (_request, response) => refuse(response, 401, 'key-missing'),
    ['any', 'more'],
  );
  expect((await problem(api.get('/x'))).code).toBe('key-missing');
  expect(askKey).toHaveBeenCalledTimes(1);
  expect(keptKey()).toBeNull();
});

test('a request of the panel itself does not ask for the key, and is not repeated before there is one', async () => {
  let requests = 0;
  const answer = guarded('right');
  const { api, askKey } = await setUp(
    (request, response) => {
      requests++;
      answer(request, response);
    },
    ['right'],
  );
  const poll = () => api.get('/x', { mayAskKey: false });
  expect((await problem(poll())).status).toBe(401);
  expect((await problem(poll())).status).toBe(401);
  expect(requests).toBe(1);
  expect(askKey).not.toHaveBeenCalled();
  // The user opens something that needs the key.
  await api.get('/y');
  expect(await poll()).toEqual({ done: true });
});

test('a request of the panel itself sends a key that has become wrong only once', async () => {
  const seen: (string | undefined)[] = [];
  let key = 'right';
  const { api } = await setUp(
    (request, response) => {
      seen.push(request.headers.authorization);
      guarded(key)(request, response);
    },
    ['right'],
  );
  await api.get('/x');
  key = 'another';
  seen.length = 0;
  const poll = () => api.get('/x', { mayAskKey: false });
  for (let n = 0; n < 3; n++) await problem(poll());
  expect(seen).toEqual(['Bearer right']);
});
