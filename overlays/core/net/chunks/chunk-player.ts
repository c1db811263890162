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
import { protocolVersion, type RelayToViewer } from '../../../../protocol/messages.ts';

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

interface Queued {
  readonly content: RelayToViewer | Uint8Array;
  /** When the relay sent it, ms since 1970. */
  readonly sentMs: number;
}

const text = new TextDecoder();

export class ChunkPlayer {
  /** The relay's clock minus the page's, ms; null: not known yet. */
  #clockOffsetMs: number | null = null;
  /** How late the stream is that the page keeps step with; null: the page is as early as chunks allow. */
  #stepMs: number | null;
  /** What late chunks have added to the least delay. */
  #addedMs = 0;
  #latest: LatestLiveChunk | null = null;
  #isWelcomed = false;
  /** Session that plays; null: none. */
  #sessionID: string | null = null;
  /** Number of the next chunk; null: begin where the page is. */
  #next: number | null = null;
  #asked: WantedChunk | null = null;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #misses = 0;
  #queue: Queued[] = [];
  #events: Queued[] = [];
  /** Messages for at once. */
  #now: RelayToViewer[] = [];
  #settings = '';

  /** @param stepMs how late the stream is; null: the page is as early as chunks allow */
  constructor(stepMs: number | null) {
    this.#stepMs = stepMs;
  }

  /** How far the page is behind the relay, ms. */
  get delayMs(): number {
    return this.#stepMs ?? limits.liveChunkDelayMs + this.#addedMs;
  }

  /** Begins again where the page is, for instance because it was hidden. */
  restart(): void {
    this.#next = null;
    this.#asked = null;
    this.#queue = [];
    this.#events = [];
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
    const neededMs = (number - 1) * 1_000 - offset + this.delayMs - limits.liveChunkReadyMs;
    return Math.max(completeMs, neededMs, this.#retryAtMs);
  }

  /** @throws CodecError or SyntaxError for what is no chunk */
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
    if (opening !== null) this.#welcome(this.#latest!, opening);
    else if (playedMs > beganMs && this.#stepMs === null) this.#growDelay();
    for (const { atMs, message } of decodeChunk(bytes)) {
      const sentMs = beganMs + atMs;
      const content = message[0] === jsonKind ? parsed(message) : message;
      const isEvent = 'type' in content && content.type === 'event';
      if (!isEvent) this.#queue.push({ content, sentMs });
      // Events that were over when the page came are not shown.
      else if (opening === null || sentMs >= playedMs) this.#events.push({ content, sentMs });
    }
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

  /** Messages whose time has come, in order. */
  due(nowMs: number): DueMessage[] {
    const messages: DueMessage[] = this.#now
      .splice(0)
      .map((message) => ({ kind: 'text', message, dueMs: nowMs }));
    for (const queue of [this.#queue, this.#events]) {
      const later = queue.findIndex((one) => this.#dueMs(one) > nowMs);
      for (const one of queue.splice(0, later < 0 ? queue.length : later)) {
        const { content } = one;
        const dueMs = this.#dueMs(one);
        if (content instanceof Uint8Array) messages.push({ kind: 'bytes', bytes: content, dueMs });
        else messages.push({ kind: 'text', message: content, dueMs });
      }
    }
    return messages;
  }

  /** In step with the stream all but events comes a little early: the play-out knows the moment of each frame. */
  #dueMs({ content, sentMs }: Queued): number {
    const isEvent = 'type' in content && content.type === 'event';
    const leadMs = this.#stepMs === null || isEvent ? 0 : limits.liveChunkLeadMs;
    return sentMs - this.#clockOffsetMs! + this.delayMs - leadMs;
  }

  /** When something is to be done next; null: not before another answer. */
  wakeMs(nowMs: number): number | null {
    const number = this.#askedNext(nowMs);
    const times = [
      ...[this.#queue[0], this.#events[0]].flatMap((one) =>
        one === undefined ? [] : [this.#dueMs(one)],
      ),
      ...(number === null ? [] : [this.#readyAtMs(number)!]),
      ...(this.#now.length > 0 ? [nowMs] : []),
    ];
    return times.length === 0 ? null : Math.min(...times);
  }
}

function parsed(message: Uint8Array): RelayToViewer {
  return JSON.parse(text.decode(message)) as RelayToViewer;
}
