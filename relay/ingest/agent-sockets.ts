/**
 * The sockets of agents, `/publish`. The relay acknowledges each batch at once, and reports later how far a run is
 * stored, so that the agent can free its memory. A batch is accepted or refused as a whole.
 */
import type { Socket } from 'node:net';
import type { WebSocket } from 'ws';
import { carsKind } from '../../protocol/cars-codec.ts';
import { type CloseKind, closeCodes } from '../../protocol/close-codes.ts';
import { limits } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/log.ts';
import { protocolVersion, type StoredThrough } from '../../protocol/messages.ts';
import type { AgentInfo } from '../../protocol/relay-answers.ts';
import type { RunKey } from '../../protocol/session.ts';
import { readSessionInfo } from '../../protocol/session-info.ts';
import type { AccessGrant } from '../access/access-policy.ts';
import type { SessionOwners } from '../access/session-owners.ts';
import { RelayError } from '../errors.ts';
import { AgentsGrid } from '../live/agents-grid.ts';
import type { LiveSession } from '../live/live-session.ts';
import type { RacersElsewhere } from '../live/racers-elsewhere.ts';
import type { SessionCars } from '../live/session-cars.ts';
import type { SessionRegistry } from '../live/session-registry.ts';
import type { Recorder } from '../storage/recorder.ts';
import { asRelayError } from '../transport/answers.ts';
import { Heartbeat } from '../transport/heartbeat.ts';
import { isOtherVersion, type Message, readMessage, readPing } from '../transport/messages.ts';
import { textFrame } from '../transport/websocket-frames.ts';
import { AgentCarMessages } from './agent-cars.ts';
import { newFocus } from './agent-focus.ts';
import { readBatchHead, readClock, readHello, readRunKey, readStatus } from './agent-messages.ts';
import { type AgentOrigin, AgentPeer, OpenAgent } from './agent-peer.ts';
import { checkedFrames } from './batch-check.ts';
import type { RefusedPublishers } from './refused-publishers.ts';
import { StoredNotices } from './stored-notices.ts';

export interface AgentSocketsParts {
  readonly sessions: SessionRegistry;
  readonly cars: SessionCars;
  /** Other relays; absent: this one works alone. */
  readonly racers?: RacersElsewhere | undefined;
  readonly recorder: Recorder;
  readonly owners: Pick<SessionOwners, 'claim'>;
  readonly refused: RefusedPublishers;
  readonly log: Log;
  readonly instance: string;
  readonly version: string;
  now(): number;
}

