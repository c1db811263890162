/**
 * Plays a session from chunks: decides which one is needed next, and when each of its messages is due. Its messages come at
 * the pace at which the relay sent them, so the page draws them as if they came from a socket that is some seconds late.
 * Pure: all times come from the caller. Times are on the page's clock unless they are the relay's, ms.
 */
import { limits } from '../../../../protocol/limits.ts';
import {
  decodeChunk,
  jsonKind,
  type LatestLiveChunk,
  type LiveChunkOpening,
} from '../../../../protocol/live-chunk.ts';
import {
  protocolVersion,
  type RelayToViewer,
  type ViewerSession,
} from '../../../../protocol/messages.ts';

/** A chunk to ask for. */
export interface WantedChunk {
  readonly sessionID: string;
  readonly number: number;
  /** What lies beside it is needed too. */
  readonly withOpening: boolean;
}

/** A message whose time has come. */
export type DueMessage =
  | { readonly kind: 'text'; readonly message: RelayToViewer; readonly dueMs: number }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array; readonly dueMs: number };

interface Queued<Content> {
  readonly content: Content;
  /** When the relay sent it, ms since 1970. */
  readonly sentMs: number;
  /** Counts the messages. */
  readonly order: number;
  /** Another run begins: what follows waits for it. */
  readonly isTurn: boolean;
}

const text = new TextDecoder();

export class ChunkPlayer {
  /** The relay's clock minus the page's, ms; null: not known yet. */
  #clockOffsetMs: number | null = null;
  /** How late the stream is that the page keeps step with; null: the page is as early as chunks allow. */
  #stepMs: number | null;
  /** What late chunks have added to the least delay. */
  #addedMs = 0;
  /** The relay's newest answer about its chunks. */
  #latest: LatestLiveChunk | null = null;
  #isWelcomed = false;
  /** Session that plays; null: none. */
  #sessionID: string | null = null;
  /** Number of the next chunk; null: begin where the page is. */
  #next: number | null = null;
  /** The chunk that was asked for and has not come yet. */
  #asked: WantedChunk | null = null;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  /** In a row: chunks that were not there. */
  #misses = 0;
  /** Messages that wait for their moment: JSON, and compact ones. */
  #texts: Queued<RelayToViewer>[] = [];
  #bytes: Queued<Uint8Array>[] = [];
  /** Messages received so far. */
  #order = 0;
  /** Session and run that the newest message is of. */
  #run = '';
  /** Messages for at once. */
  #now: RelayToViewer[] = [];
  /** The settings that the page was told last, as JSON; `''`: none. */
  #settings = '';

  /** How much later this page asks than it could, so that many pages do not ask at once. */
  readonly #spreadMs: number;

  /**
   * @param stepMs how late the stream is; null: the page is as early as chunks allow
   * @param random 0…1, of this page: spreads the requests of many
   */
  constructor(stepMs: number | null, random = 0) {
    this.#stepMs = stepMs;
    this.#spreadMs = random * limits.liveChunkSpreadMs;
  }

  /** How far the page is behind the relay, ms. */
  get delayMs(): number {
    return this.#stepMs ?? limits.liveChunkDelayMs + this.#addedMs;
  }

  /** Begins again where the page is, for instance because it was hidden. */
  restart(): void {
    this.#next = null;
    this.#asked = null;
    this.#texts = [];
    this.#bytes = [];
    this.#misses = 0;
    this.#retryAtMs = Number.NEGATIVE_INFINITY;
  }

