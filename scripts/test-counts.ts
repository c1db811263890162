/**
 * Counts of a test run, from vitest's JSON report, the one line they end with, and the tests that passed only when
 * they were tried again. Pure: a run that died counts as a failure.
 */

export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What is read of vitest's JSON report. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly testResults: readonly {
    /** Path of the file, with the separators of the system. */
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
  /** Path of its file, as the report names it. */
  readonly file: string;
  readonly name: string;
  /** First line of what it failed with first. */
  readonly failure: string;
}

/** @param report vitest's JSON report; null when it died before writing one. */
export function countsOf(report: string | null, exitCode: number): Counts {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const parsed = JSON.parse(report) as Report;
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

function countsLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/** Tests of a report that needed more than one try. Vitest keeps what a test failed with before it passed. */
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
 * What a run ends with: the tests that needed more than one try, then the line of counts.
 * @param shortOf the way a file is named to people.
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
