/** The line of counts that ends a test run must never look better than the run was. */
import { expect, test } from 'vitest';
import { countsLine, countsOf, sumOf } from '../../scripts/test-counts.ts';

function report(changes: object): string {
  return JSON.stringify({
    numPassedTests: 10,
    numFailedTests: 0,
    numPendingTests: 2,
    numTodoTests: 0,
    testResults: [{ status: 'passed', assertionResults: [{}] }],
    ...changes,
  });
}

test('counts what vitest reports', () => {
  expect(countsOf(report({ numFailedTests: 3 }), 1)).toEqual({ passed: 10, failed: 3, skipped: 2 });
  expect(countsOf(report({}), 0)).toEqual({ passed: 10, failed: 0, skipped: 2 });
});

test('a run without a report is a failure', () => {
  expect(countsOf(null, 0)).toEqual({ passed: 0, failed: 1, skipped: 0 });
});

test('a file that could not be loaded is a failure', () => {
  const testResults = [{ status: 'failed', assertionResults: [] }];
  expect(countsOf(report({ testResults }), 1).failed).toBe(1);
});

test('an error outside any test is a failure', () => {
  expect(countsOf(report({}), 1).failed).toBe(1);
});

test('the line is plain', () => {
  const sum = sumOf([
    { passed: 5, failed: 0, skipped: 0 },
    { passed: 10, failed: 1, skipped: 2 },
  ]);
  expect(countsLine(sum)).toBe('15 passed, 1 failed, 2 skipped');
});
