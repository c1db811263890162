/** Counts of a test run, from vitest's JSON report, and the one line they end with. Pure: a run that died counts as a failure. */

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** @param report vitest's JSON report; null when it died before writing one. */
export function countsOf(report: string | null, exitCode: number): Counts {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const parsed = JSON.parse(report) as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  };
  // A file that cannot even be loaded has no tests to count, but failed all the same.
  const broken = parsed.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.length === 0,
  ).length;
  const failed = parsed.numFailedTests + broken;
  return {
    passed: parsed.numPassedTests,
    // An error outside any test fails the run without failing a test.
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: parsed.numPendingTests + parsed.numTodoTests,
  };
}

export function sumOf(list: readonly Counts[]): Counts {
  return list.reduce(
    (sum, { passed, failed, skipped }) => ({
      passed: sum.passed + passed,
      failed: sum.failed + failed,
      skipped: sum.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

export function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}
