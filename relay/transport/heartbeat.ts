/**
 * Keeps watch over one WebSocket: pings it, counts unanswered pings, and closes it with a code and a reason, even if the
 * peer does not answer. Every socket of the relay has one.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { type CloseKind, closeCodes } from '../../protocol/close-codes.ts';
import { limits } from '../../protocol/limits.ts';
import { pingFrame, textFrame } from './websocket-frames.ts';

export class Heartbeat {
  readonly socket: Socket;
  readonly #ws: WebSocket;
  /** Pings in a row without an answer. */
  #unanswered = 0;
  /** Pings received since the latest ping was sent. */
  #received = 0;
  #closing = false;

  constructor(ws: WebSocket, socket: Socket) {
    this.#ws = ws;
    this.socket = socket;
    ws.on('pong', () => {
      this.#unanswered = 0;
    });
    // `ws` answers each ping, so a peer could keep the relay busy with them.
    ws.on('ping', () => {
      this.noteActivity();
      if (++this.#received > limits.peerPingsMax) this.close('tooMany', 'Too many pings.');
    });
    // `ws` itself closes a peer that breaks the WebSocket protocol, with the code of RFC 6455.
    ws.on('error', () => {});
  }

  /** Sends a message of the protocol at once. */
  send(message: object): void {
    if (this.socket.writable) this.socket.write(textFrame(JSON.stringify(message)));
  }

  /** To be called every `limits.pingIntervalMs`. @returns false: two pings are unanswered */
  ping(): boolean {
    this.#received = 0;
    if (this.#unanswered >= 2) return false;
    this.#unanswered++;
    if (this.socket.writable) this.socket.write(pingFrame);
    return true;
  }

  /** The peer sent something, so it is alive. */
  noteActivity(): void {
    this.#unanswered = 0;
  }

  /** Sends the close code and ends the connection, even if the peer does not answer. May be called twice. */
  close(kind: CloseKind, detail?: string): void {
    if (this.#closing) return;
    this.#closing = true;
    const { code, reason } = closeCodes[kind];
    this.#ws.close(code, shortReason(detail ?? reason));
    setTimeout(() => this.#ws.terminate(), limits.closeTimeoutMs).unref();
  }
}

function shortReason(reason: string): string {
  const bytes = Buffer.from(reason);
  if (bytes.length <= limits.closeReasonBytesMax) return reason;
  return `${bytes
    .subarray(0, 120)
    .toString()
    .replace(/\uFFFD+$/, '')}…`.slice(0, 121);
}
