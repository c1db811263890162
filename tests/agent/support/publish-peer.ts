/**
 * The relay's side of the publish socket for tests: a real server on its own port that records its messages
 * and sends the set answers. Stores nothing.
 */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  type AgentBatch,
  type AgentHello,
  type AgentMessage,
  protocolVersion,
  publishSubprotocol,
  type RelayToAgent,
  type StoredThrough,
} from '../../../protocol/messages.ts';
import { listen } from '../../support/listen.ts';
import { until } from '../../support/until.ts';

export interface PeerAnswers {
  protocol: number;
  instance: string;
  /** What the welcome reports of the kept runs. */
  stored: (hello: AgentHello) => StoredThrough[];
  /** Answers to a batch; none: it is left without an answer. */
  batch: (batch: AgentBatch) => RelayToAgent[];
  pong: boolean;
  /** The relay takes cars; false: it is older. */
  cars: boolean;
  welcome: boolean;
  /** HTTP status instead of a socket. */
  refuse: number | null;
  /** HTML of a web page instead of a socket. */
  page: string | null;
}

export class PublishPeer {
  readonly messages: AgentMessage[] = [];
  /** Binary messages: compact cars. */
  readonly binary: Buffer[] = [];
  readonly requests: IncomingMessage[] = [];
  readonly answers: PeerAnswers;
  port = 0;
  #server: Server | null = null;
  #sockets = new Set<WebSocket>();

  constructor(answers: Partial<PeerAnswers> = {}) {
    this.answers = {
      protocol: protocolVersion,
      instance: 'first',
      stored: () => [],
      batch: (batch) => [{ type: 'received', seq: batch.seq }],
      pong: true,
      cars: false,
      welcome: true,
      refuse: null,
      page: null,
      ...answers,
    };
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.port}`);
  }

  /** Listens, on the port it had before where it had one. */
  async listen(): Promise<this> {
    const server = createServer((_request, response) => response.writeHead(404).end());
    const sockets = new WebSocketServer({
      noServer: true,
      handleProtocols: (names) => (names.has(publishSubprotocol) ? publishSubprotocol : false),
    });
    server.on('upgrade', (request, socket, head) => {
      this.requests.push(request);
      const { refuse, page } = this.answers;
      if (page !== null) {
        const head = 'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n';
        socket.end(head + page);
        return;
      }
      if (refuse !== null) {
        socket.end(`HTTP/1.1 ${refuse} No\r\nConnection: close\r\n\r\n`);
        return;
      }
      sockets.handleUpgrade(request, socket, head, (one) => this.#serve(one));
    });
    this.port = await listen(server, this.port);
    this.#server = server;
    return this;
  }

  #serve(socket: WebSocket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        this.binary.push(data);
        return;
      }
      const message = JSON.parse(data.toString()) as AgentMessage;
      this.messages.push(message);
      for (const answer of this.#answersTo(message)) socket.send(JSON.stringify(answer));
    });
  }

  #answersTo(message: AgentMessage): RelayToAgent[] {
    const { protocol, instance, stored, batch, pong, welcome, cars } = this.answers;
    if (message.type === 'hello' && welcome) {
      const head = { type: 'welcome', protocol, relay: 'test', instance } as const;
      return [{ ...head, stored: stored(message), ...(cars ? { cars } : {}) }];
    }
    if (message.type === 'ping' && pong) {
      return [{ type: 'pong', id: message.id, relayMs: Date.now() }];
    }
    return message.type === 'batch' ? batch(message) : [];
  }

  send(message: RelayToAgent): void {
    this.sendText(JSON.stringify(message));
  }

  sendText(text: string): void {
    for (const socket of this.#sockets) socket.send(text);
  }

  /** Ends all connections as a crash would. */
  cut(): void {
    for (const socket of this.#sockets) socket.terminate();
  }

  closeSockets(code: number, reason: string): void {
    for (const socket of this.#sockets) socket.close(code, reason);
  }

  /** Ends all connections and listens no more. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.cut();
    if (server === null) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  of<Type extends AgentMessage['type']>(type: Type): Extract<AgentMessage, { type: Type }>[] {
    return this.messages.filter(
      (message): message is Extract<AgentMessage, { type: Type }> => message.type === type,
    );
  }

  /** Packet ids of all batches, in the order in which they came. */
  packetIds(which: 'all' | 'live' | 'late' = 'all'): number[] {
    return this.of('batch')
      .filter(({ late }) => which === 'all' || (which === 'late') === (late === true))
      .flatMap(({ data }) => data.map(({ packetId }) => packetId));
  }

  /** Waits for a number of messages of one type. */
  async got(type: AgentMessage['type'], count = 1): Promise<void> {
    await until(`${count} of ${type}`, () => this.of(type).length >= count);
  }
}
