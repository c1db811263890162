/**
 * Lets WebSockets in: which door, who may pass, which subprotocol. A socket that is refused gets an answer of HTTP
 * with a code of the contract, as far as it can be told before it is one.
 */
import type { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { publishSubprotocol } from '../../protocol/messages.ts';
import { RelayError } from '../errors.ts';
import { type Guard, isFromElsewhere } from '../guard.ts';
import { stopping } from '../ingest/http.ts';
import { checkedSessionId, liveName, parseQuery, splitAddress } from '../names.ts';
import { asRelayError, callerOf, endWith, rawAnswer } from '../request.ts';
import type { Target } from '../viewer.ts';
import type { Agents } from './agents.ts';
import { Lifeline } from './lifeline.ts';
import { socketServer } from './socket-server.ts';
import type { Viewers } from './viewers.ts';

export interface UpgradeParts {
  readonly guard: Guard;
  readonly viewers: Viewers;
  readonly agents: Agents;
  readonly log: Log;
  isStopping(): boolean;
}

const publishVersions = /^sequential-publish\.v\d+$/;

export class Upgrade {
  readonly #parts: UpgradeParts;
  readonly #publishServer = socketServer(
    limits.ingestBytesMax,
    publishSubprotocol,
    publishVersions,
  );

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
  }

  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    try {
      // Always so for servers on TCP; the type of Node's event is wider.
      if (!(socket instanceof Socket)) throw new Error('The connection is not a socket.');
      this.#open(request, socket, head);
    } catch (error) {
      endWith(socket, rawAnswer(asRelayError(error, this.#parts.log)));
    }
  }

  #open(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { guard, isStopping, agents, viewers } = this.#parts;
    const { path, query } = splitAddress(request.url ?? '');
    if ((request.url ?? '').length > limits.addressBytesMax) {
      throw new RelayError(
        'bad-request',
        `An address has at most ${limits.addressBytesMax} bytes.`,
      );
    }
    const parameters = parseQuery(query);
    const caller = callerOf(request, parameters.get('key'));
    guard.checkHost(caller);
    if (isStopping()) throw stopping();
    if (agents.size + viewers.size >= limits.connectionsMax) {
      throw new RelayError('too-many', `There are ${limits.connectionsMax} sockets already.`);
    }
    if (path === '/publish') {
      guard.checkPublish(caller);
      this.#publish(request, socket, head);
    } else if (path.startsWith('/ws/')) {
      guard.checkWatch(caller);
      const target = targetOf(path.slice('/ws/'.length), parameters);
      const shown = Object.fromEntries([...parameters].filter(([name]) => name !== 'key'));
      const door = { request, socket, head };
      viewers.accept({ target, parameters: shown, door, isLocal: !isFromElsewhere(caller) });
    } else {
      throw new RelayError('not-found', 'There is no socket here.', 'Watch at /ws/{session}.');
    }
  }

  #publish(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const { agents } = this.#parts;
    if (agents.size >= limits.publishersMax) {
      throw new RelayError('too-many', `There are ${limits.publishersMax} publishers already.`);
    }
    this.#publishServer.handleUpgrade(request, socket, head, (ws) => {
      if (ws.protocol === publishSubprotocol) agents.accept(ws, socket, request);
      else new Lifeline(ws, socket).close('wrongVersion');
    });
  }
}

/** @throws RelayError `bad-session-id`, `bad-parameter` */
function targetOf(encoded: string, parameters: ReadonlyMap<string, string>): Target {
  let name: string;
  try {
    name = decodeURIComponent(encoded);
  } catch {
    throw new RelayError('bad-parameter', 'The address has broken percent-encoding.');
  }
  if (name !== liveName) return { kind: 'session', sessionID: checkedSessionId(name) };
  const driver = parameters.get('driver') ?? '';
  if (driver.length > limits.factCharsMax) {
    throw new RelayError('bad-parameter', `driver has at most ${limits.factCharsMax} characters.`);
  }
  return { kind: 'live', driver: driver.trim() === '' ? null : driver };
}
