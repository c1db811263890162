/**
 * Splits the frames of a simple publisher into runs by packet ids and laps. The game counts packets from near 0 each time
 * it starts; when only its session is restarted, packets go on and the lap falls. The live path and the store both use
 * it, so they agree. Pure.
 */
import { limits } from '../../protocol/limits.ts';

/** Where a run is: a packet and the lap it was published for. */
export interface RunPosition {
  readonly packetId: number;
  readonly lap: number;
}

/** A run before the newest one, which may still continue. */
export interface OlderRun {
  readonly number: number;
  readonly highest: number;
  /** Lap of the highest packet. */
  readonly lap: number;
  /** The highest packet id of the newest run when a packet of this one came last. */
  readonly seenAt: number;
}

/** Packet ids and laps of the runs under one session id. Immutable. */
export interface SimpleRunState {
  /** Of the newest run: 1 for the first under this id, 2 for the next… */
  readonly number: number;
  /** First and highest packet id of the newest run, and the lap of the highest. */
  readonly first: number;
  readonly highest: number;
  readonly lap: number;
  /** Most recently active first. */
  readonly older: readonly OlderRun[];
}

/** The state of one run with packets up to this one. */
export function runUpTo({ packetId, lap }: RunPosition): SimpleRunState {
  return { number: 1, first: packetId, highest: packetId, lap, older: [] };
}

export interface RunAssignment {
  /** The run of the packet: the newest, `state.number`, or an older one that still continues. */
  readonly run: number;
  readonly state: SimpleRunState;
}

/**
 * Which run a packet belongs to.
 *
 * - A packet near the end of the newest run, or ahead of it, belongs to the newest run, unless its lap is an earlier one.
 * - A packet near the end of an older run belongs to that run while it continues: until the newest run has advanced by
 *   `limits.runFallbackPackets` without it. The last requests of a run may arrive after the first ones of the next, and
 *   two publishers may use one id. Where packet ids fit both runs, the lap decides.
 * - Any other packet that falls back by more than `limits.runFallbackPackets` begins a new run, and so does one that is
 *   ahead and of an earlier lap: batches that merely overtake one another are never both.
 * @param state null before the first packet
 */
export function assignRun(state: SimpleRunState | null, at: RunPosition): RunAssignment {
  if (state === null) return { run: 1, state: runUpTo(at) };
  const older = olderOf(state, at);
  if (older !== null) return { run: older.number, state: withOlder(state, older, at) };
  return beginsRun(state, at) ? nextRun(state, at) : sameRun(state, at);
}

const reach = limits.runFallbackPackets;

function isNear(packetId: number, highest: number): boolean {
  return Math.abs(packetId - highest) <= reach;
}

function beginsRun({ highest, lap: newestLap }: SimpleRunState, { packetId, lap }: RunPosition) {
  return packetId < highest - reach || (packetId > highest && lap < newestLap);
}

function nextRun(state: SimpleRunState, at: RunPosition): RunAssignment {
  const run = state.number + 1;
  return { run, state: { ...runUpTo(at), number: run, older: olderAt(state, at.packetId) } };
}

function sameRun(state: SimpleRunState, { packetId, lap }: RunPosition): RunAssignment {
  const { number, first, highest } = state;
  if (packetId >= first && packetId <= highest) return { run: number, state };
  if (packetId < first) return { run: number, state: { ...state, first: packetId } };
  return { run: number, state: { ...state, highest: packetId, lap } };
}

/** The older run of a packet; null: it belongs to the newest, or begins another. */
function olderOf(state: SimpleRunState, at: RunPosition): OlderRun | null {
  let nearest: OlderRun | null = null;
  for (const one of state.older) {
    if (state.highest - one.seenAt >= reach || !isNear(at.packetId, one.highest)) continue;
    if (isNear(at.packetId, state.highest) && !fitsBetter(state, one, at)) continue;
    const distance = Math.abs(at.packetId - one.highest);
    if (nearest === null || distance < Math.abs(at.packetId - nearest.highest)) nearest = one;
  }
  return nearest;
}

/** Whether a packet that is near the ends of both runs belongs to the older one. */
function fitsBetter(state: SimpleRunState, one: OlderRun, { packetId, lap }: RunPosition): boolean {
  if (packetId < state.first && one.highest < state.first) {
    return packetId <= one.highest || lap >= one.lap;
  }
  const isActive = state.highest - one.seenAt < limits.sharedRunPackets;
  return isActive && lap === one.lap && lap !== state.lap;
}

function withOlder(state: SimpleRunState, seen: OlderRun, at: RunPosition): SimpleRunState {
  const end = at.packetId > seen.highest ? { highest: at.packetId, lap: at.lap } : {};
  const now = { ...seen, ...end, seenAt: state.highest };
  // A run that continues comes before a newer one that has ended.
  return { ...state, older: [now, ...state.older.filter((one) => one !== seen)] };
}

/** The older runs when a new run begins with this packet. */
function olderAt({ number, highest, lap, older }: SimpleRunState, packetId: number): OlderRun[] {
  const rest = older
    .map((one) => ({ ...one, seenAt: packetId - (highest - one.seenAt) }))
    .filter(({ seenAt }) => packetId - seenAt < reach);
  return [{ number, highest, lap, seenAt: packetId }, ...rest].slice(0, limits.olderRunsMax);
}

/**
 * Splits frames of one lap, in order of arrival, into parts of one run each. Within a part they ascend by packetId. Assigning the
 * frames of the parts again, one after the other, gives the same runs.
 */
export function splitRuns<F extends { packetId: number }>(
  state: SimpleRunState | null,
  frames: readonly F[],
  lap: number,
): { parts: { run: number; frames: F[] }[]; state: SimpleRunState | null } {
  const parts: { run: number; frames: F[] }[] = [];
  let now = state;
  for (const part of cutAtFalls(frames)) {
    sortByPacket(part);
    for (const frame of part) {
      const assigned = assignRun(now, { packetId: frame.packetId, lap });
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

  /** @param frames of one lap @returns parts of one run each, in order of arrival; `isNew`: the run begins with the part */
  split<F extends { packetId: number }>(
    frames: readonly F[],
    lap: number,
  ): { run: number; isNew: boolean; frames: F[] }[] {
    let newest = this.#state?.number ?? 0;
    const { parts, state } = splitRuns(this.#state, frames, lap);
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
