/** Percentiles and other summaries of measured values. Pure. */

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
