/**
 * Reads vitest's JSON report: counts for the closing line, and the tests that passed only on a second try. A run that
 * died counts as a failure. Pure.
 */

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest's JSON report that is used. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    /** Path with the system's separators. */
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages: readonly string[];
    }[];
  }[];
}

/** A test that failed and then passed. */
export interface Retried {
  /** Path of its file, as in the report. */
  readonly file: string;
  readonly name: string;
  /** First line of its first failure. */
  readonly failure: string;
}

/** @param report vitest's JSON report; null when it died before writing one. */
export function countsOf(report: string | null, exitCode: number): Counts {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const parsed = JSON.parse(report) as Report;
  // A file that cannot be loaded has no tests, but it failed.
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

function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Tests that needed more than one try. Vitest keeps the failures of a test that passed in the end. */
export function retriedOf(report: string | null): Retried[] {
  if (report === null) return [];
  const { testResults } = JSON.parse(report) as Report;
  return testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.flatMap(({ ancestorTitles, title, status, failureMessages }) => {
      if (status !== 'passed' || failureMessages.length === 0) return [];
      const name = [...ancestorTitles, title].filter((one) => one !== '').join(' › ');
      return [{ file, name, failure: failureMessages[0]!.split('\n', 1)[0]! }];
    }),
  );
}

/**
 * The last lines of a run: tests that needed more than one try, then the counts.
 * @param shortOf a file's name for people
 */
export function closingLines(
  total: Counts,
  retried: readonly Retried[],
  shortOf: (file: string) => string,
): string[] {
  const tests = retried.flatMap(({ file, name, failure }) => [
    `  ${shortOf(file)}: ${name}`,
    `    failed first with: ${failure}`,
  ]);
  const heading = tests.length === 0 ? [] : [`passed only when tried again: ${retried.length}`];
  return [...heading, ...tests, countsLine(total)];
}