  setStep(stepMs: number | null): void {
    if (stepMs === this.#stepMs) return;
    this.#stepMs = stepMs;
    this.restart();
  }

  /** @param clockOffsetMs the relay's clock minus the page's */
  latest(answer: LatestLiveChunk, clockOffsetMs: number, nowMs: number): void {
    this.#latest = answer;
    this.#clockOffsetMs = clockOffsetMs;
    this.#addSettings(answer);
    if (answer.sessionID !== this.#sessionID && this.#mayMove(answer, nowMs)) {
      this.#sessionID = answer.sessionID;
      this.restart();
    }
    if (answer.sessionID === null) this.#welcome(answer, null);
    const { first, newest } = answer;
    // Between the chunk that was missed and the newest ones some are missing.
    if (this.#isPlaying && this.#next !== null && first !== null && newest! >= this.#next) {
      if (this.#next < first && this.#misses > 0) this.restart();
    }
  }

  /** `latest` is about the session that plays. */
  get #isPlaying(): boolean {
    return this.#latest !== null && this.#latest.sessionID === this.#sessionID;
  }

  /** Another session takes over when the page has come to its first chunk. */
  #mayMove({ sessionID, first }: LatestLiveChunk, nowMs: number): boolean {
    if (this.#sessionID === null || sessionID === null) return true;
    return first !== null && this.#playedMs(nowMs)! >= first * 1_000;
  }

  #addSettings({ settings }: LatestLiveChunk): void {
    const { theme, overlays, accent, logo } = settings;
    const message = {
      theme,
      overlays,
      ...(accent === undefined ? {} : { accent }),
      ...(logo === undefined ? {} : { logo }),
    };
    const sent = JSON.stringify(message);
    const isChosen = [theme ?? undefined, accent, logo].some((one) => one !== undefined);
    const isNothing = !isChosen && Object.keys(overlays).length === 0;
    if (sent === this.#settings || (isNothing && this.#settings === '')) return;
    this.#settings = sent;
    this.#now.push({ type: 'settings', ...message });
  }

  /** Tells the page what it plays. @param opening null: nobody drives */
  #welcome(latest: LatestLiveChunk, opening: LiveChunkOpening | null): void {
    if (opening === null && this.#isWelcomed && this.#sessionID === null) return;
    const { session, state, board } = opening ?? { session: null, state: null, board: null };
    const watched = { session, state, ...(board === null ? {} : { board }) };
    if (this.#isWelcomed) this.#now.push({ type: 'session', ...watched });
    else {
      const { build, relayMs } = latest;
      const head = { protocol: protocolVersion, build, instance: '', relayMs };
      this.#now.push({ type: 'welcome', ...head, ...watched });
    }
    this.#isWelcomed = true;
    if (opening?.cars) this.#now.push(opening.cars);
  }

  /** The moment that the page has come to, on the relay's clock; null: not known. */
  #playedMs(nowMs: number): number | null {
    return this.#clockOffsetMs === null ? null : nowMs + this.#clockOffsetMs - this.delayMs;
  }

  /** @returns the chunk to ask for now; null: none */
  wanted(nowMs: number): WantedChunk | null {
    const number = this.#askedNext(nowMs);
    const readyAtMs = number === null ? null : this.#readyAtMs(number);
    if (number === null || readyAtMs === null || nowMs < readyAtMs) return null;
    this.#asked = { sessionID: this.#sessionID!, number, withOpening: this.#next === null };
    return this.#asked;
  }

  #askedNext(nowMs: number): number | null {
    const playedMs = this.#playedMs(nowMs);
    if (this.#asked !== null || this.#sessionID === null || playedMs === null) return null;
    const latest = this.#isPlaying ? this.#latest : null;
    const isOver = latest?.status === 'ended';
    if (this.#next !== null) return isOver && this.#next > latest!.newest! ? null : this.#next;
    if (latest === null || latest.newest === null || latest.first === null) return null;
    const present = Math.floor(playedMs / 1_000);
    if (isOver) return Math.min(Math.max(present, latest.first), latest.newest);
    return Math.max(present, latest.first);
  }

  /** When to ask for a chunk: not before it is complete, and not long before it is played. */
  #readyAtMs(number: number): number | null {
    const offset = this.#clockOffsetMs;
    if (offset === null) return null;
    const completeMs = (number + 1) * 1_000 + limits.liveChunkReadyMs - offset;
    const aheadMs = 1_000 + limits.liveChunkReadyMs + limits.liveChunkSpreadMs;
    const neededMs = this.#dueMs({ sentMs: number * 1_000 }, this.#leadMs + aheadMs);
    return Math.max(Math.max(completeMs, neededMs) + this.#spreadMs, this.#retryAtMs);
  }

  /** @throws CodecError or SyntaxError for what is not a chunk */
  received(
    asked: WantedChunk,
    bytes: Uint8Array,
    opening: LiveChunkOpening | null,
    nowMs: number,
  ): void {
    if (asked !== this.#asked) return;
    this.#asked = null;
    this.#misses = 0;
    this.#next = asked.number + 1;
    const playedMs = this.#playedMs(nowMs)!;
    const beganMs = asked.number * 1_000;
    if (opening !== null) {
      this.#run = runOf(opening);
      this.#welcome(this.#latest!, opening);
    } else if (playedMs > beganMs && this.#stepMs === null) {
      this.#growDelay();
    }
    for (const { atMs, message } of decodeChunk(bytes)) {
      const queued = { sentMs: beganMs + atMs, order: ++this.#order, isTurn: false };
      if (message[0] === jsonKind)
        this.#addText(message, queued, opening === null ? null : playedMs);
      else this.#bytes.push({ ...queued, content: message });
    }
  }

  /** @param fromMs events before this were over when the page came; null: none was */
  #addText(
    message: Uint8Array,
    queued: Omit<Queued<null>, 'content'>,
    fromMs: number | null,
  ): void {
    const content = JSON.parse(text.decode(message)) as RelayToViewer;
    if (content.type === 'event' && fromMs !== null && queued.sentMs < fromMs) return;
    const run = content.type === 'session' ? runOf(content) : this.#run;
    this.#texts.push({ ...queued, content, isTurn: run !== this.#run });
    this.#run = run;
  }

  #growDelay(): void {
    const more = this.#addedMs + limits.liveChunkDelayStepMs;
    this.#addedMs = Math.min(more, limits.liveChunkDelayAddedMsMax);
  }

  /** The chunk is not there (yet). @returns true: the newest number must be asked for */
  missed(asked: WantedChunk, nowMs: number): boolean {
    if (asked !== this.#asked) return false;
    this.#asked = null;
    this.#misses++;
    const patience = Math.min(this.#misses, limits.liveChunkMissesMax);
    this.#retryAtMs = nowMs + limits.liveChunkRetryMs * patience;
    return this.#misses > 1;
  }

  /**
   * Messages whose time has come. In step with the stream frames come early, because the play-out knows the moment of each;
   * those of another run wait for the message about it.
   */
  due(nowMs: number): DueMessage[] {
    const messages: DueMessage[] = this.#now
      .splice(0)
      .map((message) => ({ kind: 'text', message, dueMs: nowMs }));
    for (;;) {
      this.#addBytes(messages, nowMs);
      const one = this.#texts[0];
      if (one === undefined || this.#dueMs(one, 0) > nowMs) return messages;
      this.#texts.shift();
      messages.push({ kind: 'text', message: one.content, dueMs: this.#dueMs(one, 0) });
    }
  }

  #addBytes(messages: DueMessage[], nowMs: number): void {
    const turn = this.#turn;
    for (;;) {
      const one = this.#bytes[0];
      if (one === undefined || one.order > turn) return;
      const dueMs = this.#dueMs(one, this.#leadMs);
      if (dueMs > nowMs) return;
      this.#bytes.shift();
      messages.push({ kind: 'bytes', bytes: one.content, dueMs });
    }
  }

  /** Order of the next message about another run. */
  get #turn(): number {
    return this.#texts.find(({ isTurn }) => isTurn)?.order ?? Number.POSITIVE_INFINITY;
  }

  get #leadMs(): number {
    return this.#stepMs === null ? 0 : limits.liveChunkLeadMs;
  }

  #dueMs({ sentMs }: Pick<Queued<unknown>, 'sentMs'>, leadMs: number): number {
    return sentMs - this.#clockOffsetMs! + this.delayMs - leadMs;
  }

  /** When something is to be done next; null: not before another answer. */
  wakeMs(nowMs: number): number | null {
    const number = this.#askedNext(nowMs);
    const times = [
      ...this.#texts.slice(0, 1).map((one) => this.#dueMs(one, 0)),
      ...this.#bytes
        .slice(0, 1)
        .filter(({ order }) => order < this.#turn)
        .map((one) => this.#dueMs(one, this.#leadMs)),
      ...(number === null ? [] : [this.#readyAtMs(number)!]),
      ...(this.#now.length > 0 ? [nowMs] : []),
    ];
    return times.length === 0 ? null : Math.min(...times);
  }
}

function runOf({ session }: Pick<LiveChunkOpening | ViewerSession, 'session'>): string {
  return session === null ? '' : `${session.sessionID} ${session.run}`;
}
