/**
 * What every socket of the relay has in common: it is pinged, closed with a code and a reason, and never kept
 * open by a peer that does not answer.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { type CloseKind, closeCodes } from '../../protocol/close-codes.ts';
import { limits } from '../../protocol/limits.ts';
import { pingFrame, textFrame } from './websocket-frames.ts';

export class Heartbeat {
  readonly socket: Socket;
  readonly #ws: WebSocket;
  /** Pings without an answer. */
  #unanswered = 0;
  /** Pings of the peer since it was pinged itself. */
  #asked = 0;
  #closing = false;

  constructor(ws: WebSocket, socket: Socket) {
    this.#ws = ws;
    this.socket = socket;
    ws.on('pong', () => {
      this.#unanswered = 0;
    });
    // `ws` answers each of them, so they are counted.
    ws.on('ping', () => {
      this.heard();
      if (++this.#asked > limits.peerPingsMax) this.close('tooMany', 'Too many pings.');
    });
    // A peer that breaks the WebSocket protocol is closed by `ws` with the code of RFC 6455.
    ws.on('error', () => {});
  }

  /** Sends a message of the protocol at once. */
  send(message: object): void {
    if (this.socket.writable) this.socket.write(textFrame(JSON.stringify(message)));
  }

  /** Called every `limits.pingIntervalMs`. @returns false: two pings stayed unanswered */
  ping(): boolean {
    this.#asked = 0;
    if (this.#unanswered >= 2) return false;
    this.#unanswered++;
    if (this.socket.writable) this.socket.write(pingFrame);
    return true;
  }

  /** Anything that came shows that the peer is there. */
  heard(): void {
    this.#unanswered = 0;
  }

  /** Says why and ends the connection, also where the peer does not answer. May be called twice. */
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
