/** Publishes over a WebSocket. Live frames go first; what the relay has not stored is sent again behind them after a break. */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import {
  type BatchReceived,
  type BatchRefused,
  protocolVersion,
  type RelayToAgent,
  type RelayWelcome,
} from '../../protocol/messages.ts';
import type { GameStatus } from '../../protocol/session.ts';
import type { Session } from '../session/session.ts';
import { batchLength, nextLateFrames } from './batcher.ts';
import type { Publisher, PublisherOptions, PublisherStats } from './port.ts';
import { type FrameRange, ResendBuffer } from './resend-buffer.ts';
import { publishRetryMs } from './retry.ts';
import { batchBytes, endedStatus } from './wire.ts';
import { WsLink } from './ws-link.ts';

/**
 * - `waiting`: the relay was not reached or has gone; it is tried again when the timer is due
 * - `reaching`: a socket is being opened, or the relay has not said welcome yet
 * - `open`: frames go out
 * - `closed`: the publisher has ended
 */
type Connection =
  | { readonly kind: 'waiting'; readonly timer: NodeJS.Timeout }
  | { readonly kind: 'reaching'; readonly link: WsLink }
  | { readonly kind: 'open'; readonly link: WsLink }
  | { readonly kind: 'closed' };

export class WsPublisher implements Publisher {
  readonly #options: PublisherOptions;
  /** Frames that are not stored yet; the simulation checks that none is lost. */
  readonly keep: ResendBuffer;
  /** Tries that failed since the relay was last reached. */
  #failures = 0;
  readonly #careTimer: NodeJS.Timeout;
  #connection: Connection = { kind: 'closed' };
  /** The relay has no room for our session in its live picture: until this is due, frames are for its store. */
  #noRoom: NodeJS.Timeout | null = null;
  #session: Session | null = null;
  #status: GameStatus = 'waiting';
  #detail: string | null = null;
  /** The relay that took the frames we keep as received. */
  #instance: string | null = null;
  #lateBatchFrames: number = limits.lateBatchFramesMin;
  /** Why the relay could not be reached, as it was logged: said once. */
  #problem: string | null = null;
  #dropping = false;
  #warned = false;
  readonly #refusalsLogged = new Set<string>();
  #closing: Promise<void> | null = null;
  #drained: (() => void) | null = null;
  readonly #counts = {
    framesAdded: 0,
    framesSent: 0,
    batchesSent: 0,
    framesRefused: 0,
    connections: 0,
  };

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.keep = new ResendBuffer(options.keptFramesMax);
    this.#careTimer = setInterval(() => this.#link?.care(), limits.publishCareMs);
    this.#connect();
  }

  setSession(session: Session | null): void {
    const before = this.#session;
    this.#session = session;
    if (session === null) return;
    this.keep.runOf(session);
    this.#tellSession();
    if (session !== before) this.#tellStatus();
  }

  endSession(session: Session, detail: string): void {
    this.flush();
    this.#readyLink?.send(endedStatus(session, detail));
  }

  setStatus(status: GameStatus, detail: string | null): void {
    this.#status = status;
    this.#detail = detail;
    this.#tellStatus();
  }

  add(frame: Frame): void {
    if (this.#session === null) return;
    this.#counts.framesAdded++;
    const run = this.keep.runOf(this.#session);
    const state = this.#readyLink === null || this.#noRoom !== null ? 'late' : 'live';
    this.keep.add(run, frame.lap ?? 1, frame.packetId, JSON.stringify(frame), state);
    if (!this.#dropping && this.keep.dropped > 0) {
      this.#dropping = true;
      const fields = { kept: this.keep.size };
      this.#options.log.warn(fields, 'The relay is away for too long: the oldest frames are lost.');
    }
    this.#pump(false);
  }

  flush(): void {
    this.keep.closeBatch();
    this.#pump(true);
  }

  stats(): PublisherStats {
    return {
      connected: this.#readyLink !== null,
      ...this.#counts,
      framesKept: this.keep.size,
      framesLate: this.keep.late,
      framesDropped: this.keep.dropped,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeOnce();
    return this.#closing;
  }

  async #closeOnce(): Promise<void> {
    this.flush();
    if (this.#readyLink !== null && this.#waits()) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, limits.publishStopMs);
        this.#drained = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    clearInterval(this.#careTimer);
    this.#endWait();
    if (this.#connection.kind === 'waiting') clearTimeout(this.#connection.timer);
    if (this.#waits()) {
      const frames = this.keep.late + this.keep.live;
      this.#options.log.warn({ frames }, 'Frames were not sent: the relay could not be reached.');
    }
    const link = this.#link;
    this.#connection = { kind: 'closed' };
    await link?.close();
  }

  /** Frames wait to be sent or answered. */
  #waits(): boolean {
    return this.keep.live > 0 || this.keep.late > 0 || (this.#link?.flights.size ?? 0) > 0;
  }

  // ------------------------------------------------------------------ the connection

  get #link(): WsLink | null {
    const connection = this.#connection;
    return connection.kind === 'reaching' || connection.kind === 'open' ? connection.link : null;
  }

  get #readyLink(): WsLink | null {
    return this.#connection.kind === 'open' ? this.#connection.link : null;
  }

  #connect(): void {
    const link = new WsLink(this.#options, {
      opened: () => this.#greet(link),
      heard: (message) => {
        if (link === this.#link) this.#hear(link, message);
      },
      closed: (cause, retryMs) => {
        if (link === this.#link) this.#lost(cause, retryMs);
      },
    });
    this.#connection = { kind: 'reaching', link };
  }

  #greet(link: WsLink): void {
    const kept = this.keep.keptRuns
      .filter((run) => run.frames > 0)
      .map(({ session }) => ({ sessionID: session.sessionID, run: session.run }));
    link.send({ type: 'hello', protocol: protocolVersion, agent: 'sequential', kept });
  }

  #lost(cause: string, retryMs: number | null): void {
    this.#connection = { kind: 'closed' };
    this.#drained?.();
    if (this.#closing !== null) return;
    const { log, relay } = this.#options;
    // Logged once, unless another reason comes that the user can mend.
    if (this.#problem === null || (retryMs !== null && cause !== this.#problem)) {
      const sentence = 'The relay cannot be reached; frames are kept and sent later.';
      log.warn({ relay: relay.origin, cause }, sentence);
    }
    this.#problem = cause;
    const pauseMs = retryMs ?? publishRetryMs(this.#failures++, this.#options.random());
    const timer = setTimeout(() => this.#connect(), pauseMs);
    this.#connection = { kind: 'waiting', timer };
  }

  #hear(link: WsLink, message: RelayToAgent): void {
    switch (message.type) {
      case 'welcome':
        this.#begin(link, message);
        return;
      case 'received':
        this.#warn(message);
        this.#land(link, message.seq, (range) => this.keep.received(range));
        return;
      case 'refused':
        if (message.retryMs === undefined) this.#refuse(link, message);
        else this.#waitForRoom(link, message, message.retryMs);
        return;
      case 'stored':
        // A relay may say so before it says that it took the batch; it takes batches whole or not at all.
        for (const { range } of link.flights.values()) {
          if (this.keep.endsWith(range, message.run, message.packetId)) this.keep.received(range);
        }
        this.keep.stored(message.run, message.packetId);
        return;
      case 'pong':
        this.#tellClock(link, false);
        return;
    }
  }

  /** The relay will never take this batch. */
  #refuse(link: WsLink, { seq, error }: BatchRefused): void {
    this.#land(link, seq, (range) => {
      this.keep.done(range);
      this.#counts.framesRefused += range.count;
    });
    if (this.#refusalsLogged.has(error.code)) return;
    this.#refusalsLogged.add(error.code);
    this.#options.log.error({ ...error }, 'The relay refuses frames for good.');
  }

  /** The relay has no room for the session: its frames go to the store, and the picture is asked for again later. */
  #waitForRoom(link: WsLink, { seq, error }: BatchRefused, retryMs: number): void {
    if (this.#noRoom === null) {
      const sentence = 'The relay has no room for this session; frames are stored and not shown.';
      this.#options.log.warn({ ...error }, sentence);
      this.keep.delayAllBut(0);
      const waitMs = Math.min(
        Math.max(retryMs, limits.publishRetryMsMin),
        limits.publishRetryAfterMsMax,
      );
      this.#noRoom = setTimeout(() => {
        this.#noRoom = null;
        this.#tellSession();
        this.#tellStatus();
      }, waitMs);
    }
    this.#land(link, seq, (range) => this.keep.delay(range));
  }

  #endWait(): void {
    if (this.#noRoom !== null) clearTimeout(this.#noRoom);
    this.#noRoom = null;
  }

  /** The relay took a batch without some of its fields. Said once: the next batches have the same fields. */
  #warn({ warnings }: BatchReceived): void {
    if (this.#warned || !Array.isArray(warnings)) return;
    this.#warned = true;
    this.#options.log.warn({ warnings }, 'The relay leaves out fields: is it of another release?');
  }

  /** The relay is there: it learns what goes on, then frames go out. */
  #begin(link: WsLink, welcome: RelayWelcome): void {
    this.#connection = { kind: 'open', link };
    this.#endWait();
    const same = welcome.instance === this.#instance;
    this.#instance = welcome.instance;
    this.keep.resend(same);
    for (const { run, packetId } of welcome.stored) {
      if (same) this.keep.stored(run, packetId);
      else this.keep.storedBefore(run, packetId);
    }
    this.#failures = 0;
    this.#problem = null;
    this.#dropping = false;
    this.#counts.connections++;
    const { late, dropped } = this.keep;
    this.#options.log.info(
      { relay: this.#options.relay.origin, late, dropped },
      late === 0 ? 'Connected to the relay.' : 'Connected to the relay; kept frames follow.',
    );
    for (const { session, frames } of this.keep.keptRuns) {
      if (session === this.#session || frames === 0) continue;
      const { sessionID, run, facts } = session;
      link.send({ type: 'session', sessionID, run, facts });
      link.send(endedStatus(session, 'It ended while the relay was away.'));
    }
    this.#tellSession();
    this.#tellStatus();
    link.ping();
    this.#pump(false);
  }

  /** A batch was answered. */
  #land(link: WsLink, seq: number, settle: (range: FrameRange) => void): void {
    const flight = link.flights.get(seq);
    if (flight === undefined) return;
    link.flights.delete(seq);
    settle(flight.range);
    if (flight.late) this.#landLate(link, this.#options.now() - flight.sentMs);
    else link.liveFlying--;
    this.#pump(false);
    if (this.#drained !== null && !this.#waits()) this.#drained();
  }

  /** The next late batch is larger when this one was answered quickly, so that a slow way is not blocked for long. */
  #landLate(link: WsLink, answerMs: number): void {
    this.#lateBatchFrames = nextLateFrames(this.#lateBatchFrames, answerMs);
    setTimeout(() => {
      link.lateFlying = false;
      this.#pump(false);
    }, limits.latePauseMs);
  }

  // ------------------------------------------------------------------ what is said

  #tellSession(): void {
    const link = this.#readyLink;
    const session = this.#session;
    if (link === null || session === null) return;
    const { sessionID, run, facts } = session;
    link.send({ type: 'session', sessionID, run, facts });
    this.#tellClock(link, true);
  }

  #tellStatus(): void {
    const session = this.#session;
    const status = this.#status;
    const detail = this.#detail;
    this.#readyLink?.send({
      type: 'status',
      sessionID: session?.sessionID ?? null,
      run: session?.run ?? null,
      status,
      ...(detail === null ? {} : { detail }),
    });
  }

  /** @param always also when the relay knows it, because the session is new to it. */
  #tellClock(link: WsLink, always: boolean): void {
    const offsetMs = link.takeChangedOffset() ?? (always ? link.clock.offsetMs : null);
    const session = this.#session;
    if (offsetMs === null || session === null) return;
    const { sessionID, run, startMs } = session;
    link.send({ type: 'clock', sessionID, run, originMs: startMs + offsetMs });
  }

  // ------------------------------------------------------------------ frames

  /** @param force also while something is in flight: nothing follows that it could travel with. */
  #pump(force: boolean): void {
    const link = this.#readyLink;
    if (link === null) return;
    this.#sendLive(link, force);
    this.#sendLate(link);
  }

  #sendLive(link: WsLink, force: boolean): void {
    const { batch, hz } = this.#options;
    if (batch === 'auto' && link.liveFlying > 0 && !force) {
      const backlog = Math.max(limits.autoBatchFramesMax, (hz * limits.liveBacklogMs) / 1000);
      if (this.keep.live > backlog) this.keep.delayAllBut(limits.autoBatchFramesMax);
      return;
    }
    for (let index = this.keep.nextLive(); index !== -1; index = this.keep.nextLive()) {
      // Fixed batches go out when they are full, whatever is in flight; the socket's own backlog bounds them.
      if (link.backlogBytes > limits.ingestBytesMax) return;
      const count = batchLength(this.keep.frames, index, batch);
      if (count === 0) return;
      this.keep.overtake(this.keep.frames[index]!.run);
      this.#sendBatch(link, index, count, false);
      link.liveFlying++;
    }
  }

  #sendLate(link: WsLink): void {
    if (link.lateFlying) return;
    const index = this.keep.nextLate();
    if (index === -1) return;
    const alike = this.keep.alike(index, this.#lateBatchFrames);
    this.#sendBatch(link, index, batchLength(this.keep.frames, index, 'auto', alike), true);
    link.lateFlying = true;
  }

  #sendBatch(link: WsLink, index: number, count: number, late: boolean): void {
    const seq = ++link.seq;
    const bytes = batchBytes(this.keep.frames, index, count, seq, late);
    const range = this.keep.send(index, count);
    link.flights.set(seq, { range, late, sentMs: this.#options.now() });
    link.sendBytes(bytes);
    this.#counts.batchesSent++;
    this.#counts.framesSent += count;
  }
}
