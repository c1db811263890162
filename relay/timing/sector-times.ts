/**
 * The sector times of one lap, and the best of each sector (`updateBestSectors`). In Assetto Corsa `lastSectorTime` is the
 * time of the last complete sector only. It and the sector number may change up to half a second apart. The last sector is
 * the lap time minus the others. Pure.
 */
import type { LapSectors } from './book-state.ts';
import { changedSince, type ReportedValue } from './reported-value.ts';

export const noSectors = (): LapSectors => ({ sector: null, timesMs: [], waiting: null });

/**
 * Adds the sector number of a frame.
 * @param reported `lastSectorTime`, with this frame
 * @param now ms of the book's clock
 * @param windowMs the two change at most this far apart
 * @returns whether a time became known
 */
export function addSector(
  sectors: LapSectors,
  sector: number | undefined,
  reported: ReportedValue | null,
  now: number,
  windowMs: number,
): boolean {
  let known = false;
  if (sectors.waiting !== null) known = resolveWaiting(sectors, reported, now, windowMs);
  if (sector === undefined) return known;
  const before = sectors.sector;
  sectors.sector = sector;
  if (before === null || sector !== before + 1) return known;
  for (let i = 0; i < before; i++) sectors.timesMs[i] ??= null;
  sectors.waiting = { index: before, since: now };
  return resolveWaiting(sectors, reported, now, windowMs) || known;
}

function resolveWaiting(
  sectors: LapSectors,
  reported: ReportedValue | null,
  now: number,
  windowMs: number,
): boolean {
  const { index, since } = sectors.waiting!;
  const isNew = changedSince(reported, since - windowMs);
  if (!isNew && now - since <= windowMs) return false;
  // Two sectors can have the same time, so a value that did not change is the time.
  sectors.timesMs[index] = reported?.value ?? null;
  sectors.waiting = null;
  return true;
}

/**
 * The sectors of a complete lap.
 * @param count sectors of the track; null: not known
 * @returns the known times; a complete list adds up to the lap time
 */
export function sectorsOfLap(
  sectors: LapSectors,
  reported: ReportedValue | null,
  lapMs: number | null,
  count: number | null,
): (number | null)[] {
  const done = [...sectors.timesMs];
  if (sectors.waiting !== null) done[sectors.waiting.index] = reported?.value ?? null;
  const known = done.filter((one) => one !== null);
  if (count === null || count < 2 || done.length !== count - 1 || known.length !== done.length) {
    return done;
  }
  if (lapMs === null) return done;
  const rest = lapMs - known.reduce((sum, one) => sum + one, 0);
  return rest > 0 ? [...done, rest] : done;
}

/** The sectors of a lap, when all are known and add up to it; else null. */
export function wholeSectors(
  sectorsMs: readonly (number | null)[],
  lapMs: number | null,
): number[] | null {
  const known = sectorsMs.filter((one) => one !== null);
  const isWhole = known.length === sectorsMs.length && known.length > 1;
  return isWhole && known.reduce((sum, one) => sum + one, 0) === lapMs ? known : null;
}

/** Updates the best sectors with those of a lap. */
export function updateBestSectors(
  best: (number | null)[],
  sectorsMs: readonly (number | null)[],
): void {
  sectorsMs.forEach((one, i) => {
    const before = best[i] ?? null;
    best[i] = one !== null && (before === null || one < before) ? one : before;
  });
}
