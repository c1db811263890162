/** What stays in memory of a run that is over, for pages that show results. */

import type { ChannelName } from '../../protocol/channels.ts';
import type { Frame } from '../../protocol/frame.ts';
import type { SessionInfo } from '../../protocol/session.ts';
import type { TimingSummary } from '../../protocol/timing-summary.ts';
import type { LiveRun } from './live-run.ts';

export class RunResults {
  readonly publisher: string;
  readonly name: string;
  readonly info: SessionInfo;
  readonly lap: number | null;
  readonly startMs: number | null;
  readonly clock: 'measured' | 'estimated' | null;
  /** `t` of the last frame, ms. */
  readonly t: number | null;
  /** JSON needs a fifth of the memory of the objects. */
  readonly #timing: string;
  readonly #latest: string;

  constructor(run: LiveRun) {
    const { publisher, name, info, lap, startMs, clock, car } = run;
    this.publisher = publisher;
    this.name = name;
    this.info = info;
    this.lap = lap;
    this.startMs = startMs;
    this.clock = clock;
    this.t = car.t;
    this.#timing = JSON.stringify(run.timingSummary());
    this.#latest = JSON.stringify(car.latest);
  }

  timingSummary(): TimingSummary {
    return JSON.parse(this.#timing) as TimingSummary;
  }

  /** The last values of some channels. */
  pick(names: readonly ChannelName[]): Partial<Frame> {
    const latest = JSON.parse(this.#latest) as Partial<Frame>;
    const known = names.filter((name) => latest[name] !== undefined);
    return Object.fromEntries(known.map((name) => [name, latest[name]]));
  }
}
