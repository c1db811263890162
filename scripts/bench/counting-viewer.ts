/**
 * One viewer of the benchmark: a bare socket that speaks just enough WebSocket to watch, and counts what comes
 * instead of keeping it. A thousand of them cost little beside the relay that is measured.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface ViewerWish {
  readonly port: number;
  readonly session: string;
  /** What it asks for as one of our pages; null: a plain client. */
  readonly page: { readonly channels: readonly string[]; readonly hz: number } | null;
  /** It comes through a proxy of another machine, as the relay sees it. */
  readonly isRemote: boolean;
}

export interface Counted {
  messages: number;
  bytes: number;
  /** In compact messages; a plain one is counted as a message only. */
  frames: number;
}

/** Opcodes of RFC 6455, section 5.2. */
const opcodes = { text: 1, binary: 2, close: 8, ping: 9 } as const;

/** A short frame from a client must be masked (section 5.3); a mask of zeros changes nothing. */
function clientFrame(opcode: number, text: string): Buffer {
  const data = Buffer.from(text);
  const head =
    data.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | data.length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, data.length >> 8, data.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), data]);
}

/** A number of at most 28 bits (`protocol/codec.ts`). @returns value and the place behind it */
function varintAt(bytes: Buffer, at: number): [number, number] {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = bytes[at++]!;
    value += (byte & 127) << shift;
    if (byte < 128) break;
  }
  return [value, at];
}

export class CountingViewer {
  readonly counted: Counted = { messages: 0, bytes: 0, frames: 0 };
  /** The relay ended it. */
  isClosed = false;
  readonly #socket: Socket;
  readonly #isPage: boolean;
  #rest: Buffer | null = null;
  #isOpen = false;
  readonly #opened: () => void;

  /** @param opened called once frames may come */
  constructor({ port, session, page, isRemote }: ViewerWish, opened: () => void) {
    this.#isPage = page !== null;
    this.#opened = opened;
    this.#socket = connect({ host: '127.0.0.1', port, noDelay: true });
    const head = [
      `GET /ws/${session} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      'Sec-WebSocket-Version: 13',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      ...(page === null ? [] : ['Sec-WebSocket-Protocol: sequential.v1']),
      ...(isRemote ? [`X-Forwarded-For: 192.0.2.${randomBytes(1)[0]}`] : []),
    ];
    this.#socket.write(`${head.join('\r\n')}\r\n\r\n`);
    if (page !== null) {
      const { channels, hz } = page;
      const about = { type: 'hello', protocol: 1, overlay: 'bench', build: 'bench' };
      this.#socket.write(
        clientFrame(opcodes.text, JSON.stringify({ ...about, channels, hz, board: false })),
      );
    }
    this.#socket.on('data', (chunk: Buffer) => this.#take(chunk));
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => {
      this.isClosed = true;
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: Buffer): void {
    let bytes = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = null;
    if (!this.#isOpen) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) {
        this.#rest = bytes;
        return;
      }
      if (!bytes.subarray(0, 12).equals(Buffer.from('HTTP/1.1 101'))) {
        this.#socket.destroy();
        return;
      }
      this.#isOpen = true;
      if (!this.#isPage) this.#opened();
      bytes = bytes.subarray(end + 4);
    }
    let at = 0;
    for (;;) {
      const next = this.#message(bytes, at);
      if (next === null) break;
      at = next;
    }
    // A copy: the chunk itself is far larger.
    if (at < bytes.length) this.#rest = Buffer.from(bytes.subarray(at));
  }

  /** @returns where the next one begins; null: this one is not complete */
  #message(bytes: Buffer, at: number): number | null {
    if (bytes.length < at + 2) return null;
    let length = bytes[at + 1]! & 127;
    let start = at + 2;
    if (length === 126) {
      if (bytes.length < at + 4) return null;
      length = bytes.readUInt16BE(at + 2);
      start = at + 4;
    } else if (length === 127) {
      if (bytes.length < at + 10) return null;
      length = bytes.readUInt32BE(at + 6);
      start = at + 10;
    }
    const end = start + length;
    if (bytes.length < end) return null;
    const opcode = bytes[at]! & 15;
    if (opcode === opcodes.ping) this.#socket.write(clientFrame(10, ''));
    else if (opcode === opcodes.close) this.#socket.destroy();
    else if (opcode === opcodes.binary) this.#count(end - at, bytes, start);
    else if (!this.#isPage) this.#count(end - at, null, 0);
    else if (bytes.subarray(start, start + 17).equals(welcome)) this.#opened();
    return end;
  }

  #count(size: number, compact: Buffer | null, start: number): void {
    const { counted } = this;
    counted.messages++;
    counted.bytes += size;
    if (compact === null) return;
    // Kind, lap, number of frames.
    const [, at] = varintAt(compact, start + 1);
    counted.frames += varintAt(compact, at)[0];
  }
}

const welcome = Buffer.from('{"type":"welcome"');
