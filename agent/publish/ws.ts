/**
 * Publishes over a WebSocket on the relay. Live frames go out as soon as nothing is in flight; what the relay has
 * not stored is kept and sent again after a break, behind the live frames, so that the picture never waits for it.
 */
import type { IncomingMessage } from 'node:http';
import { type RawData, WebSocket } from 'ws';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import {
  type AgentBatch,
  type AgentMessage,
  protocolVersion,
  publishSubprotocol,
  type RelayToAgent,
  type RelayWelcome,
} from '../../protocol/messages.ts';
import type { GameStatus } from '../../protocol/session.ts';
import { batchLength } from '../batcher.ts';
import type { Session } from '../session.ts';
import { Backoff } from './backoff.ts';
import { ClockSync } from './clock-sync.ts';
import { type FrameRange, Keep } from './keep.ts';
import type { Publisher, PublisherOptions, PublisherStats } from './port.ts';
import { publishSocketUrl } from './relay-url.ts';
import { batchText, messageText, readRelayMessage } from './wire.ts';

interface Flight {
  readonly range: FrameRange;
  readonly late: boolean;
  readonly sentMs: number;
}

/** Late batches grow when they are answered faster than this and shrink when slower, ms. */
const lateAnswerFastMs = 100;
const lateAnswerSlowMs = 250;
/** Answers and clocks are looked after this often, ms. */
const careMs = 500;

/** One socket from its opening to its end. */
class Link {
  readonly socket: WebSocket;
  readonly clock = new ClockSync();
  readonly flights = new Map<number, Flight>();
  /** The relay has said welcome: frames may go out. */
  ready = false;
  openedMs: number;
  seq = 0;
  liveFlying = 0;
  lateFlying = false;
  pingedMs = Number.NEGATIVE_INFINITY;
  /** When the oldest ping without an answer went out, or null. */
  unansweredMs: number | null = null;
  /** Why it ended, and how long to wait before the next one where the usual pause is too short. */
  cause: string | null = null;
  retryMs: number | null = null;

  constructor(socket: WebSocket, nowMs: number) {
    this.socket = socket;
    this.openedMs = nowMs;
  }

  send(message: Exclude<AgentMessage, AgentBatch>): void {
    this.socket.send(messageText(message));
  }

  end(cause: string, retryMs: number | null): void {
    this.cause = cause;
    this.retryMs = retryMs;
    this.socket.terminate();
  }
}

export class WsPublisher implements Publisher {
  private readonly options: PublisherOptions;
  private readonly keep: Keep;
  private readonly backoff: Backoff;
  private link: Link | null = null;
  private retryTimer: NodeJS.Timeout | null = null;
  private readonly careTimer: NodeJS.Timeout;
  private lateTimer: NodeJS.Timeout | null = null;
  private session: Session | null = null;
  private status: { status: GameStatus; detail: string | null } = {
    status: 'waiting',
    detail: null,
  };
  /** The relay that took the frames we keep as received. */
  private instance: string | null = null;
  private lateBatchFrames: number = limits.lateBatchFramesMin;
  /** What was logged last about the connection, so that it is said once. */
  private problem: string | null = null;
  private dropping = false;
  private readonly refusalsLogged = new Set<string>();
  private closing: Promise<void> | null = null;
  private drained: (() => void) | null = null;
  private readonly counts = {
    framesAdded: 0,
    framesSent: 0,
    batchesSent: 0,
    framesRefused: 0,
    connections: 0,
  };

  constructor(options: PublisherOptions) {
    this.options = options;
    this.keep = new Keep(options.keptFramesMax);
    this.backoff = new Backoff(options.random);
    this.careTimer = setInterval(() => this.care(), careMs);
    this.connect();
  }

  setSession(session: Session | null): void {
    const before = this.session;
    this.session = session;
    if (session === null) return;
    this.keep.runOf(session);
    this.tellSession();
    if (session !== before) this.tellStatus();
  }

  endSession(session: Session, detail: string): void {
    this.flush();
    const { link } = this;
    if (link?.ready) link.send(endedStatus(session, detail));
  }

  setStatus(status: GameStatus, detail: string | null): void {
    this.status = { status, detail };
    this.tellStatus();
  }

