/**
 * Tells the runs of the game apart that a simple publisher sends under one session id, by packet ids alone (the
 * game counts them from near 0 each time it starts). Pure: the live path and the stored path both use it and
 * therefore agree.
 */
import { limits } from '../../protocol/limits.ts';

/** A run that a newer one followed and that may still go on. */
export interface OlderRun {
  readonly number: number;
  readonly highest: number;
  /** The highest packet id of the newest run when a packet of this one came last. */
  readonly seenAt: number;
}

/** Where the packet ids under one session id are. Never changed in place. */
export interface SimpleRunState {
  /** Of the newest run: 1 for the first under this id, 2 for the next… */
  readonly number: number;
  /** First and highest packet id of the newest run. */
  readonly first: number;
  readonly highest: number;
  /** The one that came last first. */
  readonly older: readonly OlderRun[];
}

/** One run, of which packets up to this one are known. */
export function runUpTo(highest: number): SimpleRunState {
  return { number: 1, first: highest, highest, older: [] };
}

export interface RunAssignment {
  /** The run that the packet belongs to: the newest, `state.number`, or an older one that still goes on. */
  readonly run: number;
  readonly state: SimpleRunState;
}

/**
 * Which run a packet belongs to.
 *
 * A packet near the end of the newest run belongs to it. So does one that is ahead, for packets are lost or left out.
 * Packet ids that fall back by more than `limits.runFallbackPackets` begin a new run. But a packet near the end of an
 * older run belongs there while that run goes on, which it does until the newest has come that many packets further
 * without it: the last requests of the old run may come after the first ones of the new, and two publishers may send
 * under one id.
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
  // One that still comes is remembered before a newer one that has ended.
  return { ...state, older: [now, ...state.older.filter((one) => one !== seen)] };
}

/** The runs that are older than the one that begins with this packet. */
function olderAt({ number, highest, older }: SimpleRunState, packetId: number): OlderRun[] {
  const rest = older
    .map((one) => ({ ...one, seenAt: packetId - (highest - one.seenAt) }))
    .filter(({ seenAt }) => packetId - seenAt < reach);
  return [{ number, highest, seenAt: packetId }, ...rest].slice(0, limits.olderRunsMax);
}

/**
 * Splits frames, in the order they came, into stretches of one run each; within a stretch they ascend by packetId.
 * Whoever assigns the frames of the stretches again, one after the other, gets the same runs.
 */
export function splitRuns<F extends { packetId: number }>(
  state: SimpleRunState | null,
  frames: readonly F[],
): { stretches: { run: number; frames: F[] }[]; state: SimpleRunState | null } {
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
export class SimpleRunSplitter {
  #state: SimpleRunState | null = null;

  /** @returns stretches of one run each, in the order they came; `isNew`: the run begins with it */
  split<F extends { packetId: number }>(
    frames: readonly F[],
  ): { run: number; isNew: boolean; frames: F[] }[] {
    let newest = this.#state?.number ?? 0;
    const { stretches, state } = splitRuns(this.#state, frames);
    this.#state = state;
    return stretches.map(({ run, frames: part }) => {
      const isNew = run > newest;
      if (isNew) newest = run;
      return { run, isNew, frames: part };
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
