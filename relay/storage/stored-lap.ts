/** A stored lap, from what is stored of it and what the book decided. Pure. */
import type { LapResult } from '../timing/book-state.ts';
import { wholeSectors } from '../timing/sector-times.ts';
import type { StoredLap } from '../timing/stored-lap-reader.ts';

/** @param result null: the lap is not complete */
export function storedLap(
  extent: Pick<StoredLap, 'lap' | 'frames' | 'firstPacket' | 'lastPacket'>,
  result: LapResult | null,
): Omit<StoredLap, 'sessionBest' | 'personalBest'> {
  return {
    ...extent,
    lapMs: result?.timeMs ?? null,
    sectorsMs: result === null ? null : wholeSectors(result.sectorsMs, result.timeMs),
    fuelL: result?.fuelL ?? null,
    valid: result?.valid ?? null,
    whole: result?.whole ?? false,
    pitted: result?.pitted ?? false,
    fromLine: result?.fromLine ?? null,
    startPacket: result?.startPacket ?? null,
    linePacket: result?.linePacket ?? null,
  };
}
