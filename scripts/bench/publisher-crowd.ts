/**
 * A process full of publishers for the benchmark: bare sockets that send single frames at 60 Hz each, as agents over
 * the publish socket or as simple publishers with POST, and count what is answered. Does what its parent says over the
 * channel (`Publishers` in `publishers.ts`); ends with it.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { protocolVersion, publishSubprotocol } from '../../protocol/messages.ts';
import { drive } from './drive-frames.ts';

export type PublishersOrder =
  | {
      readonly type: 'open';
      readonly count: number;
      readonly way: 'ws' | 'http';
      readonly port: number;
    }
  /** Each sends single frames at 60 Hz for so long; answered when the last one is answered. */
  | { readonly type: 'run'; readonly ms: number }
  | { readonly type: 'close' };

/** Batches of one frame, of all publishers since they were opened. */
export interface PublishersAnswer {
  readonly sent: number;
  readonly accepted: number;
  readonly refused: number;
}

const hz = 60;
const gapMs = 1000 / hz;
const mask = randomBytes(4);
/** JSON of frames of one lap but for its beginning, the packet id and the time; made once, sent by all. */
const rests = drive({ seed: 1, hz, seconds: 80 })
  .frames.filter(({ lap }) => lap === 1)
  .map(({ packetId: _packetId, t: _t, ...rest }) => JSON.stringify(rest).slice(1));

/** The nth batch of a drive that never ends: the lap again and again, packet ids and time going on. */
function batchOf(n: number): string {
  const t = Math.round(n * gapMs * 10) / 10;
  return `[{"packetId":${Math.round(t / 3)},"t":${t},${rests[n % rests.length]!}]`;
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

/** Counts a mark in a text that comes in pieces, cut anywhere. */
class MarkCount {
  count = 0;
  readonly #mark: string;
  #rest = '';

  constructor(mark: string) {
    this.#mark = mark;
  }

  take(text: string): void {
    const all = this.#rest + text;
    this.count += all.split(this.#mark).length - 1;
    this.#rest = all.slice(-(this.#mark.length - 1));
  }
}

class Publisher {
  sent = 0;
  isReady = false;
  /** All answers, and those that took the frame. */
  readonly #answers: readonly MarkCount[];
  readonly #accepted: MarkCount;
  readonly #session: string;
  readonly #way: 'ws' | 'http';
  readonly #port: number;
  readonly #socket: Socket;

  constructor(number: number, way: 'ws' | 'http', port: number) {
    this.#session = `INGEST-${way}-${number}`;
    this.#way = way;
    this.#port = port;
    this.#accepted = new MarkCount(way === 'ws' ? '"type":"received"' : 'HTTP/1.1 200');
    const refused = new MarkCount('"type":"refused"');
    this.#answers = way === 'ws' ? [this.#accepted, refused] : [new MarkCount('HTTP/1.1 ')];
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    this.#socket.setEncoding('latin1').on('data', (text: string) => this.#take(text));
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

  get refused(): number {
    return this.#answers.reduce((sum, { count }) => sum + count, 0) - this.#accepted.count;
  }

  #take(text: string): void {
    if (!this.isReady && text.includes('"type":"welcome"')) this.isReady = true;
    for (const count of new Set([...this.#answers, this.#accepted])) count.take(text);
  }

  send(): void {
    const data = batchOf(this.sent);
    this.sent++;
    const session = this.#session;
    if (this.#way === 'ws') {
      this.#socket.write(
        clientFrame(
          `{"type":"batch","sessionID":"${session}","run":"r","seq":${this.sent},"lap":1,"data":${data}}`,
        ),
      );
      return;
    }
    this.#socket.write(
      `POST /ingest?session_id=${session}&lap=1 HTTP/1.1\r\nHost: 127.0.0.1:${this.#port}\r\n` +
        `Content-Type: application/json\r\nContent-Length: ${data.length}\r\n\r\n${data}`,
    );
  }

  close(): void {
    this.#socket.destroy();
  }
}

let publishers: Publisher[] = [];

function until(is: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (is()) resolve();
      else setTimeout(look, 5);
    };
    look();
  });
}

/** Each at 60 Hz, their moments spread evenly. */
async function run(ms: number): Promise<void> {
  const beganMs = performance.now();
  const first = publishers.map(({ sent }) => sent);
  for (;;) {
    const elapsed = performance.now() - beganMs;
    publishers.forEach((publisher, i) => {
      const due = elapsed - (gapMs * i) / publishers.length;
      while (due < ms && (publisher.sent - first[i]!) * gapMs <= due) publisher.send();
    });
    if (elapsed > ms) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

async function obey(order: PublishersOrder): Promise<void> {
  if (order.type === 'open') {
    publishers = Array.from(
      { length: order.count },
      (_, i) => new Publisher(i, order.way, order.port),
    );
    await until(() => publishers.every(({ isReady }) => isReady));
  } else if (order.type === 'run') {
    await run(order.ms);
    const deadline = performance.now() + 5_000;
    await until(
      () =>
        publishers.every(({ sent, accepted, refused }) => accepted + refused === sent) ||
        performance.now() > deadline,
    );
  } else {
    for (const publisher of publishers) publisher.close();
    publishers = [];
  }
  const sum = (read: (one: Publisher) => number): number =>
    publishers.reduce((total, one) => total + read(one), 0);
  const answer: PublishersAnswer = {
    sent: sum((one) => one.sent),
    accepted: sum((one) => one.accepted),
    refused: sum((one) => one.refused),
  };
  process.send!(answer);
}

process.on('disconnect', () => process.exit(0));
process.on('message', (order: PublishersOrder) => void obey(order));
process.send!('ready');
