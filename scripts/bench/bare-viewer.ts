/** A bare socket that speaks just enough WebSocket to watch a relay. A thousand of them cost little beside the relay. */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

export interface ViewerOptions {
  readonly port: number;
  readonly session: string;
  /** Channels and rate of an overlay page; null: a plain client. */
  readonly page: {
    readonly channels: readonly string[];
    readonly hz: number;
    readonly cars?: boolean;
  } | null;
  /** The relay sees it behind a proxy on another machine. */
  readonly isRemote: boolean;
}

export interface BareViewerEvents {
  /** Frames may come. */
  opened(): void;
  /** A message that counts: each of a plain client, the frames of a page. @param size with its head */
  message(payload: Buffer, size: number): void;
  /** Called once, also when it never opened. */
  closed(): void;
}

/** Opcodes of RFC 6455, section 5.2. */
const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;
const welcome = Buffer.from('{"type":"welcome"');
/** A short frame. A client must mask (section 5.3); a mask of zeros changes nothing. */
function clientFrame(opcode: number, text: string): Buffer {
  const data = Buffer.from(text);
  const head =
    data.length < 126
      ? Buffer.from([0x80 | opcode, 0x80 | data.length])
      : Buffer.from([0x80 | opcode, 0x80 | 126, data.length >> 8, data.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), data]);
}

export class BareViewer {
  readonly #socket: Socket;
  readonly #isPage: boolean;
  readonly #events: BareViewerEvents;
  #rest: Buffer | null = null;
  #isOpen = false;

  constructor({ port, session, page, isRemote }: ViewerOptions, events: BareViewerEvents) {
    this.#isPage = page !== null;
    this.#events = events;
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
      const about = { type: 'hello', protocol: 1, overlay: 'bench', build: 'bench', board: false };
      this.#socket.write(clientFrame(opcodes.text, JSON.stringify({ ...about, ...page })));
    }
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on('error', () => this.#socket.destroy());
    this.#socket.on('close', () => events.closed());
  }

  close(): void {
    this.#socket.destroy();
  }

  #receive(chunk: Buffer): void {
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
      if (!this.#isPage) this.#events.opened();
      bytes = bytes.subarray(end + 4);
    }
    let at = 0;
    for (let end = this.#readMessage(bytes, at); end !== null; end = this.#readMessage(bytes, at))
      at = end;
    // A copy, because the chunk itself is far larger.
    if (at < bytes.length) this.#rest = Buffer.from(bytes.subarray(at));
  }

  /** @returns where the next message begins; null: this one is not complete */
  #readMessage(bytes: Buffer, at: number): number | null {
    if (bytes.length < at + 2) return null;
    const short = bytes[at + 1]! & 127;
    const start = at + 2 + ({ 126: 2, 127: 8 }[short] ?? 0);
    if (bytes.length < start) return null;
    const length =
      short === 126
        ? bytes.readUInt16BE(at + 2)
        : short === 127
          ? bytes.readUInt32BE(at + 6)
          : short;
    const end = start + length;
    if (bytes.length < end) return null;
    const opcode = bytes[at]! & 15;
    if (opcode === opcodes.ping) this.#socket.write(clientFrame(opcodes.pong, ''));
    else if (opcode === opcodes.close) this.#socket.destroy();
    // A page gets its frames as binary messages; its texts are not counted.
    else if (opcode === opcodes.binary || !this.#isPage) {
      this.#events.message(bytes.subarray(start, end), end - at);
    } else if (bytes.subarray(start, start + welcome.length).equals(welcome)) this.#events.opened();
    return end;
  }
}
