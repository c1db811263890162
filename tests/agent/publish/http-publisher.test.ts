/** Publishing by POST to a real server: order, one request at a time, and the meaning of each answer. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { HttpPublisher } from '../../../agent/publish/http-publisher.ts';
import type { PublisherOptions } from '../../../agent/publish/port.ts';
import { monotonicMs } from '../../../agent/sampling/clock.ts';
import type { Frame } from '../../../protocol/frame.ts';
import { range } from '../../support/frames.ts';
import { listen } from '../../support/listen.ts';
import { until } from '../../support/until.ts';
import { frame, session } from '../support/frames.ts';
import { addAll, peerOfTest, publisherOf } from '../support/publishers.ts';

interface Posted {
  url: string;
  method: string;
  headers: IncomingMessage['headers'];
  frames: Frame[];
}

type Reply = { status: number; body?: string; headers?: Record<string, string> } | 'silence';

/** A server with an `/ingest` that records requests and sends the set replies. */
class Endpoint {
  readonly posts: Posted[] = [];
  readonly puts: { url: string; body: unknown }[] = [];
  reply: (posted: Posted) => Reply = () => ({ status: 200, body: '{}' });
  putStatus = 200;
  open = 0;
  openAtOnce = 0;
  port = 0;
  #server: Server | null = null;

  async listen(): Promise<this> {
    const server = createServer((request, response) => void this.#serve(request, response));
    this.port = await listen(server, this.port);
    this.#server = server;
    return this;
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const part of request) text += part;
    const { url = '', method = '', headers } = request;
    if (method === 'PUT') {
      this.puts.push({ url, body: JSON.parse(text) });
      response.writeHead(this.putStatus).end('{}');
      return;
    }
    this.open++;
    this.openAtOnce = Math.max(this.openAtOnce, this.open);
    const posted = { url, method, headers, frames: JSON.parse(text) as Frame[] };
    this.posts.push(posted);
    const reply = this.reply(posted);
    if (reply === 'silence') return;
    // The answer is delayed, so that a second request would be noticed.
    setTimeout(() => {
      this.open--;
      response.writeHead(reply.status, reply.headers ?? {}).end(reply.body ?? '');
    }, 2);
  }

  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  get packetIds(): number[] {
    return this.posts.flatMap(({ frames }) => frames.map(({ packetId }) => packetId));
  }
}

async function endpoint(): Promise<Endpoint> {
  return peerOfTest(await new Endpoint().listen());
}

function publisherTo(to: Endpoint, options: Partial<PublisherOptions> = {}) {
  const made = publisherOf(HttpPublisher, new URL(`http://127.0.0.1:${to.port}`), options);
  made.publisher.setSession(session());
  return made;
}

/** A publisher whose server is away. */
async function publisherAway(options: Partial<PublisherOptions> = {}) {
  const server = await endpoint();
  await server.close();
  return { server, ...publisherTo(server, options) };
}

async function sent(publisher: HttpPublisher): Promise<void> {
  await until('everything is received', () => publisher.stats().framesKept === 0);
}

describe('a request', () => {
  it('is a POST of frames as in the contract', async () => {
    const server = await endpoint();
    const { publisher } = publisherTo(server, { key: 'secret-key' });
    publisher.add(frame(1, { lap: 5 }));
    await sent(publisher);
    const [post] = server.posts;
    expect(post).toMatchObject({
      method: 'POST',
      url: '/ingest?session_id=RACE-SPA-2026&lap=5',
      headers: { 'content-type': 'application/json', authorization: 'Bearer secret-key' },
      frames: [frame(1, { lap: 5 })],
    });
  });

  it('goes out when none is in flight; meanwhile frames collect, at most twenty of one lap', async () => {
    const server = await endpoint();
    const { publisher } = publisherTo(server);
    addAll(publisher, range(1, 8), 1);
    addAll(publisher, range(9, 18), 2);
    await sent(publisher);
    expect(server.posts.map(({ frames }) => frames.length)).toEqual([1, 7, 10]);
    expect(server.packetIds).toEqual(range(1, 18));
    expect(server.openAtOnce).toBe(1);
  });

  it('has exactly the number of frames asked for, except at the end of a lap and at a pause', async () => {
    const server = await endpoint();
    const { publisher } = publisherTo(server, { batch: 20 });
    addAll(publisher, range(1, 45), 1);
    addAll(publisher, range(46, 50), 2);
    await until('the first lap is sent', () => server.packetIds.length === 45);
    publisher.flush();
    await sent(publisher);
    expect(server.posts.map(({ frames }) => frames.length)).toEqual([20, 20, 5, 5]);
  });
});

