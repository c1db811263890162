/** Summaries of measured values. Pure. */
import type { Aim, Figure } from './section.ts';

/** Nearest-rank percentile of unsorted values; NaN of none. @param share 0…1 */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1]!;
}

/** A figure for each percentile that is named. @param aims for instance `{ p50: 2.5, p99: null }` */
export function percentileFigures(
  what: string,
  unit: string,
  values: readonly number[],
  aims: Readonly<Record<`p${number}`, number | null>>,
): Figure[] {
  return Object.entries(aims).map(([name, atMost]) => {
    const aim: Aim | undefined = atMost === null ? undefined : { atMost };
    const value = percentile(values, Number(name.slice(1)) / 100);
    return { what: `${what}: ${name}`, unit, value, aim };
  });
}

/** The slope of a line through points, by least squares; NaN of fewer than two. */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / points.length;
  const above = points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0);
  const below = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0);
  return below === 0 ? Number.NaN : above / below;
}
