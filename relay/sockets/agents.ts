/**
 * The publish socket of our agents, `/publish`: batches in, acknowledgements out. Says at once what was taken and,
 * when it is, what is stored, so that the agent may forget it; a batch is refused as a whole or taken as a whole.
 */
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import type { CloseKind } from '../../protocol/close-codes.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { protocolVersion, type RelayToAgent, type StoredThrough } from '../../protocol/messages.ts';
import type { GameStatus, SessionStatus } from '../../protocol/session.ts';
import { RelayError } from '../errors.ts';
import { readFacts } from '../facts.ts';
import { checkedFrames } from '../ingest/batch.ts';
import { asRelayError } from '../request.ts';
import type { LiveSession } from '../session.ts';
import type { Sessions } from '../sessions.ts';
import type { Recorder, RunKey } from '../store/recorder.ts';
import { textFrame } from '../wire.ts';
import {
  type Message,
  readBatchHead,
  readClock,
  readHello,
  readMessage,
  readRunOf,
  readStatus,
} from './incoming.ts';
import { Lifeline } from './lifeline.ts';
import { StoredNotices } from './stored-notices.ts';

export interface AgentsParts {
  readonly sessions: Sessions;
  readonly recorder: Recorder;
  readonly log: Log;
  readonly instance: string;
  readonly version: string;
  now(): number;
  isStopping(): boolean;
}

/** As `GET /api/status` sees an agent. */
export interface AgentFacts {
  id: number;
  agent: string;
  remoteAddress: string;
  connectedAt: number;
  status: GameStatus | SessionStatus;
  detail: string | null;
  sessionID: string | null;
  framesTaken: number;
  batchesRefused: number;
}

class AgentPeer {
  readonly id: number;
  readonly line: Lifeline;
  readonly remoteAddress: string;
  readonly since: number;
  /** What it calls itself; null before its hello. */
  agent: string | null = null;
  status: GameStatus = 'waiting';
  detail: string | null = null;
  /** The session it publishes now. */
  session: LiveSession | null = null;
  framesTaken = 0;
  batchesRefused = 0;
  /** The run of its newest batch. */
  run: RunKey | null = null;

  constructor(id: number, line: Lifeline, remoteAddress: string, since: number) {
    this.id = id;
    this.line = line;
    this.remoteAddress = remoteAddress;
    this.since = since;
  }

  send(message: RelayToAgent): void {
    this.line.send(message);
  }
}

