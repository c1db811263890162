/**
 * Samples the game's pages at a steady rate. `pacer.ts` decides when, `ring.ts` passes the samples on. It blocks its own
 * thread between two polls, so nothing else in the agent can delay it. It opens the pages when they appear, reopens them while
 * nothing moves, and reports what it finds.
 */
import { limits } from '../../protocol/limits.ts';
import { gameProcessNames, otherGames } from '../games/assetto-corsa/layout.ts';
import type { AbsentPages, OpenPages, Platform } from '../memory/port.ts';
import { Pacer } from './pacer.ts';
import type { RingWriter } from './ring.ts';

/** Whether the game and its pages are there. Sent when it changes. */
export interface MemoryReport {
  /** The pages are there and read. */
  pages: boolean;
  /** The game's process runs. */
  game: boolean;
  /** Why the pages are not read. null: they are, or the game has only to start, or to finish loading. */
  detail: string | null;
}

export interface SamplerOptions {
  platform: Platform;
  ring: RingWriter;
  hz: number;
  /** ms on the machine's monotonic clock. */
  now: () => number;
  /** Waits without blocking; used while nothing moves. */
  sleep: (ms: number) => Promise<void>;
  report: (report: MemoryReport) => void;
  /** Wakes the reader of the ring. */
  ringBell: () => void;
}

const processNames = [...gameProcessNames, ...otherGames.map((game) => game.process)];

export class Sampler {
  readonly #options: SamplerOptions;
  readonly #pacer: Pacer;
  #pages: OpenPages | null = null;
  #moving = false;
  #packetId = 0;
  /** When the packet id last changed, or the pages were first opened. */
  #movedMs = 0;
  #openedMs = Number.NEGATIVE_INFINITY;
  #processesMs = Number.NEGATIVE_INFINITY;
  #sampledMs = 0;
  #game = false;
  #otherGame: string | null = null;
  #reported = '';

  constructor(options: SamplerOptions) {
    this.#options = options;
    this.#pacer = new Pacer(options.hz, options.platform.wait.grainMs);
  }

  /** Runs until the ring is stopped, then closes everything. */
  async run(): Promise<void> {
    try {
      while (!this.#options.ring.stopped) {
        if (this.#pages === null) await this.#findPages();
        else if (this.#moving) this.#followMovingPages(this.#pages);
        else await this.#watchStillPages(this.#pages);
      }
    } finally {
      this.#closePages();
      this.#options.platform.wait.close();
    }
  }

  async #findPages(): Promise<void> {
    this.#checkProcesses();
    if (this.#otherGame === null) this.#openPages();
    else this.#report(null);
    if (this.#pages === null) await this.#options.sleep(limits.openRetryMs);
  }

  /** The pages are there and nothing moves. */
  async #watchStillPages(pages: OpenPages): Promise<void> {
    const now = this.#options.now();
    if (!pages.readable()) {
      this.#closePages();
      this.#report({ absent: 'its pages were cut short', isMissing: false });
      return;
    }
    const packetId = pages.packetId();
    if (packetId !== this.#packetId) {
      this.#packetId = packetId;
      this.#movedMs = now;
      this.#moving = true;
      this.#pacer.start(now, packetId);
      return;
    }
    if (now - this.#sampledMs >= limits.idleSampleMs) this.#sample(pages, now, true);
    this.#checkProcesses();
    if (this.#otherGame !== null) {
      this.#closePages();
      this.#report(null);
    } else if (now - Math.max(this.#movedMs, this.#openedMs) >= limits.reopenMs) {
      // A restarted game makes new pages under the old names; the open ones would never change.
      this.#openPages();
    }
    await this.#options.sleep(limits.idlePollMs);
  }

  /** The pages move: blocks this thread until they stop or the agent ends. */
  #followMovingPages(pages: OpenPages): void {
    const { ring, platform, now } = this.#options;
    const pacer = this.#pacer;
    while (!ring.stopped) {
      let at = now();
      // At low rates the next sample may be far away, but a pause must be noticed soon.
      const pausePollMs = at + limits.pauseMs / 2;
      const isSamplePoll = pacer.nextPollMs <= pausePollMs;
      const pollMs = isSamplePoll ? pacer.nextPollMs : pausePollMs;
      platform.wait.until(pollMs);
      at = now();
      if (at - pollMs > limits.latePollMs) ring.stats.lateMs += at - pollMs;
      const packetId = pages.packetId();
      ring.stats.polls++;
      if (packetId !== this.#packetId) {
        this.#packetId = packetId;
        this.#movedMs = at;
      } else if (at - this.#movedMs >= limits.pauseMs) {
        this.#moving = false;
        this.#sample(pages, at, true);
        return;
      }
      if (isSamplePoll && pacer.poll(at, packetId)) this.#sample(pages, at, false);
      ring.stats.stepMs = pacer.stepMs;
    }
  }

  /** Copies the pages until a copy stays the same for a moment, and hands it over. */
  #sample(pages: OpenPages, startedMs: number, still: boolean): void {
    const { ring, now, ringBell } = this.#options;
    this.#sampledMs = startedMs;
    const offset = ring.reserve();
    if (offset < 0) return;
    const into = ring.buffer;
    let atMs = startedMs;
    pages.copy(into, offset);
    for (let copies = 0; ; copies++) {
      // The game may be in the middle of writing. Busy waiting: a sleep would take longer.
      for (const until = atMs + limits.tornReadWaitMs; now() < until; );
      if (!pages.recopy(into, offset)) break;
      ring.stats.tornReads++;
      if (copies === limits.tornReadsMax) {
        ring.stats.tornSamples++;
        return;
      }
      atMs = now();
    }
    ring.stats.samples++;
    if (ring.commit(atMs, still)) ringBell();
  }

  /** Opens the pages in place of the open ones. */
  #openPages(): void {
    const result = this.#options.platform.memory.open();
    this.#openedMs = this.#options.now();
    this.#closePages();
    if ('absent' in result) {
      this.#report(result);
      return;
    }
    this.#pages = result.pages;
    this.#packetId = result.pages.packetId();
    this.#options.ring.stats.opened++;
    this.#report(null);
  }

  #closePages(): void {
    this.#moving = false;
    this.#pages?.close();
    this.#pages = null;
  }

  #checkProcesses(): void {
    const now = this.#options.now();
    if (now - this.#processesMs < limits.processPollMs) return;
    this.#processesMs = now;
    const running = this.#options.platform.processes.running(processNames);
    this.#game = running.some((name) => gameProcessNames.includes(name));
    // Other games use the same page names with another layout.
    const other = otherGames.find((game) => running.includes(game.process));
    this.#otherGame = this.#game || other === undefined ? null : other.title;
    if (this.#pages !== null) this.#report(null);
  }

  /** @param why the pages are not read; null: they are */
  #report(why: AbsentPages | null): void {
    const report: MemoryReport = {
      pages: this.#pages !== null,
      game: this.#game,
      detail: this.#pages === null ? this.#detailOf(why) : null,
    };
    const text = JSON.stringify(report);
    if (text === this.#reported) return;
    this.#reported = text;
    this.#options.report(report);
  }

  /** @returns what a driver should know about it; null: nothing, because the game has only to start, or to finish loading */
  #detailOf(why: AbsentPages | null): string | null {
    if (this.#otherGame !== null)
      return `${this.#otherGame} is running; this agent reads Assetto Corsa only`;
    const hint = this.#game ? this.#options.platform.pagesHint : null;
    if (why === null || why.isMissing) return hint;
    return hint === null ? why.absent : `${why.absent}. ${hint}`;
  }
}
