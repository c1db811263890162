/** What is kept of a run that is over, for pages that show results: small, and nothing that more frames would need. */
import type { Board } from '../../protocol/board.ts';
import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { LiveRun } from './live-run.ts';

export class RunResults {
  readonly publisher: string;
  readonly token: string;
  readonly facts: SessionInfo;
  readonly lap: number | null;
  readonly originMs: number | null;
  readonly clock: 'measured' | 'estimated' | null;
  /** `t` of the last frame, ms. */
  readonly t: number | null;
  /** JSON takes a fifth of the memory that the objects take. */
  readonly #board: string;
  readonly #latest: string;

  constructor(run: LiveRun) {
    const { publisher, token, facts, lap, originMs, clock, car } = run;
    this.publisher = publisher;
    this.token = token;
    this.facts = facts;
    this.lap = lap;
    this.originMs = originMs;
    this.clock = clock;
    this.t = car.t;
    this.#board = JSON.stringify(run.boardNow());
    this.#latest = JSON.stringify(car.latest);
  }

  boardNow(): Board {
    return JSON.parse(this.#board) as Board;
  }

  /** The last values of some channels. */
  pick(names: readonly ChannelName[]): Partial<Frame> {
    const latest = JSON.parse(this.#latest) as Partial<Frame>;
    const known = names.filter((name) => latest[name] !== undefined);
    return Object.fromEntries(known.map((name) => [name, latest[name]]));
  }
}
