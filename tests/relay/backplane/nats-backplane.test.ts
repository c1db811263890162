/** The backplane on a real NATS server. */
import { afterEach, expect, onTestFinished, test } from 'vitest';
import type { Backplane } from '../../../relay/backplane/backplane.ts';
import { openNatsBackplane } from '../../../relay/backplane/nats-backplane.ts';
import { LogBook } from '../../support/log-book.ts';
import { TestNats } from '../../support/nats.ts';
import { need } from '../../support/need.ts';
import { until } from '../../support/until.ts';

const opened: Backplane[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

async function server(words: readonly string[] = []): Promise<TestNats> {
  const nats = await TestNats.create(words);
  onTestFinished(() => nats.kill());
  return nats;
}

async function open(relay: string, addresses: string, log = new LogBook()) {
  const backplane = await openNatsBackplane({ addresses, relay, log });
  opened.push(backplane);
  return backplane;
}

/** Subscribes, and returns what has arrived so far. */
function heardBy(backplane: Backplane, subject: string): string[] {
  const heard: string[] = [];
  backplane.subscribe(subject, (bytes) => heard.push(bytes.toString()));
  return heard;
}

const bytes = (text: string): Buffer => Buffer.from(text);

need('nats')('relays on NATS', () => {
  test('hear one another in order, and not themselves', async () => {
    const nats = await server();
    await nats.start();
    const [a, b] = [await open('a', nats.address), await open('b', nats.address)];
    const [atA, atB] = [heardBy(a, 'x'), heardBy(b, 'x')];
    // The server knows of both subscriptions once it has answered.
    await new Promise<void>((resolve) => a.request('nobody', bytes(''), 1_000, () => resolve()));
    await new Promise<void>((resolve) => b.request('nobody', bytes(''), 1_000, () => resolve()));
    for (let i = 0; i < 1_000; i++) a.publish('x', bytes(String(i)));
    await until('all have arrived', () => atB.length === 1_000);
    expect(atB).toEqual(Array.from({ length: 1_000 }, (_, i) => String(i)));
    expect(atA).toEqual([]);
  });

  test('get an answer in order with messages, and at once the news that nobody is there', async () => {
    const nats = await server();
    await nats.start();
    const [a, b] = [await open('a', nats.address), await open('b', nats.address)];
    const order: string[] = [];
    a.subscribe('feed', (message) => order.push(message.toString()));
    b.subscribe('ask', (question, respond) => {
      b.publish('feed', bytes('before'));
      respond(bytes(`answer to ${question}`));
      b.publish('feed', bytes('after'));
    });
    await until('there is somebody', async () => {
      order.length = 0;
      const answer = await new Promise<Buffer | null>((resolve) =>
        a.request('ask', bytes('you'), 1_000, (one) => {
          order.push(String(one));
          resolve(one);
        }),
      );
      return answer !== null;
    });
    await until('all has come', () => order.length === 3);
    expect(order).toEqual(['before', 'answer to you', 'after']);
    const beganMs = performance.now();
    const none = await new Promise((resolve) => a.request('nobody', bytes(''), 5_000, resolve));
    expect(none).toBeNull();
    expect(performance.now() - beganMs).toBeLessThan(2_000);
  });

  test('start without it, connect when it comes, and go on after it was killed; nothing is kept meanwhile', async () => {
    const nats = await server();
    const log = new LogBook();
    const a = await open('a', nats.address, log);
    expect(a.isConnected).toBe(false);
    expect(a.problem).not.toBeNull();
    const b = await open('b', nats.address);
    const heard = heardBy(b, 'x');
    a.publish('x', bytes('lost'));
    await nats.start();
    await until('both are connected', () => a.isConnected && b.isConnected);
    const says = async (word: string) =>
      until(`${word} arrives`, () => {
        a.publish('x', bytes(word));
        return heard.includes(word);
      });
    await says('first');
    let changes = 0;
    a.onChange(() => changes++);
    await nats.kill();
    await until('the loss is noticed', () => !a.isConnected && !b.isConnected);
    a.publish('x', bytes('lost'));
    const none = await new Promise((resolve) => a.request('x', bytes(''), 100, resolve));
    expect(none).toBeNull();
    await nats.start();
    await until('both are back', () => a.isConnected && b.isConnected);
    await says('second');
    expect(changes).toBe(2);
    expect(heard).not.toContain('lost');
  });

  test('notice a server that stands still', async () => {
    const nats = await server();
    await nats.start();
    const a = await open('a', nats.address);
    nats.signal('SIGSTOP');
    onTestFinished(() => nats.signal('SIGCONT'));
    await until('it is noticed', () => !a.isConnected);
    nats.signal('SIGCONT');
    await until('it is back', () => a.isConnected);
  });

  test('log a message that is too large, and go on', async () => {
    const nats = await server();
    await nats.start();
    const log = new LogBook();
    const [a, b] = [await open('a', nats.address, log), await open('b', nats.address)];
    const heard = heardBy(b, 'x');
    a.publish('x', Buffer.alloc(2 * 1024 * 1024));
    await until('later ones arrive', () => {
      a.publish('x', bytes('small'));
      return heard.includes('small');
    });
    expect(heard.every((one) => one === 'small')).toBe(true);
    expect(log.lines.filter(({ level }) => level === 'warn')).toHaveLength(1);
  });

  test('outlive a message that cannot be handled', async () => {
    const nats = await server();
    await nats.start();
    const log = new LogBook();
    const [a, b] = [await open('a', nats.address), await open('b', nats.address, log)];
    const heard: string[] = [];
    b.subscribe('x', (message) => {
      if (message.toString() === 'bad') throw new Error('It cannot be read.');
      heard.push(message.toString());
    });
    await until('both arrive', () => {
      a.publish('x', bytes('bad'));
      a.publish('x', bytes('good'));
      return heard.length > 0;
    });
    expect(log.sentences).toContain('A message of another relay could not be handled.');
  });

  test('show user and password of the address, whichever of several has them', async () => {
    const nats = await server(['--user', 'league', '--pass', 'p@ss']);
    await nats.start();
    const address = (user: string) => nats.address.replace('//', `//${user}@`);
    expect((await open('a', address('league:p%40ss'))).isConnected).toBe(true);
    const several = `${nats.address},${address('league:p%40ss')}`;
    expect((await open('c', several)).isConnected).toBe(true);
    const log = new LogBook();
    const refused = await open('b', address('league:wrong'), log);
    expect(refused.isConnected).toBe(false);
    expect(refused.problem).toMatch(/authorization/i);
    expect(JSON.stringify(log.lines)).not.toContain('wrong');
  });
});