describe('an answer', () => {
  it('of 400 is final: the server’s answer is logged once, and the next frames go out', async () => {
    const server = await endpoint();
    const words = '{"error":{"code":"bad-frame","message":"Frame 0: gas"}}';
    server.reply = ({ frames }) =>
      frames[0]!.packetId <= 2 ? { status: 400, body: words } : { status: 200 };
    const { publisher, log } = publisherTo(server, { batch: 1 });
    addAll(publisher, range(1, 4));
    await sent(publisher);
    expect(server.packetIds).toEqual([1, 2, 3, 4]);
    expect(publisher.stats().framesRefused).toBe(2);
    expect(log.complaints.length).toBe(1);
    expect(log.complaints[0]).toContain('Frame 0: gas');
  });

  it.each([429, 500, 503])('of %i is temporary: the same frames are sent again', async (status) => {
    const server = await endpoint();
    server.reply = () => ({ status: server.posts.length < 3 ? status : 200 });
    const { publisher, log } = publisherTo(server);
    addAll(publisher, [1]);
    await sent(publisher);
    expect(server.packetIds).toEqual([1, 1, 1]);
    expect(log.complaints.length).toBe(1);
  });

  it('may contain the time to wait', async () => {
    const server = await endpoint();
    const at: number[] = [];
    server.reply = () => {
      at.push(monotonicMs());
      return at.length === 1 ? { status: 429, headers: { 'retry-after': '1' } } : { status: 200 };
    };
    const { publisher } = publisherTo(server);
    addAll(publisher, [1]);
    await sent(publisher);
    expect(at[1]! - at[0]!).toBeGreaterThan(990);
  });

  it('with warnings is a success, and the warnings are logged once', async () => {
    const server = await endpoint();
    const body = '{"accepted":1,"warnings":["Field \\"clutch\\" was left out of frame 0."]}';
    server.reply = () => ({ status: 200, body });
    const { publisher, log } = publisherTo(server);
    addAll(publisher, range(1, 3));
    await sent(publisher);
    expect(log.complaints).toHaveLength(1);
    expect(log.complaints[0]).toContain('The relay drops some fields');
    expect(publisher.stats().framesRefused).toBe(0);
  });

  it('of 413 makes the batches smaller', async () => {
    const server = await endpoint();
    server.reply = ({ frames }) => ({ status: frames.length > 6 ? 413 : 200 });
    const { publisher } = publisherTo(server);
    addAll(publisher, range(1, 20));
    await sent(publisher);
    const accepted = server.posts.filter(({ frames }) => frames.length <= 6);
    expect(accepted.flatMap(({ frames }) => frames.map(({ packetId }) => packetId))).toEqual(
      range(1, 20),
    );
    expect(publisher.stats().framesRefused).toBe(0);
  });

  it.each([
    [401, {}, 'give it with --key'],
    [403, {}, 'check --key'],
    [404, {}, 'is it a relay?'],
    [301, { location: 'https://example.org/' }, 'moved to https://example.org/'],
    [418, {}, 'HTTP 418'],
  ])('of %i is logged, and the frames are kept', async (status, headers, words) => {
    const server = await endpoint();
    server.reply = () => ({ status, headers });
    const { publisher, log } = publisherTo(server);
    addAll(publisher, range(1, 3));
    await until('it is logged', () => log.complaints.length > 0);
    expect(log.complaints[0]).toContain(words);
    expect(publisher.stats()).toMatchObject({ framesKept: 3, connected: false });
  });

  it.each([200, 400, 403, 502])(
    'that is a web page with status %i is logged by its title, and the frames are kept',
    async (status) => {
      const server = await endpoint();
      const headers = { 'Content-Type': 'text/html' };
      const body = '<!doctype html><title>You are about to visit a tunnel</title>';
      server.reply = () => ({ status, headers, body });
      const { publisher, log } = publisherTo(server);
      addAll(publisher, range(1, 3));
      await until('it is logged', () => log.complaints.length > 0);
      expect(log.complaints[0]).toContain('“You are about to visit a tunnel”');
      expect(publisher.stats()).toMatchObject({ framesKept: 3, connected: false });
    },
  );

  it('of success with an HTML content type counts as a success', async () => {
    const server = await endpoint();
    const headers = { 'Content-Type': 'text/html; charset=UTF-8' };
    server.reply = () => ({ status: 200, headers, body: 'OK' });
    const { publisher } = publisherTo(server);
    addAll(publisher, range(1, 3));
    await sent(publisher);
    expect(publisher.stats()).toMatchObject({ framesKept: 0, connected: true });
  });

  it('after more than five seconds counts as missing', async () => {
    const server = await endpoint();
    server.reply = () => (server.posts.length === 1 ? 'silence' : { status: 200 });
    const { publisher, log } = publisherTo(server);
    addAll(publisher, [1]);
    await sent(publisher);
    expect(server.packetIds).toEqual([1, 1]);
    expect(log.complaints[0]).toContain('no answer within 5000 ms');
  });
});

