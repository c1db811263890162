/**
 * A process full of publishers: bare sockets that publish as agents over the publish socket, or as simple publishers with
 * POST, and count the answers.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { timeLapse } from '../../agent/demo/time-lapse.ts';
import { channels } from '../../protocol/channels.ts';
import { protocolVersion, publishSubprotocol } from '../../protocol/messages.ts';
import { wait } from './programs.ts';

type Way = 'ws' | 'http';

export type PublisherOrder =
  | {
      readonly type: 'open';
      readonly count: number;
      readonly way: Way;
      readonly port: number;
      readonly framesPerBatch: number;
      /** `simple`: the required channels, as a simple publisher sends; `all`: as our agent sends. */
      readonly channels: 'simple' | 'all';
    }
  /** Each publishes frames at this rate; answered when the last batch is answered. */
  | { readonly type: 'run'; readonly ms: number; readonly hz: number };

/** Batches of all publishers since they were opened. */
export interface PublisherReport {
  readonly sent: number;
  readonly accepted: number;
}

const mask = randomBytes(4);
const required = new Set<string>(channels.filter((one) => one.required).map(({ name }) => name));
const lapFrames = [...timeLapse({ seed: 1, pitEveryLaps: 0, spoiltLap: 0 }, 80)]
  .map(({ frame }) => frame)
  .filter(({ lap }) => lap === 1);

/** JSON of the frames of one lap without its beginning, the packet id and the time; made once, sent by all. */
function restsOf(which: 'simple' | 'all'): string[] {
  return lapFrames.map(({ packetId: _packetId, t: _t, ...rest }) => {
    const sent = Object.entries(rest).filter(([name]) => which === 'all' || required.has(name));
    return JSON.stringify(Object.fromEntries(sent)).slice(1);
  });
}
let rests: string[] = [];

/** Frames of a drive without an end: the lap again and again, while packet ids and time go on. */
function framesText(first: number, count: number): string {
  const frames = Array.from({ length: count }, (_, i) => {
    const t = Math.round((first + i) * (1000 / 60) * 10) / 10;
    return `{"packetId":${Math.round(t / 3)},"t":${t},${rests[(first + i) % rests.length]!}`;
  });
  return `[${frames.join(',')}]`;
}

/** A text frame as a client sends it (RFC 6455, section 5.3), of at most 65535 bytes. */
function clientFrame(text: string): Buffer {
  const data = Buffer.from(text);
  const head = data.length < 126 ? 2 : 4;
  const bytes = Buffer.allocUnsafe(head + 4 + data.length);
  bytes[0] = 0x81;
  bytes[1] = 0x80 | (data.length < 126 ? data.length : 126);
  if (head === 4) bytes.writeUInt16BE(data.length, 2);
  mask.copy(bytes, head);
  for (let i = 0; i < data.length; i++) bytes[head + 4 + i] = data[i]! ^ mask[i & 3]!;
  return bytes;
}

/** Counts a mark in a text whose chunks may end anywhere. */
class MarkCounter {
  count = 0;
  readonly #mark: string;
  #rest = '';

  constructor(mark: string) {
    this.#mark = mark;
  }

  add(text: string): void {
    const all = this.#rest + text;
    this.count += all.split(this.#mark).length - 1;
    this.#rest = all.slice(-(this.#mark.length - 1));
  }
}

class Publisher {
  sent = 0;
  isReady = false;
  readonly #accepted: MarkCounter;
  readonly #refused: MarkCounter;
  readonly #session: string;
  readonly #order: PublisherOrder & { type: 'open' };
  readonly #socket: Socket;

  constructor(number: number, order: PublisherOrder & { type: 'open' }) {
    const { way, port } = order;
    this.#order = order;
    this.#session = `BENCH-${number}`;
    this.#accepted = new MarkCounter(way === 'ws' ? '"type":"received"' : 'HTTP/1.1 200');
    this.#refused = new MarkCounter(way === 'ws' ? '"type":"refused"' : 'HTTP/1.1 4');
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.setEncoding('latin1').on('data', (text: string) => {
      if (text.includes('"type":"welcome"')) this.isReady = true;
      this.#accepted.add(text);
      this.#refused.add(text);
    });
    this.#socket.on('error', () => this.#socket.destroy());
    if (way === 'http') {
      this.#socket.once('connect', () => {
        this.isReady = true;
      });
      return;
    }
    this.#socket.write(
      `GET /publish HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n` +
        `Sec-WebSocket-Protocol: ${publishSubprotocol}\r\n\r\n`,
    );
    const hello = { type: 'hello', protocol: protocolVersion, agent: 'bench', kept: [] };
    this.#socket.write(clientFrame(JSON.stringify(hello)));
  }

  get accepted(): number {
    return this.#accepted.count;
  }

  get isAnswered(): boolean {
    return this.#accepted.count + this.#refused.count === this.sent;
  }

  send(): void {
    const { way, port, framesPerBatch } = this.#order;
    const data = framesText(this.sent * framesPerBatch, framesPerBatch);
    const session = this.#session;
    this.sent++;
    this.#socket.write(
      way === 'ws'
        ? clientFrame(
            `{"type":"batch","sessionID":"${session}","run":"r","seq":${this.sent},"lap":1,"data":${data}}`,
          )
        : `POST /ingest?session_id=${session}&lap=1 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
            `Content-Type: application/json\r\nContent-Length: ${data.length}\r\n\r\n${data}`,
    );
  }
}

let publishers: Publisher[] = [];
let gapFrames = 1;

async function waitUntil(isSo: () => boolean, longestMs: number): Promise<void> {
  const deadlineMs = performance.now() + longestMs;
  while (!isSo() && performance.now() < deadlineMs) await wait(5);
}

/** All publish at the same rate, their moments spread evenly. */
async function run(ms: number, hz: number): Promise<void> {
  const gapMs = (1000 * gapFrames) / hz;
  const startedMs = performance.now();
  const first = publishers.map(({ sent }) => sent);
  for (let elapsedMs = 0; elapsedMs <= ms; elapsedMs = performance.now() - startedMs) {
    for (const [i, publisher] of publishers.entries()) {
      const dueMs = elapsedMs - (gapMs * i) / publishers.length;
      while ((publisher.sent - first[i]!) * gapMs <= dueMs) publisher.send();
    }
    await wait(1);
  }
  await waitUntil(() => publishers.every(({ isAnswered }) => isAnswered), 5_000);
}

async function obey(order: PublisherOrder): Promise<void> {
  if (order.type === 'open') {
    gapFrames = order.framesPerBatch;
    rests = restsOf(order.channels);
    publishers = Array.from({ length: order.count }, (_, i) => new Publisher(i, order));
    await waitUntil(() => publishers.every(({ isReady }) => isReady), 20_000);
  } else await run(order.ms, order.hz);
  const sum = (read: (one: Publisher) => number): number =>
    publishers.reduce((total, one) => total + read(one), 0);
  process.send!({
    sent: sum(({ sent }) => sent),
    accepted: sum(({ accepted }) => accepted),
  } satisfies PublisherReport);
}

process.on('disconnect', () => process.exit(0));
process.on('message', (order: PublisherOrder) => void obey(order));
process.send!('ready');