export class Agents {
  readonly #parts: AgentsParts;
  readonly #peers = new Set<AgentPeer>();
  readonly #stopListening: () => void;
  readonly #notices = new StoredNotices<AgentPeer>((peer, stored) =>
    peer.send({ type: 'stored', ...stored }),
  );
  #nextId = 1;
  #second = 0;

  constructor(parts: AgentsParts) {
    this.#parts = parts;
    this.#stopListening = parts.recorder.onStored((key, packetId) =>
      this.#notices.stored(key, packetId),
    );
  }

  get size(): number {
    return this.#peers.size;
  }

  list(): AgentFacts[] {
    return [...this.#peers].map((peer) => ({
      id: peer.id,
      agent: peer.agent ?? '',
      remoteAddress: peer.remoteAddress,
      connectedAt: peer.since,
      status: peer.status,
      detail: peer.detail,
      sessionID: peer.session?.id ?? null,
      framesTaken: peer.framesTaken,
      batchesRefused: peer.batchesRefused,
    }));
  }

  /** Takes a socket that was let in. */
  accept(ws: WebSocket, socket: Socket, request: IncomingMessage): void {
    const line = new Lifeline(ws, socket);
    const address = request.socket.remoteAddress ?? '';
    const peer = new AgentPeer(this.#nextId++, line, address, this.#parts.now());
    this.#peers.add(peer);
    ws.on('close', () => this.#leave(peer));
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      line.heard();
      if (this.#parts.isStopping()) return;
      const message = isBinary ? null : readMessage(data);
      if (message === null) this.#end(peer, 'badMessage');
      else this.#hear(peer, message);
    });
  }

  /** Once a second. */
  tick(): void {
    const now = this.#parts.now();
    const turns = Math.round(limits.pingIntervalMs / 1000);
    this.#second = (this.#second + 1) % turns;
    for (const peer of this.#peers) {
      if (peer.id % turns === this.#second && !peer.line.ping()) this.#end(peer, 'silent');
      if (peer.agent === null && now - peer.since > limits.helloTimeoutMs) {
        this.#end(peer, 'badMessage', 'There was no hello.');
      }
      // It sends and never reads: what it is told would pile up here.
      if (peer.line.socket.writableLength > limits.backlogBytesMax) this.#end(peer, 'stuck');
    }
  }

  stop(): void {
    this.#stopListening();
    this.#notices.flush();
    for (const peer of this.#peers) peer.line.close('shuttingDown');
  }

  #hear(peer: AgentPeer, message: Message): void {
    if (peer.agent === null) {
      this.#hello(peer, message);
      return;
    }
    switch (message.type) {
      case 'batch':
        this.#batch(peer, message);
        return;
      case 'ping': {
        if (typeof message.id !== 'number') break;
        peer.send({ type: 'pong', id: message.id, relayMs: this.#parts.now() });
        return;
      }
      case 'session':
        if (this.#describe(peer, message)) return;
        break;
      case 'status':
        if (this.#status(peer, message)) return;
        break;
      case 'clock': {
        const clock = readClock(message);
        if (clock === null) break;
        this.#guarded(peer, () =>
          this.#parts.sessions.setOrigin(clock.sessionID, clock.run, clock.originMs),
        );
        return;
      }
    }
    this.#end(peer, 'badMessage');
  }

  #hello(peer: AgentPeer, message: Message): void {
    if (message.type === 'hello' && message.protocol !== protocolVersion) {
      this.#end(peer, 'wrongVersion');
      return;
    }
    const hello = readHello(message);
    if (hello === null) {
      this.#end(peer, 'badMessage', 'The first message must be a hello of the protocol.');
      return;
    }
    peer.agent = hello.agent;
    for (const key of hello.kept) this.#notices.listen(peer, key);
    void this.#welcome(peer, hello.kept);
  }

  async #welcome(peer: AgentPeer, kept: readonly RunKey[]): Promise<void> {
    const { version, instance, log } = this.#parts;
    const found = await Promise.all(kept.map((key) => this.#storedThrough(key)));
    const stored = found.filter((one) => one !== null);
    peer.send({ type: 'welcome', protocol: protocolVersion, relay: version, instance, stored });
    const { agent, remoteAddress } = peer;
    log.info({ agent, remoteAddress }, 'An agent connected.');
  }

  /** null: nothing is known of the run, or the store is away or slow; the agent then sends all it kept. */
  async #storedThrough(key: RunKey): Promise<StoredThrough | null> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), limits.storedAnswerMs);
    });
    try {
      const packetId = await Promise.race([this.#parts.recorder.storedThrough(key), tooLate]);
      return packetId === null ? null : { ...key, packetId };
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  }

  #batch(peer: AgentPeer, message: Message): void {
    const head = readBatchHead(message);
    if (head === null) {
      this.#end(peer, 'badMessage', 'A batch without a sessionID, run, seq or lap.');
      return;
    }
    const { sessionID, run, seq, lap, late } = head;
    try {
      const { frames, warnings } = checkedFrames(message.data);
      if (peer.run === null || peer.run.sessionID !== sessionID || peer.run.run !== run) {
        peer.run = { sessionID, run };
        this.#notices.listen(peer, peer.run);
      }
      const batch = { sessionID, run, lap, late, frames, connection: peer };
      const session = this.#parts.sessions.take(batch);
      if (!late) this.#attach(peer, session);
      peer.framesTaken += frames.length;
      if (warnings.length > 0) peer.send({ type: 'received', seq, warnings });
      else peer.line.socket.write(textFrame(`{"type":"received","seq":${seq}}`));
    } catch (error) {
      peer.batchesRefused++;
      const known = asRelayError(error, this.#parts.log);
      peer.send({ type: 'refused', seq, error: known.toProtocol() });
    }
  }

  /** @returns false: the message is not of the protocol */
  #describe(peer: AgentPeer, message: Message): boolean {
    const key = readRunOf(message);
    if (key === null) return false;
    const { facts, problem } = readFacts(message.facts);
    if (problem !== null) this.#parts.log.warn({ ...key, problem }, 'A fact was left out.');
    this.#notices.listen(peer, key);
    this.#guarded(peer, () => this.#parts.sessions.describeRun(key.sessionID, key.run, facts));
    return true;
  }

  /** @returns false: the message is not of the protocol */
  #status(peer: AgentPeer, message: Message): boolean {
    const status = readStatus(message);
    if (status === null) return false;
    peer.status = status.status;
    peer.detail = status.detail;
    const { key } = status;
    if (key === null) {
      this.#attach(peer, null);
      return true;
    }
    this.#notices.listen(peer, key);
    this.#guarded(peer, () => {
      const { sessions } = this.#parts;
      const session = sessions.changeStatus(key.sessionID, key.run, status.status);
      if (session !== null) this.#attach(peer, session);
    });
    return true;
  }

  /** There may be no room for another session: that is said by closing, for these messages have no answer. */
  #guarded(peer: AgentPeer, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      this.#end(peer, 'tooMany', error.message);
    }
  }

  #attach(peer: AgentPeer, session: LiveSession | null): void {
    if (peer.session === session) return;
    const { sessions } = this.#parts;
    if (peer.session !== null) sessions.detach(peer.session, peer);
    peer.session = session;
    if (session !== null) sessions.attach(session, peer);
  }

  #end(peer: AgentPeer, kind: CloseKind, detail?: string): void {
    const { remoteAddress } = peer;
    this.#parts.log.warn({ remoteAddress, kind, detail }, 'An agent was turned away.');
    peer.line.close(kind, detail);
    this.#leave(peer);
  }

  #leave(peer: AgentPeer): void {
    if (!this.#peers.delete(peer)) return;
    this.#notices.forget(peer);
    this.#attach(peer, null);
    const { agent, remoteAddress } = peer;
    if (agent !== null) this.#parts.log.info({ agent, remoteAddress }, 'An agent left.');
  }
}
