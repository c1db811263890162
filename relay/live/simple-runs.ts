/**
 * Splits the frames of a simple publisher into runs of the game by packet ids alone: the game counts them from near 0
 * each time it starts. The live path and the store both use it, so they agree. Pure.
 */
import { limits } from '../../protocol/limits.ts';

/** A run before the newest one, which may still continue. */
export interface OlderRun {
  readonly number: number;
  readonly highest: number;
  /** The highest packet id of the newest run when a packet of this one came last. */
  readonly seenAt: number;
}

/** Packet ids of the runs under one session id. Immutable. */
export interface SimpleRunState {
  /** Of the newest run: 1 for the first under this id, 2 for the next… */
  readonly number: number;
  /** First and highest packet id of the newest run. */
  readonly first: number;
  readonly highest: number;
  /** Most recently active first. */
  readonly older: readonly OlderRun[];
}

/** The state of one run with packets up to this one. */
export function runUpTo(highest: number): SimpleRunState {
  return { number: 1, first: highest, highest, older: [] };
}

export interface RunAssignment {
  /** The run of the packet: the newest, `state.number`, or an older one that still continues. */
  readonly run: number;
  readonly state: SimpleRunState;
}

/**
 * Which run a packet belongs to.
 *
 * - A packet near the end of the newest run, or ahead of it, belongs to the newest run.
 * - A packet near the end of an older run belongs to that run while it continues: until the newest run has advanced by
 *   `limits.runFallbackPackets` without it. The last requests of a run may arrive after the first ones of the next, and
 *   two publishers may use one id.
 * - Any other packet that falls back by more than `limits.runFallbackPackets` begins a new run.
 * @param state null before the first packet
 */
export function assignRun(state: SimpleRunState | null, packetId: number): RunAssignment {
  if (state === null) return { run: 1, state: runUpTo(packetId) };
  const { number, first, highest } = state;
  if (packetId >= first && packetId <= highest && packetId >= highest - reach) {
    return { run: number, state };
  }
  if (!isNear(packetId, highest)) {
    const older = nearestOlder(state, packetId);
    if (older !== null) return { run: older.number, state: withOlder(state, older, packetId) };
    if (packetId < highest) {
      const begun = number + 1;
      return {
        run: begun,
        state: {
          number: begun,
          first: packetId,
          highest: packetId,
          older: olderAt(state, packetId),
        },
      };
    }
  }
  return {
    run: number,
    state: {
      number,
      first: Math.min(first, packetId),
      highest: Math.max(highest, packetId),
      older: state.older,
    },
  };
}

const reach = limits.runFallbackPackets;

function isNear(packetId: number, highest: number): boolean {
  return Math.abs(packetId - highest) <= reach;
}

function nearestOlder({ older, highest }: SimpleRunState, packetId: number): OlderRun | null {
  let nearest: OlderRun | null = null;
  for (const one of older) {
    if (highest - one.seenAt >= reach || !isNear(packetId, one.highest)) continue;
    const distance = Math.abs(packetId - one.highest);
    if (nearest === null || distance < Math.abs(packetId - nearest.highest)) nearest = one;
  }
  return nearest;
}

function withOlder(state: SimpleRunState, seen: OlderRun, packetId: number): SimpleRunState {
  const now = { ...seen, highest: Math.max(seen.highest, packetId), seenAt: state.highest };
  // A run that continues comes before a newer one that has ended.
  return { ...state, older: [now, ...state.older.filter((one) => one !== seen)] };
}

/** The older runs when a new run begins with this packet. */
function olderAt({ number, highest, older }: SimpleRunState, packetId: number): OlderRun[] {
  const rest = older
    .map((one) => ({ ...one, seenAt: packetId - (highest - one.seenAt) }))
    .filter(({ seenAt }) => packetId - seenAt < reach);
  return [{ number, highest, seenAt: packetId }, ...rest].slice(0, limits.olderRunsMax);
}

/**
 * Splits frames, in order of arrival, into parts of one run each. Within a part they ascend by packetId. Assigning the
 * frames of the parts again, one after the other, gives the same runs.
 */
export function splitRuns<F extends { packetId: number }>(
  state: SimpleRunState | null,
  frames: readonly F[],
): { parts: { run: number; frames: F[] }[]; state: SimpleRunState | null } {
  const parts: { run: number; frames: F[] }[] = [];
  let now = state;
  for (const part of cutAtFalls(frames)) {
    sortByPacket(part);
    for (const frame of part) {
      const assigned = assignRun(now, frame.packetId);
      now = assigned.state;
      const last = parts.at(-1);
      if (last?.run === assigned.run) last.frames.push(frame);
      else parts.push({ run: assigned.run, frames: [frame] });
    }
  }
  return { parts, state: now };
}

/** Tells the runs of one session id apart, from batch to batch. */
export class SimpleRunSplitter {
  #state: SimpleRunState | null = null;

  /** @returns parts of one run each, in order of arrival; `isNew`: the run begins with the part */
  split<F extends { packetId: number }>(
    frames: readonly F[],
  ): { run: number; isNew: boolean; frames: F[] }[] {
    let newest = this.#state?.number ?? 0;
    const { parts, state } = splitRuns(this.#state, frames);
    this.#state = state;
    return parts.map(({ run, frames: part }) => {
      const isNew = run > newest;
      if (isNew) newest = run;
      return { run, isNew, frames: part };
    });
  }
}

/** Cuts where packet ids fall back far enough for a new run, so that each part can be sorted. */
function cutAtFalls<F extends { packetId: number }>(frames: readonly F[]): F[][] {
  const parts: F[][] = [];
  let highest = Number.NEGATIVE_INFINITY;
  for (const frame of frames) {
    const part = parts.at(-1);
    if (part === undefined || frame.packetId < highest - limits.runFallbackPackets) {
      parts.push([frame]);
      highest = frame.packetId;
    } else {
      part.push(frame);
      highest = Math.max(highest, frame.packetId);
    }
  }
  return parts;
}

/** Sorts in place. Only checks the order when they ascend already. */
export function sortByPacket(frames: { packetId: number }[]): void {
  for (let i = 1; i < frames.length; i++) {
    if (frames[i]!.packetId < frames[i - 1]!.packetId) {
      frames.sort((a, b) => a.packetId - b.packetId);
      return;
    }
  }
}
