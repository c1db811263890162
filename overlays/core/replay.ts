/**
 * Plays a stored lap instead of the live stream: fetches it from the relay and feeds it to the page piece by piece.
 * `best` and `last` follow the live session: a new one is fetched when it was driven.
 */

import type { RaceEventName } from '../../protocol/events.ts';
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { RelayToViewer, ViewedSession } from '../../protocol/messages.ts';
import type { SessionFacts } from '../../protocol/session.ts';
import { reasonOf } from './problems.ts';
import { ReplayPlayer } from './replay-player.ts';

export interface ReplayOptions {
  /** Session id or `live`. */
  readonly session: string;
  readonly driver: string | null;
  readonly lap: 'best' | 'last' | number;
  readonly speed: number;
  readonly startS: number;
  readonly channels: readonly string[];
  readonly now: () => number;
  /** A round begins. */
  readonly onSession: (session: ViewedSession) => void;
  readonly onFrames: (frames: readonly Partial<Frame>[], nowMs: number) => void;
  readonly onProblem: (sentence: string) => void;
}

/** Events after which another lap is the best or the last. */
const newLap: Readonly<Record<string, RaceEventName>> = {
  best: 'session-best',
  last: 'lap-completed',
};

export class Replay {
  readonly #options: ReplayOptions;
  #player: ReplayPlayer | null = null;
  #facts: SessionFacts = {};
  #sessionID: string | null = null;
  #watched: string | null = null;
  #rounds = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  #asked = 0;

  constructor(options: ReplayOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#play(), limits.replayStepMs);
  }

  /** May be called twice. */
  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#asked++;
  }

  /** What the relay says about the session that is live. */
  message(message: RelayToViewer): void {
    const { lap, session } = this.#options;
    if (message.type === 'welcome' || message.type === 'session') {
      const watched = message.session?.sessionID ?? null;
      const isOther = watched !== this.#watched;
      this.#watched = watched;
      if (this.#player === null || (isOther && session === 'live')) void this.#fetch();
    } else if (message.type === 'event' && message.event.name === newLap[lap]) {
      void this.#fetch();
    }
  }

  #play(): void {
    const player = this.#player;
    if (player === null) return;
    const nowMs = this.#options.now();
    const { frames, begins } = player.due(nowMs);
    if (begins) {
      this.#rounds++;
      this.#options.onSession({
        sessionID: this.#sessionID ?? '',
        run: this.#rounds,
        facts: this.#facts,
        status: 'driving',
        originMs: null,
        clock: null,
      });
    }
    if (frames.length > 0) this.#options.onFrames(frames, nowMs);
  }

  async #fetch(): Promise<void> {
    const asked = ++this.#asked;
    const { session, driver, lap, channels, onProblem } = this.#options;
    const id = session === 'live' && driver !== null ? this.#watched : session;
    if (id === null) return;
    try {
      const about = await get(`/api/sessions/${id}`);
      const stored = about === null ? null : await get(`/api/sessions/${id}/laps/${lap}`);
      if (asked !== this.#asked || about === null || stored === null) {
        if (asked === this.#asked && typeof lap === 'number') {
          onProblem(`Lap ${lap} of ${id} is not stored, so there is nothing to replay.`);
        }
        return;
      }
      this.#facts = about.facts as SessionFacts;
      this.#sessionID = stored.sessionID as string;
      const picked = (stored.data as Record<string, unknown>[]).map(
        (frame) =>
          Object.fromEntries(
            channels.filter((name) => name in frame).map((name) => [name, frame[name]]),
          ) as Partial<Frame>,
      );
      this.#player = new ReplayPlayer(picked, this.#options);
    } catch (error) {
      if (asked === this.#asked) onProblem(`The lap could not be loaded: ${reasonOf(error)}`);
    }
  }
}

/** An answer of the relay's API; null: there is none (yet). */
async function get(path: string): Promise<Record<string, unknown> | null> {
  const response = await fetch(path, { cache: 'no-store' });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`the relay answered ${response.status}`);
  return (await response.json()) as Record<string, unknown>;
}
