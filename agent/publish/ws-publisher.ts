/**
 * Publishes over a WebSocket in numbered batches (`seq`). New frames go first; frames that the relay has not stored, after an
 * outage for instance, are sent again after them. `resend-buffer.ts` keeps those.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import {
  type BatchRefused,
  protocolVersion,
  type RelayToAgent,
  type RelayWelcome,
} from '../../protocol/messages.ts';
import type { GameStatus } from '../../protocol/session.ts';
import type { CarsReading } from '../cars/car-source.ts';
import type { Session } from '../session/session.ts';
import { batchLength, nextLateFrames } from './batcher.ts';
import { CarsSender } from './cars-messages.ts';
import { Drain } from './drain.ts';
import { batchText, endedStatus, sessionMessage } from './message-codec.ts';
import type { Publisher, PublisherOptions, PublisherStats } from './port.ts';
import { PublishReport } from './publish-report.ts';
import { RelayChoice } from './relay-choice.ts';
import { type FrameRange, ResendBuffer } from './resend-buffer.ts';
import { WsLink } from './ws-link.ts';

/**
 * - `waiting`: the relay could not be reached or has gone; the timer starts the next try
 * - `reaching`: a socket is being opened, or the relay has not sent `welcome` yet
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
  /** The simulation reads it to check that no frame is lost. */
  readonly buffer: ResendBuffer;
  readonly #relays: RelayChoice;
  readonly #timeoutTimer: NodeJS.Timeout;
  #connection: Connection = { kind: 'closed' };
  /** Runs while the relay has no room for this session in its live picture; frames are only stored meanwhile. */
  #roomTimer: NodeJS.Timeout | null = null;
  #session: Session | null = null;
  #status: GameStatus = 'waiting';
  #detail: string | null = null;
  /** The relay instance that received the frames in the buffer. */
  #instance: string | null = null;
  #lateBatchFrames: number = limits.lateBatchFramesMin;
  /** Why the relay could not be reached, as it was logged: said once. */
  #problem: string | null = null;
  #closing: Promise<void> | null = null;
  readonly #drain = new Drain();
  readonly #report: PublishReport;
  readonly #cars = new CarsSender();

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#relays = new RelayChoice([options.relay, ...(options.otherRelays ?? [])]);
    this.#report = new PublishReport(options.log);
    this.buffer = new ResendBuffer(options.keptFramesMax);
    this.#timeoutTimer = setInterval(
      () => this.#link?.checkTimeouts(),
      limits.publishTimeoutCheckMs,
    );
    this.#connect();
  }

  setSession(session: Session | null): void {
    const before = this.#session;
    this.#session = session;
    if (session === null) return;
    this.buffer.runOf(session);
    this.#sendSession();
    if (session !== before) this.#sendStatus();
  }

  endSession(session: Session, detail: string): void {
    this.flush();
    this.#openLink?.send(endedStatus(session, detail));
  }

  setStatus(status: GameStatus, detail: string | null): void {
    this.#status = status;
    this.#detail = detail;
    this.#sendStatus();
  }

  add(frame: Frame): void {
    if (this.#session === null) return;
    this.#report.counts.framesAdded++;
    const run = this.buffer.runOf(this.#session);
    const state = this.#openLink === null || this.#roomTimer !== null ? 'late' : 'unsent';
    this.buffer.add(run, frame.lap ?? 1, frame.packetId, JSON.stringify(frame), state);
    this.#report.framesDropped(this.buffer.dropped, this.buffer.size);
    this.#pump(false);
  }

  sendCars(reading: CarsReading | null): void {
    const link = this.#openLink;
    const session = this.#session;
    if (link === null || session === null || !link.takesCars || this.#roomTimer !== null) return;
    // Frames go first on a connection that is too slow.
    if (link.backlogBytes > limits.carsBacklogBytesMax) return;
    const messages = this.#cars.messages(session, reading);
    if (messages === null) return;
    if (messages.entries !== null) link.send(messages.entries);
    if (messages.motions !== null) link.sendBytes(messages.motions);
  }

  flush(): void {
    this.buffer.closeBatch();
    this.#pump(true);
  }

  stats(): PublisherStats {
    return {
      connected: this.#openLink !== null,
      ...this.#report.counts,
      framesKept: this.buffer.size,
      framesLate: this.buffer.late,
      framesDropped: this.buffer.dropped,
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#closeOnce();
    return this.#closing;
  }

  async #closeOnce(): Promise<void> {
    this.flush();
    if (this.#openLink !== null && this.#waits()) await this.#drain.wait();
    clearInterval(this.#timeoutTimer);
    this.#stopWaitingForRoom();
    if (this.#connection.kind === 'waiting') clearTimeout(this.#connection.timer);
    if (this.#waits()) this.#report.notSent(this.buffer.late + this.buffer.unsent);
    const link = this.#link;
    this.#connection = { kind: 'closed' };
    await link?.close();
  }

  /** Frames wait to be sent or answered. */
  #waits(): boolean {
    return this.buffer.unsent > 0 || this.buffer.late > 0 || (this.#link?.inFlight.size ?? 0) > 0;
  }

  // ------------------------------------------------------------------ the connection

  get #link(): WsLink | null {
    const connection = this.#connection;
    return connection.kind === 'reaching' || connection.kind === 'open' ? connection.link : null;
  }

  get #openLink(): WsLink | null {
    return this.#connection.kind === 'open' ? this.#connection.link : null;
  }

  #connect(): void {
    const link = new WsLink(
      { ...this.#options, relay: this.#relays.current },
      {
        opened: () => this.#greet(link),
        received: (message) => {
          if (link === this.#link) this.#receive(link, message);
        },
        closed: (cause, retryMs) => {
          if (link === this.#link) this.#lost(cause, retryMs);
        },
      },
    );
    this.#connection = { kind: 'reaching', link };
  }

  #greet(link: WsLink): void {
    const kept = this.buffer.keptRuns
      .filter((run) => run.frames > 0)
      .map(({ session }) => ({ sessionID: session.sessionID, run: session.run }));
    link.send({ type: 'hello', protocol: protocolVersion, agent: 'sequential', kept });
  }

  #lost(cause: string, retryMs: number | null): void {
    this.#connection = { kind: 'closed' };
    this.#drain.reached();
    if (this.#closing !== null) return;
    const { log, random } = this.#options;
    const relay = this.#relays.current;
    // Logged once, unless there is a new reason that the user can fix.
    if (this.#problem === null || (retryMs !== null && cause !== this.#problem)) {
      const sentence = 'The relay cannot be reached; frames are kept and sent later.';
      log.warn({ relay: relay.origin, cause }, sentence);
    }
    this.#problem = cause;
    const pauseMs = this.#relays.failed(retryMs, random());
    const timer = setTimeout(() => this.#connect(), pauseMs);
    this.#connection = { kind: 'waiting', timer };
  }

  #receive(link: WsLink, message: RelayToAgent): void {
    switch (message.type) {
      case 'welcome':
        this.#begin(link, message);
        return;
      case 'received':
        if (Array.isArray(message.warnings)) {
          this.#report.fieldsDropped({ warnings: message.warnings });
        }
        this.#answered(link, message.seq, (range) => this.buffer.received(range));
        return;
      case 'refused':
        if (message.retryMs === undefined) this.#refuse(link, message);
        else this.#waitForRoom(link, message, message.retryMs);
        return;
      case 'stored':
        // `stored` may come before `received`. A relay accepts a batch whole or not at all.
        for (const { range } of link.inFlight.values()) {
          if (this.buffer.endsWith(range, message.run, message.packetId))
            this.buffer.received(range);
        }
        this.buffer.stored(message.run, message.packetId);
        return;
      case 'focus':
        // Cars of another run have other numbers.
        if (message.run === this.#session?.run) this.#options.onFocus?.(message.carId);
        return;
      case 'pong':
        this.#sendClock(link, false);
        return;
    }
  }

  /** The relay will never accept this batch. */
  #refuse(link: WsLink, { seq, error }: BatchRefused): void {
    this.#answered(link, seq, (range) => {
      this.buffer.done(range);
      this.#report.counts.framesRefused += range.count;
    });
    this.#report.refused(error.code, error);
  }

  /** The relay has no room for the session: frames are only stored, and the agent asks for room again later. */
  #waitForRoom(link: WsLink, { seq, error }: BatchRefused, retryMs: number): void {
    if (this.#roomTimer === null) {
      const sentence = 'The relay has no room for this session; frames are stored and not shown.';
      this.#options.log.warn({ ...error }, sentence);
      this.buffer.delayAllBut(0);
      const waitMs = Math.min(
        Math.max(retryMs, limits.publishRetryMsMin),
        limits.publishRetryAfterMsMax,
      );
      this.#roomTimer = setTimeout(() => {
        this.#roomTimer = null;
        this.#sendSession();
        this.#sendStatus();
      }, waitMs);
    }
    this.#answered(link, seq, (range) => this.buffer.delay(range));
  }

  #stopWaitingForRoom(): void {
    if (this.#roomTimer !== null) clearTimeout(this.#roomTimer);
    this.#roomTimer = null;
  }

  /** The relay is reached: it gets the sessions and the status, then frames. */
  #begin(link: WsLink, welcome: RelayWelcome): void {
    this.#connection = { kind: 'open', link };
    this.#cars.reset();
    this.#stopWaitingForRoom();
    const isSameRelay = welcome.instance === this.#instance;
    this.#instance = welcome.instance;
    this.buffer.connectionLost(isSameRelay);
    for (const { run, packetId } of welcome.stored) {
      if (isSameRelay) this.buffer.stored(run, packetId);
      else this.buffer.storedBefore(run, packetId);
    }
    this.#relays.reached();
    this.#problem = null;
    this.#report.connected();
    const { late, dropped } = this.buffer;
    this.#options.log.info(
      { relay: this.#relays.current.origin, late, dropped },
      late === 0 ? 'Connected to the relay.' : 'Connected to the relay; kept frames follow.',
    );
    for (const { session, frames } of this.buffer.keptRuns) {
      if (session === this.#session || frames === 0) continue;
      link.send(sessionMessage(session));
      link.send(endedStatus(session, 'It ended while the relay was away.'));
    }
    this.#sendSession();
    this.#sendStatus();
    link.ping();
    this.#pump(false);
  }

  /** A batch was answered. */
  #answered(link: WsLink, seq: number, update: (range: FrameRange) => void): void {
    const batch = link.inFlight.get(seq);
    if (batch === undefined) return;
    link.inFlight.delete(seq);
    update(batch.range);
    if (batch.late) this.#lateAnswered(link, this.#options.now() - batch.sentMs);
    else link.batchesInFlight--;
    this.#pump(false);
    if (!this.#waits()) this.#drain.reached();
  }

  /** The next late batch is larger after a quick answer; a slow connection is never blocked for long. */
  #lateAnswered(link: WsLink, answerMs: number): void {
    this.#lateBatchFrames = nextLateFrames(this.#lateBatchFrames, answerMs);
    setTimeout(() => {
      link.isLateInFlight = false;
      this.#pump(false);
    }, limits.latePauseMs);
  }

  // ------------------------------------------------------------------ session, status, clock

  #sendSession(): void {
    const link = this.#openLink;
    const session = this.#session;
    if (link === null || session === null) return;
    link.send(sessionMessage(session));
    this.#sendClock(link, true);
  }

  #sendStatus(): void {
    const session = this.#session;
    const status = this.#status;
    const detail = this.#detail;
    this.#openLink?.send({
      type: 'status',
      sessionID: session?.sessionID ?? null,
      run: session?.run ?? null,
      status,
      ...(detail === null ? {} : { detail }),
    });
  }

  /** @param always also when the offset has not changed: the session is new to the relay */
  #sendClock(link: WsLink, always: boolean): void {
    const offsetMs = link.changedOffset() ?? (always ? link.clock.offsetMs : null);
    const session = this.#session;
    if (offsetMs === null || session === null) return;
    const { sessionID, run, startMs } = session;
    link.send({ type: 'clock', sessionID, run, originMs: startMs + offsetMs });
  }

  // ------------------------------------------------------------------ frames

  /** @param force also while a batch is in flight, because no frame follows */
  #pump(force: boolean): void {
    const link = this.#openLink;
    if (link === null) return;
    this.#sendUnsent(link, force);
    this.#sendLate(link);
  }

  #sendUnsent(link: WsLink, force: boolean): void {
    const { batch, hz } = this.#options;
    if (batch === 'auto' && link.batchesInFlight > 0 && !force) {
      const backlog = Math.max(limits.autoBatchFramesMax, (hz * limits.liveBacklogMs) / 1000);
      if (this.buffer.unsent > backlog) this.buffer.delayAllBut(limits.autoBatchFramesMax);
      return;
    }
    for (let index = this.buffer.nextUnsent(); index !== -1; index = this.buffer.nextUnsent()) {
      // Full batches of a fixed size go out at once; the socket's backlog bounds them.
      if (link.backlogBytes > limits.ingestBytesMax) return;
      const count = batchLength(this.buffer.frames, index, batch);
      if (count === 0) return;
      this.#sendBatch(link, index, count, false);
      link.batchesInFlight++;
    }
  }

  #sendLate(link: WsLink): void {
    if (link.isLateInFlight) return;
    const index = this.buffer.nextLate();
    if (index === -1) return;
    const alike = this.buffer.alike(index, this.#lateBatchFrames);
    this.#sendBatch(link, index, batchLength(this.buffer.frames, index, 'auto', alike), true);
    link.isLateInFlight = true;
  }

  #sendBatch(link: WsLink, index: number, count: number, late: boolean): void {
    const seq = ++link.seq;
    const text = batchText(this.buffer.frames, index, count, seq, late);
    const range = this.buffer.markSent(index, count);
    link.inFlight.set(seq, { range, late, sentMs: this.#options.now() });
    link.sendText(text);
    this.#report.sent(count);
  }
}
