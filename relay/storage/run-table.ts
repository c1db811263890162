/**
 * All runs that the writer knows, found by what was published. Simple publishers' runs are told apart here by the
 * rule of the live path. Holds no database and no timers.
 */
import type { Frame } from '../../protocol/frame.ts';
import { limits } from '../../protocol/limits.ts';
import type { RunKey } from '../../protocol/session.ts';
import { type RunState, runUpTo, splitRuns } from '../live/run.ts';
import { RecordedRun } from './recorded-run.ts';

/** The runs of simple publishers under one id: the newest and those that may still go on. */
interface SimplePublisher {
  state: RunState | null;
  runs: Map<number, RecordedRun>;
}

export interface Stretch {
  run: RecordedRun;
  /** These are the first frames of the run that are seen here. */
  begun: boolean;
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

  /** The run as far as it is known here: for simple publishers the newest. */
  get(key: RunKey): RecordedRun | null {
    if (key.run !== '') return this.#agents.get(agentKey(key)) ?? null;
    const publisher = this.#simple.get(key.sessionID);
    return publisher?.runs.get(publisher.state?.number ?? 1) ?? null;
  }

  /** The run that facts are about; made when it is not known. */
  described(key: RunKey, at: number): RecordedRun {
    const known = this.get(key);
    if (known !== null) return known;
    const run = new RecordedRun(key, this.#newOrigin(), null, at);
    if (key.run !== '') this.#agents.set(agentKey(key), run);
    else this.#simple.set(key.sessionID, { state: null, runs: new Map([[1, run]]) });
    return run;
  }

  /** The runs that these frames belong to, new ones made. @param frames ascending by packetId, at least one */
  split(key: RunKey, frames: readonly Frame[], at: number): Stretch[] {
    if (key.run !== '') {
      const run = this.described(key, at);
      return [stretch(run, frames)];
    }
    const publisher = this.#simple.get(key.sessionID) ?? { state: null, runs: new Map() };
    this.#simple.set(key.sessionID, publisher);
    const split = splitRuns(publisher.state, frames);
    publisher.state = split.state;
    return split.stretches.map((part) => {
      const run =
        publisher.runs.get(part.run) ?? this.#next(publisher, key, part.run, frames[0]!, at);
      return stretch(run, part.frames);
    });
  }

  #next(
    publisher: SimplePublisher,
    key: RunKey,
    number: number,
    first: Frame,
    at: number,
  ): RecordedRun {
    const packetId = number === 1 ? first.packetId : 'new';
    const run = new RecordedRun(key, this.#newOrigin(), packetId, at);
    // The same publisher: what was said of its session holds until it says otherwise.
    const before = publisher.runs.get(number - 1);
    if (before?.known) run.describe(before.known, at);
    publisher.runs.set(number, run);
    // Only runs that may still go on can be meant by a frame to come.
    const older = new Set(publisher.state?.older.map((one) => one.number));
    for (const [old, one] of publisher.runs) {
      if (old < number && !older.has(old) && isIdle(one)) publisher.runs.delete(old);
    }
    return run;
  }

  /** A run of which no frame has come yet was found in the database: its first frame is held against what is stored. */
  seed(run: RecordedRun): void {
    const publisher = this.#simple.get(run.key.sessionID);
    const highest = run.highestStored;
    if (publisher === undefined || publisher.state !== null || highest === null) return;
    publisher.state = runUpTo(highest);
  }

  /** Other runs under the same published id. */
  others(run: RecordedRun): RecordedRun[] {
    return [...this.all()].filter(
      (other) => other !== run && other.key.sessionID === run.key.sessionID,
    );
  }

  /** Forgets runs that have nothing waiting, the longest idle first, down to `limits.writerRunsMax`. */
  trim(): void {
    let excess = this.#agents.size + this.#simple.size - limits.writerRunsMax;
    if (excess <= 0) return;
    const idle: { usedAt: number; forget: () => void }[] = [];
    for (const [key, run] of this.#agents) {
      if (isIdle(run)) idle.push({ usedAt: run.usedAt, forget: () => this.#agents.delete(key) });
    }
    for (const [id, { runs }] of this.#simple) {
      if (![...runs.values()].every(isIdle)) continue;
      // The next frame under this id is held against the database again.
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

function stretch(run: RecordedRun, frames: readonly Frame[]): Stretch {
  const begun = !run.driven;
  run.begins(frames[0]!.packetId);
  return { run, begun, frames };
}

function agentKey({ sessionID, run }: RunKey): string {
  return `${sessionID}\n${run}`;
}
