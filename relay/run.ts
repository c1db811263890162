/**
 * Tells the runs of the game apart that a simple publisher sends under one session id, by packet ids alone (the
 * game counts them from near 0 each time it starts). Pure: the live path and the stored path both use it and
 * therefore agree.
 */
import { limits } from '../protocol/limits.ts';

/** Where a publisher's packet ids are. Never changed in place. */
export interface RunState {
  /** 1 for the first run under this id, 2 for the next… */
  readonly number: number;
  /** First and highest packet id of this run. */
  readonly first: number;
  readonly highest: number;
  /** Highest packet id of the run before; null where there was none. */
  readonly before: number | null;
}

export interface RunAssignment {
  /** The run that the packet belongs to: `state.number`, or the one before for a packet that was overtaken. */
  readonly run: number;
  readonly state: RunState;
}

/**
 * Which run a packet belongs to.
 *
 * Packet ids that fall back by more than `limits.runFallbackPackets` begin a new run. While the new run is
 * younger than that many packets, a packet beyond its reach that fits the end of the run before still belongs
 * there: requests that overlap overtake one another, and the last ones of the old run may come after the first
 * ones of the new.
 * @param state null before the first packet
 */
export function assignRun(state: RunState | null, packetId: number): RunAssignment {
  const reach = limits.runFallbackPackets;
  if (state === null) {
    return { run: 1, state: { number: 1, first: packetId, highest: packetId, before: null } };
  }
  const { number, first, highest, before } = state;
  if (packetId < highest - reach) {
    return {
      run: number + 1,
      state: { number: number + 1, first: packetId, highest: packetId, before: highest },
    };
  }
  const isYoung = highest - first < reach;
  const fitsBefore = before !== null && Math.abs(packetId - before) <= reach;
  if (fitsBefore && isYoung && packetId > highest + reach) {
    return { run: number - 1, state };
  }
  if (packetId >= first && packetId <= highest) return { run: number, state };
  return {
    run: number,
    state: {
      number,
      first: Math.min(first, packetId),
      highest: Math.max(highest, packetId),
      before,
    },
  };
}

/**
 * Splits frames, in the order they came, into stretches of one run each; within a stretch they ascend by packetId.
 * Whoever assigns the frames of the stretches again, one after the other, gets the same runs.
 */
export function splitRuns<F extends { packetId: number }>(
  state: RunState | null,
  frames: readonly F[],
): { stretches: { run: number; frames: F[] }[]; state: RunState | null } {
  const stretches: { run: number; frames: F[] }[] = [];
  let now = state;
  for (const part of cutAtFalls(frames)) {
    sortByPacket(part);
    for (const frame of part) {
      const assigned = assignRun(now, frame.packetId);
      now = assigned.state;
      const last = stretches.at(-1);
      if (last?.run === assigned.run) last.frames.push(frame);
      else stretches.push({ run: assigned.run, frames: [frame] });
    }
  }
  return { stretches, state: now };
}

/** Tells the runs of one session id apart, from batch to batch. */
export class RunSplitter {
  #state: RunState | null = null;

  /** @returns stretches of one run each, in the order they came; `isNew`: the run begins with it */
  split<F extends { packetId: number }>(
    frames: readonly F[],
  ): { run: number; isNew: boolean; frames: F[] }[] {
    let newest = this.#state?.number ?? 0;
    const { stretches, state } = splitRuns(this.#state, frames);
    this.#state = state;
    return stretches.map((stretch) => {
      const isNew = stretch.run > newest;
      if (isNew) newest = stretch.run;
      return { ...stretch, isNew };
    });
  }
}

/** Cuts where packet ids fall back by so much that only a new run explains it: what is left may be sorted. */
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

/** In place; costs one look where they ascend already. */
export function sortByPacket(frames: { packetId: number }[]): void {
  for (let i = 1; i < frames.length; i++) {
    if (frames[i]!.packetId < frames[i - 1]!.packetId) {
      frames.sort((a, b) => a.packetId - b.packetId);
      return;
    }
  }
}
