/** The line of counts at the end of a test run never reports a better result than the run had. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { bins } from '../../scripts/processes.ts';
import { closingLines, countsOf, retriedOf, sumOf } from '../../scripts/test-counts.ts';
import { temporaryFolder } from '../support/clean-up.ts';

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

test('the line counts what vitest reports', () => {
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

test('the line is one plain sentence', () => {
  const sum = sumOf([
    { passed: 5, failed: 0, skipped: 0 },
    { passed: 10, failed: 1, skipped: 2 },
  ]);
  expect(closingLines(sum, [], String)).toEqual(['15 passed, 1 failed, 2 skipped']);
});

test('a test that passed only on a retry is named before the line, with its first failure', async () => {
  const folder = temporaryFolder();
  const config = 'export default { test: { globals: true, retry: 1 } };';
  writeFileSync(join(folder, 'vitest.config.mjs'), config);
  const tests = `
    let tries = 0;
    describe('a gate', () => {
      test('opens at the second knock', () => expect(++tries, 'knocks').toBe(2));
      test('stands', () => {});
    });
    test('a wall does not open', () => expect('closed').toBe('open'));`;
  writeFileSync(join(folder, 'gate.test.mjs'), tests);
  const words = ['run', '--root', folder, '--reporter=json', '--outputFile=report.json'];
  const child = spawn(process.execPath, [bins.vitest, ...words], {
    cwd: folder,
    env: { PATH: process.env.PATH },
    stdio: 'ignore',
  });
  const [exitCode] = (await once(child, 'exit')) as [number];
  const report = readFileSync(join(folder, 'report.json'), 'utf8');
  const total = countsOf(report, exitCode);
  expect(total).toEqual({ passed: 2, failed: 1, skipped: 0 });
  expect(closingLines(total, retriedOf(report), (file) => basename(file))).toEqual([
    'passed only when tried again: 1',
    '  gate.test.mjs: a gate › opens at the second knock',
    '    failed first with: AssertionError: knocks: expected 1 to be 2 // Object.is equality',
    '2 passed, 1 failed, 0 skipped',
  ]);
  expect(retriedOf(null)).toEqual([]);
});