export class AgentSockets {
  readonly #parts: AgentSocketsParts;
  readonly #peers = new Set<AgentPeer>();
  readonly #stopListening: (() => void)[];
  readonly #notices = new StoredNotices<AgentPeer>((peer, stored) =>
    peer.send({ type: 'stored', ...stored }),
  );
  readonly #grid: AgentsGrid;
  #nextId = 1;
  #second = 0;

  constructor(parts: AgentSocketsParts) {
    this.#parts = parts;
    this.#grid = new AgentsGrid(parts);
    this.#stopListening = [
      parts.recorder.onStored((key, packetId) => this.#notices.stored(key, packetId)),
      parts.cars.onFocus((session) => this.#sendFocus(session)),
    ];
  }

  get size(): number {
    return this.#peers.size;
  }

  list(): AgentInfo[] {
    return [...this.#peers].map(({ id, remoteAddress, since, state }) => {
      const open = state.kind === 'open' ? state.open : new OpenAgent('');
      const { agent, status, detail, session, framesTaken, batchesRefused } = open;
      return {
        id,
        agent,
        remoteAddress,
        connectedAt: since,
        status,
        detail,
        sessionID: session?.id ?? null,
        framesTaken,
        batchesRefused,
      };
    });
  }

  accept(ws: WebSocket, socket: Socket, from: AgentOrigin): void {
    const heartbeat = new Heartbeat(ws, socket);
    const peer = new AgentPeer(this.#nextId++, heartbeat, from, this.#parts.now());
    this.#peers.add(peer);
    ws.on('close', () => this.#remove(peer));
    ws.on('message', (data: Buffer, isBinary: boolean) => {
      heartbeat.noteActivity();
      try {
        this.#handle(peer, data, isBinary);
      } catch (error) {
        this.#parts.log.error({ err: error }, 'A message of an agent could not be handled.');
        this.#end(peer, 'failed');
      }
    });
  }

  /** Once a second. */
  tick(): void {
    this.#grid.tick();
    const now = this.#parts.now();
    const turns = Math.round(limits.pingIntervalMs / 1000);
    this.#second = (this.#second + 1) % turns;
    for (const peer of this.#peers) {
      if (peer.state.kind === 'open') {
        peer.state.open.pings = 0;
        // Finds what changed without a choice: another source, another run.
        this.#sendNewFocus(peer, peer.state.open);
      }
      if (peer.id % turns === this.#second && !peer.heartbeat.ping()) this.#end(peer, 'silent');
      if (peer.state.kind === 'greeting' && now - peer.since > limits.helloTimeoutMs) {
        this.#end(peer, 'badMessage', 'There was no hello.');
      }
      // It does not read, so acknowledgements pile up.
      if (peer.heartbeat.socket.writableLength > limits.backlogBytesMax) this.#end(peer, 'stuck');
    }
  }

  /** Closes the agents that may not publish any more. */
  closeUnless(mayStay: (grant: AccessGrant) => boolean): void {
    for (const peer of this.#peers) {
      if (!mayStay(peer.grant)) this.#end(peer, 'notAllowed', 'The key is no longer valid.');
    }
  }

  /** Reports what was stored, and closes all sockets. */
  stop(): void {
    for (const stop of this.#stopListening) stop();
    this.#grid.stop();
    this.#notices.flush();
    for (const peer of this.#peers) peer.heartbeat.close('shuttingDown');
  }

  #handle(peer: AgentPeer, data: Buffer, isBinary: boolean): void {
    const { state } = peer;
    if (state.kind === 'closing') return;
    if (isBinary && state.kind === 'open' && data[0] === carsKind) {
      const isRead = state.cars.move(data, this.#parts.now());
      if (!isRead) this.#end(peer, 'badMessage', 'The cars cannot be read.');
      return;
    }
    const message = isBinary ? null : readMessage(data);
    if (message === null) {
      this.#end(peer, 'badMessage');
      return;
    }
    if (state.kind === 'greeting') {
      if (isOtherVersion(message)) this.#end(peer, 'wrongVersion');
      else this.#handleHello(peer, message);
      return;
    }
    const { open } = state;
    switch (message.type) {
      case 'batch':
        this.#handleBatch(peer, open, message);
        return;
      case 'ping': {
        const id = readPing(message);
        if (id === null) break;
        if (++open.pings > limits.agentPingsPerSecondMax) {
          this.#end(peer, 'tooMany', 'Too many pings a second.');
          return;
        }
        peer.send({ type: 'pong', id, relayMs: this.#parts.now() });
        return;
      }
      case 'session':
        if (this.#handleInfo(peer, message)) return;
        break;
      case 'status':
        if (this.#handleStatus(peer, open, message)) return;
        break;
      case 'cars':
        if (state.cars.update(message)) return;
        break;
      case 'clock': {
        const clock = readClock(message);
        if (clock === null) break;
        const { sessions, owners } = this.#parts;
        this.#unlessRefused(() => {
          owners.claim(clock.sessionID, peer.grant);
          sessions.setStart(clock.sessionID, clock.run, clock.originMs);
        });
        return;
      }
    }
    this.#end(peer, 'badMessage');
  }

  #handleHello(peer: AgentPeer, message: Message): void {
    const hello = readHello(message);
    if (hello === null) {
      this.#end(peer, 'badMessage', 'The first message must be a hello of the protocol.');
      return;
    }
    const mayPublish = (sessionID: string) =>
      this.#unlessRefused(() => this.#parts.owners.claim(sessionID, peer.grant));
    const cars = new AgentCarMessages(this.#parts.cars, mayPublish);
    peer.state = { kind: 'open', open: new OpenAgent(hello.agent), cars };
    for (const key of hello.kept) this.#notices.listen(peer, key);
    this.#welcome(peer, hello.agent, hello.kept).catch((error: unknown) => {
      this.#parts.log.error({ err: error }, 'An agent could not be welcomed.');
      this.#end(peer, 'failed');
    });
  }

  async #welcome(peer: AgentPeer, agent: string, kept: readonly RunKey[]): Promise<void> {
    const { version, instance, log } = this.#parts;
    const found = await Promise.all(kept.map((key) => this.#storedThrough(key)));
    if (peer.state.kind !== 'open') return;
    const stored = found.filter((one) => one !== null);
    peer.send({
      type: 'welcome',
      protocol: protocolVersion,
      relay: version,
      instance,
      stored,
      cars: true,
    });
    log.info({ agent, remoteAddress: peer.remoteAddress }, 'An agent connected.');
  }

  /** @returns null: nothing of the run is stored, or the store cannot say in time; the agent then resends all it has */
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

  #handleBatch(peer: AgentPeer, open: OpenAgent, message: Message): void {
    const head = readBatchHead(message);
    if (head === null) {
      this.#end(peer, 'badMessage', 'A batch without a sessionID, run, seq or lap.');
      return;
    }
    const { sessionID, run, seq, lap, late } = head;
    const { sessions, owners, log, refused } = this.#parts;
    try {
      owners.claim(sessionID, peer.grant);
      const { frames, warnings } = checkedFrames(message.data);
      if (
        open.batchRun === null ||
        open.batchRun.sessionID !== sessionID ||
        open.batchRun.run !== run
      ) {
        open.batchRun = { sessionID, run };
        this.#notices.listen(peer, open.batchRun);
      }
      // Frames that are not late are newer than everything stored.
      if (late) {
        const lowest = frames.reduce((low, { packetId }) => Math.min(low, packetId), Infinity);
        this.#notices.unstored(open.batchRun, lowest);
      }
      const receivedAt = this.#parts.now();
      sessions.receive({ sessionID, run, lap, late, frames, connection: peer, receivedAt });
      if (!late) this.#attach(peer, open, sessions.get(sessionID) ?? null, run);
      open.framesTaken += frames.length;
      if (warnings.length === 0) {
        peer.heartbeat.socket.write(textFrame(`{"type":"received","seq":${seq}}`));
        return;
      }
      refused.fieldsRemoved({ remoteAddress: peer.remoteAddress, sessionID }, warnings);
      peer.send({ type: 'received', seq, warnings });
    } catch (error) {
      open.batchesRefused++;
      const known = asRelayError(error, log);
      refused.refused({ remoteAddress: peer.remoteAddress, sessionID }, known);
      // The relay will have room again, so the agent is to keep the frames and retry.
      const retry = known.code === 'too-many' ? { retryMs: limits.roomRetryMs } : {};
      peer.send({ type: 'refused', seq, error: known.toProtocol(), ...retry });
    }
  }

  /** @returns false: the message is not of the protocol */
  #handleInfo(peer: AgentPeer, message: Message): boolean {
    const key = readRunKey(message);
    if (key === null) return false;
    const { info, problem } = readSessionInfo(message.facts);
    if (problem !== null) {
      this.#parts.log.warn({ ...key, problem }, 'A field of the session was left out.');
    }
    this.#notices.listen(peer, key);
    const { sessions, owners } = this.#parts;
    this.#unlessRefused(() => {
      owners.claim(key.sessionID, peer.grant);
      sessions.describeRun(key.sessionID, key.run, info);
    });
    return true;
  }

  /** @returns false: the message is not of the protocol */
  #handleStatus(peer: AgentPeer, open: OpenAgent, message: Message): boolean {
    const read = readStatus(message);
    if (read === null) return false;
    const { key, status, detail } = read;
    open.status = status;
    open.detail = detail;
    if (key === null) {
      this.#attach(peer, open, null, '');
      return true;
    }
    this.#notices.listen(peer, key);
    const { sessionID, run } = key;
    const { sessions, owners } = this.#parts;
    this.#unlessRefused(() => {
      owners.claim(sessionID, peer.grant);
      const session = sessions.changeStatus(sessionID, run, status, peer);
      if (session !== null) this.#attach(peer, open, session, run);
    });
    return true;
  }

  /**
   * Ignores a refusal, for lack of room or of the right: the session's batches are refused too, with the reason.
   * @returns false: it was refused
   */
  #unlessRefused(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      if (!(error instanceof RelayError)) throw error;
      return false;
    }
  }

  #attach(peer: AgentPeer, open: OpenAgent, session: LiveSession | null, run: string): void {
    if (open.session === session && open.attachedRun === run) return;
    const { sessions } = this.#parts;
    if (open.session !== null && open.session !== session) sessions.detach(open.session, peer);
    open.session = session;
    open.attachedRun = run;
    if (session !== null && !session.isOver(run)) sessions.attach(session, peer, run);
  }

  /** Another car of this session is shown. */
  #sendFocus(session: LiveSession): void {
    for (const peer of this.#peers) {
      const { state } = peer;
      if (state.kind === 'open' && state.open.session === session) {
        this.#sendNewFocus(peer, state.open);
      }
    }
  }

  #sendNewFocus(peer: AgentPeer, open: OpenAgent): void {
    const focus = newFocus(open);
    if (focus === null) return;
    open.sentFocus = focus;
    peer.send(focus);
  }

  #end(peer: AgentPeer, kind: CloseKind, detail?: string): void {
    const { remoteAddress } = peer;
    const session = peer.state.kind === 'open' ? peer.state.open.session : null;
    if (kind === 'silent' || kind === 'stuck') {
      this.#parts.log.warn({ remoteAddress, kind }, 'An agent was lost: it no longer answers.');
    } else {
      const why = detail ?? closeCodes[kind].reason;
      this.#parts.refused.note({ remoteAddress, sessionID: session?.id ?? null }, kind, why);
    }
    this.#remove(peer);
    peer.heartbeat.close(kind, detail);
  }

  #remove(peer: AgentPeer): void {
    const { state, remoteAddress } = peer;
    peer.state = { kind: 'closing' };
    this.#peers.delete(peer);
    if (state.kind !== 'open') return;
    this.#notices.remove(peer);
    this.#attach(peer, state.open, null, '');
    const { agent } = state.open;
    this.#parts.log.info({ agent, remoteAddress }, 'An agent left.');
  }
}
