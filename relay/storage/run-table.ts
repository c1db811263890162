/**
 * All runs that `writer.ts` knows, by what their publishers call them. The rule that tells a simple publisher's runs apart
 * is in `live/simple-runs.ts`. Uses no database and no timers.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { RunKey } from '../../protocol/session.ts';
import { type RunPosition, runUpTo, type SimpleRunState, splitRuns } from '../live/simple-runs.ts';
import { RecordedRun } from './recorded-run.ts';
import type { RunBuffer } from './run-buffer.ts';

/** The runs of a simple publisher under one id: the newest and those that may still go on. */
interface SimplePublisher {
  state: SimpleRunState | null;
  runs: Map<number, RecordedRun>;
}

/** The frames of a batch that belong to one run. */
export interface RunFrames {
  run: RecordedRun;
  /** These are the first frames of the run since the writer knows it. */
  isFirst: boolean;
  frames: readonly Frame[];
}

export class RunTable {
  readonly #agents = new Map<string, RecordedRun>();
  readonly #simple = new Map<string, SimplePublisher>();
  readonly #newOrigin: () => string;

  constructor(newOrigin: () => string) {
    this.#newOrigin = newOrigin;
  }

  *all(): Generator<RecordedRun> {
    yield* this.#agents.values();
    for (const { runs } of this.#simple.values()) yield* runs.values();
  }

  /** The run with this key; of a simple publisher's runs the newest. null: not known here. */
  get(key: RunKey): RecordedRun | null {
    if (key.run !== '') return this.#agents.get(agentKey(key)) ?? null;
    const publisher = this.#simple.get(key.sessionID);
    return publisher?.runs.get(publisher.state?.number ?? 1) ?? null;
  }

  getOrAdd(key: RunKey, at: number): RecordedRun {
    const known = this.get(key);
    if (known !== null) return known;
    const run = new RecordedRun(key, this.#newOrigin(), null, at);
    if (key.run !== '') this.#agents.set(agentKey(key), run);
    else this.#simple.set(key.sessionID, { state: null, runs: new Map([[1, run]]) });
    return run;
  }

  /**
   * Sorts frames into the runs they belong to, and adds new runs.
   * @param frames of one lap, ascending by packetId, at least one
   */
  split(key: RunKey, frames: readonly Frame[], lap: number, at: number): RunFrames[] {
    if (key.run !== '') return [framesOf(this.getOrAdd(key, at), frames, lap)];
    const publisher = this.#simple.get(key.sessionID) ?? { state: null, runs: new Map() };
    this.#simple.set(key.sessionID, publisher);
    const split = splitRuns(publisher.state, frames, lap);
    publisher.state = split.state;
    const first = { packetId: frames[0]!.packetId, lap };
    return split.parts.map((part) => {
      const run =
        publisher.runs.get(part.run) ?? this.#addNext(publisher, key, part.run, first, at);
      return framesOf(run, part.frames, lap);
    });
  }

  #addNext(
    publisher: SimplePublisher,
    key: RunKey,
    number: number,
    position: RunPosition,
    at: number,
  ): RecordedRun {
    const first = number === 1 ? position : 'new';
    const run = new RecordedRun(key, this.#newOrigin(), first, at);
    // The publisher is the same, so its session info holds until it sends another.
    const before = publisher.runs.get(number - 1);
    if (before?.info) run.describe(before.info, at);
    publisher.runs.set(number, run);
    // Later frames can belong only to a run that may still go on.
    const older = new Set(publisher.state?.older.map((one) => one.number));
    for (const [old, one] of publisher.runs) {
      if (old < number && !older.has(old) && isIdle(one)) publisher.runs.delete(old);
    }
    return run;
  }

  /**
   * Call when a run without frames was found in the database. Its first frame is then compared with what is stored, which
   * shows whether that frame begins a new run.
   */
  seed(run: RecordedRun): void {
    const publisher = this.#simple.get(run.key.sessionID);
    const { end } = run;
    if (publisher === undefined || publisher.state !== null || end === null) return;
    publisher.state = runUpTo(end);
  }

  /** Other runs under the same published id. */
  others(run: RecordedRun): RecordedRun[] {
    return [...this.all()].filter(
      (other) => other !== run && other.key.sessionID === run.key.sessionID,
    );
  }

  /** Drops waiting frames, the oldest first. @returns how many */
  dropOldest(count: number): number {
    let left = count;
    while (left > 0) {
      let oldest: RunBuffer | null = null;
      for (const { buffer } of this.all()) {
        const since = buffer.oldest();
        if (since !== null && since < (oldest?.oldest() ?? Number.POSITIVE_INFINITY))
          oldest = buffer;
      }
      const dropped = oldest?.dropOldest(left) ?? 0;
      if (dropped === 0) break;
      left -= dropped;
    }
    return count - left;
  }

  /** Forgets runs with nothing to write, the longest idle first, until `limits.writerRunsMax` are left. */
  trim(): void {
    let excess = this.#agents.size + this.#simple.size - limits.writerRunsMax;
    if (excess <= 0) return;
    const idle: { usedAt: number; forget: () => void }[] = [];
    for (const [key, run] of this.#agents) {
      if (isIdle(run)) idle.push({ usedAt: run.usedAt, forget: () => this.#agents.delete(key) });
    }
    for (const [id, { runs }] of this.#simple) {
      if (![...runs.values()].every(isIdle)) continue;
      const usedAt = Math.max(...[...runs.values()].map((run) => run.usedAt));
      idle.push({ usedAt, forget: () => this.#simple.delete(id) });
    }
    for (const { forget } of idle.sort((a, b) => a.usedAt - b.usedAt)) {
      if (excess-- > 0) forget();
    }
  }
}

function isIdle(run: RecordedRun): boolean {
  return run.dueAt() === null;
}

function framesOf(run: RecordedRun, frames: readonly Frame[], lap: number): RunFrames {
  const isFirst = !run.hasFrames;
  run.begin({ packetId: frames[0]!.packetId, lap });
  return { run, isFirst, frames };
}

function agentKey({ sessionID, run }: RunKey): string {
  return `${sessionID}\n${run}`;
}
