import { closeSync, mkdirSync, readFileSync, statSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { keepLogSmall, openLogFile } from '../../../cli/desktop/log-file.ts';
import { limits } from '../../../protocol/limits.ts';
import { temporaryFolder } from '../../support/clean-up.ts';

let file: string;
const full = 'x'.repeat(limits.logFileBytesMax);

beforeEach(() => {
  file = join(temporaryFolder(), 'sequential.log');
});

afterEach(() => {
  vi.useRealTimers();
});

test('a new start goes on behind the lines that are there', () => {
  writeFileSync(file, 'yesterday\n');
  const log = openLogFile(file)!;
  writeSync(log, 'today\n');
  closeSync(log);
  expect(readFileSync(file, 'utf8')).toBe('yesterday\ntoday\n');
});

test('a full file is kept as the one before, and a new one begins', () => {
  writeFileSync(file, full);
  const log = openLogFile(file)!;
  writeSync(log, 'new\n');
  closeSync(log);
  expect(readFileSync(file, 'utf8')).toBe('new\n');
  expect(statSync(`${file}.1`).size).toBe(full.length);
});

test('a file that fills up meanwhile turns over under the processes that hold it', () => {
  vi.useFakeTimers();
  const log = openLogFile(file)!;
  const end = keepLogSmall(file);
  writeSync(log, full);
  vi.advanceTimersByTime(60_000);
  expect(statSync(`${file}.1`).size).toBe(full.length);
  writeSync(log, 'after\n');
  expect(readFileSync(file, 'utf8')).toBe('after\n');
  end();
  writeSync(log, full);
  vi.advanceTimersByTime(120_000);
  expect(statSync(file).size).toBeGreaterThan(full.length);
  closeSync(log);
});

test('a place where nothing can be written keeps no program from running', () => {
  mkdirSync(file);
  expect(openLogFile(file)).toBe(null);
  keepLogSmall(file)();
});
