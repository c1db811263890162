/**
 * Times of the sectors of one lap. In Assetto Corsa `lastSectorTime` is the time of the sector that ended alone; it
 * and the number of the sector may change up to half a second apart. The last sector is what the others leave of the
 * lap's time. Plain data; pure.
 */
import type { LapSectors } from './book-state.ts';
import { changedSince, type ReportedValue } from './reported-value.ts';

export const noSectors = (): LapSectors => ({ sector: null, timesMs: [], waiting: null });

/**
 * Takes the number of the sector that a frame tells.
 * @param told `lastSectorTime`, this frame's included
 * @param now ms of the book's clock
 * @param windowMs the two change at most so far apart
 * @returns a time became known
 */
export function addSector(
  sectors: LapSectors,
  sector: number | undefined,
  told: ReportedValue | null,
  now: number,
  windowMs: number,
): boolean {
  let known = false;
  if (sectors.waiting !== null) known = resolveWaiting(sectors, told, now, windowMs);
  if (sector === undefined) return known;
  const before = sectors.sector;
  sectors.sector = sector;
  if (before === null || sector !== before + 1) return known;
  for (let i = 0; i < before; i++) sectors.timesMs[i] ??= null;
  sectors.waiting = { index: before, since: now };
  return resolveWaiting(sectors, told, now, windowMs) || known;
}

function resolveWaiting(
  sectors: LapSectors,
  told: ReportedValue | null,
  now: number,
  windowMs: number,
): boolean {
  const { index, since } = sectors.waiting!;
  const isNew = changedSince(told, since - windowMs);
  if (!isNew && now - since <= windowMs) return false;
  // Two sectors of one time are legal: what has not changed by then is the time.
  sectors.timesMs[index] = told?.value ?? null;
  sectors.waiting = null;
  return true;
}

/**
 * The sectors of a complete lap.
 * @param count sectors of the track; null: not known
 * @returns as far as known; all of them add up to the lap
 */
export function sectorsOfLap(
  sectors: LapSectors,
  told: ReportedValue | null,
  lapMs: number | null,
  count: number | null,
): (number | null)[] {
  const done = [...sectors.timesMs];
  if (sectors.waiting !== null) done[sectors.waiting.index] = told?.value ?? null;
  const known = done.filter((one) => one !== null);
  if (count === null || count < 2 || done.length !== count - 1 || known.length !== done.length) {
    return done;
  }
  if (lapMs === null) return done;
  const rest = lapMs - known.reduce((sum, one) => sum + one, 0);
  return rest > 0 ? [...done, rest] : done;
}

/** The sectors of a lap where all are known and add up to it; null elsewhere. */
export function wholeSectors(
  sectorsMs: readonly (number | null)[],
  lapMs: number | null,
): number[] | null {
  const known = sectorsMs.filter((one) => one !== null);
  const isWhole = known.length === sectorsMs.length && known.length > 1;
  return isWhole && known.reduce((sum, one) => sum + one, 0) === lapMs ? known : null;
}

/** Holds the sectors of a lap against the best ones. */
export function updateBestSectors(
  best: (number | null)[],
  sectorsMs: readonly (number | null)[],
): void {
  sectorsMs.forEach((one, i) => {
    const before = best[i] ?? null;
    best[i] = one !== null && (before === null || one < before) ? one : before;
  });
}