describe('while the server is away', () => {
  it('frames are kept, and sent in order in larger batches afterwards', async () => {
    const { server, publisher, log } = await publisherAway();
    addAll(publisher, range(1, 700));
    await until('it was tried', () => log.complaints.length > 0);
    await server.listen();
    await sent(publisher);
    expect(server.packetIds).toEqual(range(1, 700));
    expect(server.posts.length).toBeLessThan(10);
    expect(log.complaints.length).toBe(1);
  });

  it('the oldest frames past the limit are lost and counted', async () => {
    const { server, publisher } = await publisherAway({ keptFramesMax: 50 });
    addAll(publisher, range(1, 80));
    expect(publisher.stats()).toMatchObject({ framesDropped: 30, framesKept: 50 });
    await server.listen();
    await sent(publisher);
    expect(server.packetIds.slice(-50)).toEqual(range(31, 80));
  });
});

describe('session metadata', () => {
  it('follows the first batch, and is sent again when it changes', async () => {
    const server = await endpoint();
    const { publisher } = publisherTo(server);
    const one = session();
    publisher.setSession(one);
    addAll(publisher, [1]);
    await until('they are there', () => server.puts.length === 1);
    expect(server.puts[0]).toEqual({
      url: '/api/sessions/RACE-SPA-2026',
      body: { car: 'ks_ferrari_488_gt3', track: 'spa' },
    });
    addAll(publisher, [2]);
    await sent(publisher);
    expect(server.puts.length).toBe(1);
    one.info = { ...one.info, maxRpm: 8000 };
    publisher.setSession(one);
    await until('they are there again', () => server.puts.length === 2);
  });

  it.each([404, 405])('is never sent again to a server that answers %i', async (status) => {
    const server = await endpoint();
    server.putStatus = status;
    const { publisher, log } = publisherTo(server);
    addAll(publisher, [1]);
    await until('it is logged', () =>
      log.lines.some(({ sentence }) => sentence.includes('metadata')),
    );
    const next = session('run-2');
    publisher.setSession(next);
    addAll(publisher, range(2, 9));
    await sent(publisher);
    expect(server.puts.length).toBe(1);
    expect(log.complaints).toEqual([]);
  });
});

describe('the end', () => {
  it('waits for the answer to the batch in flight', async () => {
    const server = await endpoint();
    const { publisher, log } = publisherTo(server, { batch: 20 });
    addAll(publisher, range(1, 33));
    await publisher.close();
    expect(server.packetIds).toEqual(range(1, 33));
    expect(publisher.stats().framesKept).toBe(0);
    expect(log.complaints).toEqual([]);
  });

  it('does not wait for a server that is away', async () => {
    const { publisher, log } = await publisherAway();
    addAll(publisher, range(1, 3));
    await until('it was tried', () => log.complaints.length > 0);
    const before = monotonicMs();
    await publisher.close();
    expect(monotonicMs() - before).toBeLessThan(1000);
    expect(log.complaints.at(-1)).toContain('{"frames":3}');
  });
});