  add(frame: Frame): void {
    if (this.session === null) return;
    this.counts.framesAdded++;
    const run = this.keep.runOf(this.session);
    const state = this.link?.ready ? 'live' : 'late';
    this.keep.add(run, frame.lap ?? 1, frame.packetId, JSON.stringify(frame), state);
    this.noteDropped();
    this.pump(false);
  }

  flush(): void {
    this.keep.closeBatch();
    this.pump(true);
  }

  stats(): PublisherStats {
    return {
      connected: this.link?.ready ?? false,
      ...this.counts,
      framesKept: this.keep.size,
      framesLate: this.keep.late,
      framesDropped: this.keep.dropped,
    };
  }

  close(): Promise<void> {
    this.closing ??= this.closeOnce();
    return this.closing;
  }

  private async closeOnce(): Promise<void> {
    this.flush();
    if (this.link?.ready && this.waits()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limits.publishStopMs);
        this.drained = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    clearInterval(this.careTimer);
    if (this.retryTimer !== null) clearTimeout(this.retryTimer);
    if (this.lateTimer !== null) clearTimeout(this.lateTimer);
    this.retryTimer = null;
    const { link } = this;
    this.link = null;
    if (this.waits()) {
      const frames = this.keep.size;
      this.options.log.warn({ frames }, 'Frames were not sent: the relay could not be reached.');
    }
    if (link === null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => link.socket.terminate(), careMs);
      link.socket.once('close', () => {
        clearTimeout(timer);
        resolve();
      });
      if (link.socket.readyState === WebSocket.OPEN) link.socket.close(1000);
      else link.socket.terminate();
    });
  }

  /** Frames wait to be sent or answered. */
  private waits(): boolean {
    return this.keep.live > 0 || this.keep.late > 0 || (this.link?.flights.size ?? 0) > 0;
  }

  // ------------------------------------------------------------------ the connection

  private connect(): void {
    this.retryTimer = null;
    const { relay, key, now } = this.options;
    const socket = new WebSocket(publishSocketUrl(relay), [publishSubprotocol], {
      handshakeTimeout: limits.publishTimeoutMs,
      perMessageDeflate: false,
      maxPayload: limits.ingestBytesMax,
      ...(key === undefined ? {} : { headers: { authorization: `Bearer ${key}` } }),
    });
    const link = new Link(socket, now());
    this.link = link;
    socket.on('open', () => this.greet(link));
    socket.on('message', (data, isBinary) => {
      if (this.link !== link) return;
      const problem = this.hear(link, data, isBinary);
      if (problem !== null) link.end(problem, limits.publishRefusedRetryMs);
    });
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      link.end(refusal(response), limits.publishRefusedRetryMs);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      link.cause ??= error.code ?? error.message;
    });
    socket.on('close', (code, reason) => {
      link.cause ??= reason.length > 0 ? `${reason} (${code})` : `closed with code ${code}`;
      // Codes of the relay's own: it had a reason that will not have gone in a moment.
      if (code >= 4400) link.retryMs ??= limits.publishRefusedRetryMs;
      this.lost(link);
    });
  }

  private greet(link: Link): void {
    link.openedMs = this.options.now();
    link.send({
      type: 'hello',
      protocol: protocolVersion,
      agent: 'sequential',
      kept: this.keep.keptRuns
        .filter((run) => run.frames > 0)
        .map(({ session }) => ({ sessionID: session.sessionID, run: session.run })),
    });
  }

  private lost(link: Link): void {
    if (this.link !== link) return;
    this.link = null;
    this.drained?.();
    if (this.closing !== null) return;
    const { log, relay } = this.options;
    const sentence = link.ready
      ? 'Lost the relay; frames are kept and sent later.'
      : 'The relay cannot be reached; frames are kept and sent later.';
    if (link.ready || link.cause !== this.problem) {
      log.warn({ relay: relay.origin, cause: link.cause }, sentence);
    }
    this.problem = link.cause;
    this.retryTimer = setTimeout(() => this.connect(), link.retryMs ?? this.backoff.next());
  }

  /** @returns what was wrong with the message, or null. */
  private hear(link: Link, data: RawData, isBinary: boolean): string | null {
    const message = isBinary ? null : readRelayMessage(data.toString());
    if (message === null) return 'The relay sent what is not of the protocol.';
    if (message === 'unknown') return null;
    if (message.type === 'welcome') {
      if (message.protocol !== protocolVersion) {
        return `The relay speaks version ${message.protocol} of the protocol, this agent ${protocolVersion}: bring both to the same release.`;
      }
      this.begin(link, message);
      return null;
    }
    if (link.ready) this.answer(link, message);
    return null;
  }

  /** The relay is there: it learns what goes on, then frames go out. */
  private begin(link: Link, welcome: RelayWelcome): void {
    if (link.ready) return;
    const same = welcome.instance === this.instance;
    this.instance = welcome.instance;
    this.keep.resend(same);
    for (const { run, packetId } of welcome.stored) {
      if (same) this.keep.stored(run, packetId);
      else this.keep.storedBefore(run, packetId);
    }
    link.ready = true;
    this.backoff.reset();
    this.problem = null;
    this.counts.connections++;
    const { late, dropped } = this.keep;
    this.options.log.info(
      { relay: this.options.relay.origin, late, dropped },
      late === 0 ? 'Connected to the relay.' : 'Connected to the relay; kept frames follow.',
    );
    this.dropping = false;
    for (const { session, frames } of this.keep.keptRuns) {
      if (session === this.session || frames === 0) continue;
      const { sessionID, run, facts } = session;
      link.send({ type: 'session', sessionID, run, facts });
      link.send(endedStatus(session, 'It ended while the relay was away.'));
    }
    this.tellSession();
    this.tellStatus();
    this.ping(link);
    this.pump(false);
  }

  private answer(link: Link, message: Exclude<RelayToAgent, RelayWelcome>): void {
    switch (message.type) {
      case 'received':
        this.land(link, message.seq, (range) => this.keep.received(range));
        return;
      case 'refused':
        this.land(link, message.seq, (range) => {
          this.keep.done(range);
          this.counts.framesRefused += range.count;
        });
        if (!this.refusalsLogged.has(message.error.code)) {
          this.refusalsLogged.add(message.error.code);
          this.options.log.error({ ...message.error }, 'The relay refuses frames for good.');
        }
        return;
      case 'stored':
        this.keep.stored(message.run, message.packetId);
        return;
      case 'pong':
        link.unansweredMs = null;
        link.clock.pong(message.id, message.relayMs, this.options.now());
        this.tellClock(link, false);
        if (link.clock.measured < limits.clockSamplesMax) {
          setTimeout(() => {
            if (this.link === link) this.ping(link);
          }, limits.clockFirstPingMs).unref();
        }
        return;
    }
  }

  /** A batch was answered. */
  private land(link: Link, seq: number, settle: (range: FrameRange) => void): void {
    const flight = link.flights.get(seq);
    if (flight === undefined) return;
    link.flights.delete(seq);
    settle(flight.range);
    if (flight.late) this.landLate(link, this.options.now() - flight.sentMs);
    else link.liveFlying--;
    this.pump(false);
    if (this.drained !== null && !this.waits()) this.drained();
  }

  private landLate(link: Link, answerMs: number): void {
    const { lateBatchFramesMin, lateBatchFramesMax, latePauseMs } = limits;
    if (answerMs < lateAnswerFastMs) this.lateBatchFrames *= 2;
    else if (answerMs > lateAnswerSlowMs) this.lateBatchFrames /= 2;
    this.lateBatchFrames = Math.floor(
      Math.min(lateBatchFramesMax, Math.max(lateBatchFramesMin, this.lateBatchFrames)),
    );
    this.lateTimer = setTimeout(() => {
      link.lateFlying = false;
      this.pump(false);
    }, latePauseMs);
  }

  /** Ends a connection that does not answer, compares the clocks. */
  private care(): void {
    const { link } = this;
    if (link === null) return;
    const now = this.options.now();
    const [oldest] = link.flights.values();
    const waitingMs = Math.max(
      link.ready || link.socket.readyState !== WebSocket.OPEN ? 0 : now - link.openedMs,
      oldest === undefined ? 0 : now - oldest.sentMs,
      link.unansweredMs === null ? 0 : now - link.unansweredMs,
    );
    if (waitingMs > limits.publishTimeoutMs) {
      link.end(`no answer within ${limits.publishTimeoutMs} ms`, null);
    } else if (link.ready && now - link.pingedMs >= limits.clockPingMs) {
      this.ping(link);
    }
  }

  // ------------------------------------------------------------------ what is said

  private ping(link: Link): void {
    const now = this.options.now();
    link.pingedMs = now;
    link.unansweredMs ??= now;
    link.send({ type: 'ping', id: link.clock.ping(this.options.now()) });
  }

  private tellSession(): void {
    const { link, session } = this;
    if (!link?.ready || session === null) return;
    const { sessionID, run, facts } = session;
    link.send({ type: 'session', sessionID, run, facts });
    this.tellClock(link, true);
  }

  private tellStatus(): void {
    const { link, session } = this;
    if (!link?.ready) return;
    const { status, detail } = this.status;
    link.send({
      type: 'status',
      sessionID: session?.sessionID ?? null,
      run: session?.run ?? null,
      status,
      ...(detail === null ? {} : { detail }),
    });
  }

  /** @param always also when the relay knows it, because the session is new to it. */
  private tellClock(link: Link, always: boolean): void {
    const offsetMs = link.clock.news() ?? (always ? link.clock.offsetMs : null);
    const { session } = this;
    if (offsetMs === null || session === null) return;
    const { sessionID, run, startMs } = session;
    link.send({ type: 'clock', sessionID, run, originMs: startMs + offsetMs });
  }

  // ------------------------------------------------------------------ frames

  /** @param force also while something is in flight: nothing follows that it could travel with. */
  private pump(force: boolean): void {
    const { link } = this;
    if (!link?.ready) return;
    this.sendLive(link, force);
    this.sendLate(link);
  }

  private sendLive(link: Link, force: boolean): void {
    const { batch, hz } = this.options;
    if (batch === 'auto' && link.liveFlying > 0 && !force) {
      const backlog = Math.max(limits.autoBatchFramesMax, (hz * limits.liveBacklogMs) / 1000);
      if (this.keep.live > backlog) this.keep.delayAllBut(limits.autoBatchFramesMax);
      return;
    }
    for (let index = this.keep.nextLive(); index !== -1; index = this.keep.nextLive()) {
      // Fixed batches go out when they are full, whatever is in flight; the socket's own backlog bounds them.
      if (link.socket.bufferedAmount > limits.ingestBytesMax) return;
      const count = batchLength(this.keep.frames, index, batch);
      if (count === 0) return;
      this.keep.overtake(this.keep.frames[index]!.run);
      this.sendBatch(link, index, count, false);
      link.liveFlying++;
    }
  }

  private sendLate(link: Link): void {
    if (link.lateFlying) return;
    const index = this.keep.nextLate();
    if (index === -1) return;
    const max = this.keep.alike(index, this.lateBatchFrames);
    const count = batchLength(this.keep.frames, index, 'auto', max);
    this.sendBatch(link, index, count, true);
    link.lateFlying = true;
  }

  private sendBatch(link: Link, index: number, count: number, late: boolean): void {
    const seq = ++link.seq;
    const text = batchText(this.keep.frames, index, count, seq, late);
    const range = this.keep.send(index, count);
    link.flights.set(seq, { range, late, sentMs: this.options.now() });
    link.socket.send(text);
    this.counts.batchesSent++;
    this.counts.framesSent += count;
  }

  private noteDropped(): void {
    if (this.dropping || this.keep.dropped === 0) return;
    this.dropping = true;
    this.options.log.warn(
      { kept: this.keep.size },
      'The relay is away for so long that the oldest frames are dropped.',
    );
  }
}

function endedStatus(session: Session, detail: string): Exclude<AgentMessage, AgentBatch> {
  const { sessionID, run } = session;
  return { type: 'status', sessionID, run, status: 'ended', detail };
}

/** What an HTTP answer instead of a WebSocket means for the user. */
function refusal({ statusCode }: IncomingMessage): string {
  if (statusCode === 401) return 'The relay asks for a key: give it with --key.';
  if (statusCode === 403) return 'The relay does not accept the key: check --key.';
  if (statusCode === 404)
    return 'There is no publish socket at this address: is it a relay of Sequential?';
  return `The relay answered HTTP ${statusCode}.`;
}
