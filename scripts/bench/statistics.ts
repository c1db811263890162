/** Percentiles and other summaries of measured values. Pure. */
import type { Aim, Row } from './section.ts';

/** Nearest-rank percentile of unsorted values; NaN of none. @param share 0…1 */
export function percentile(values: readonly number[], share: number): number {
  if (values.length === 0) return Number.NaN;
  const sorted = [...values].sort((a, b) => a - b);
  const rank = Math.ceil(share * sorted.length);
  return sorted[Math.min(sorted.length, Math.max(1, rank)) - 1]!;
}

/** The columns in which times are shown. */
export function spread(values: readonly number[]): Record<string, number> {
  return {
    p50: percentile(values, 0.5),
    p95: percentile(values, 0.95),
    p99: percentile(values, 0.99),
    max: percentile(values, 1),
    count: values.length,
  };
}

/** A row whose figure is the median of what was spread; the rest of it stands beside. */
export function spreadRow(
  what: string,
  unit: string,
  spreadOut: Readonly<Record<string, number>>,
  aim?: Aim,
): Row {
  const { p50 = Number.NaN, ...values } = spreadOut;
  return { what: `${what}: p50`, unit, result: p50, aim, values };
}

/** The slope of a line through points, by least squares; NaN of fewer than two. */
export function slopeOf(points: readonly { readonly x: number; readonly y: number }[]): number {
  const count = points.length;
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count;
  let above = 0;
  let below = 0;
  for (const { x, y } of points) {
    above += (x - meanX) * (y - meanY);
    below += (x - meanX) ** 2;
  }
  return below === 0 ? Number.NaN : above / below;
}

/** How far the slope may be off by chance: its standard error, for points that scatter evenly; NaN of fewer than three. */
export function slopeErrorOf(
  points: readonly { readonly x: number; readonly y: number }[],
): number {
  const count = points.length;
  const slope = slopeOf(points);
  const meanX = points.reduce((sum, { x }) => sum + x, 0) / count;
  const meanY = points.reduce((sum, { y }) => sum + y, 0) / count;
  let left = 0;
  let below = 0;
  for (const { x, y } of points) {
    left += (y - meanY - slope * (x - meanX)) ** 2;
    below += (x - meanX) ** 2;
  }
  return count < 3 || below === 0 ? Number.NaN : Math.sqrt(left / (count - 2) / below);
}
