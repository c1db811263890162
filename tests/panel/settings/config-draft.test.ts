/** The settings form, the log's filter, and their words. */
import { describe, expect, test } from 'vitest';
import {
  changedSince,
  changesOf,
  fieldText,
  fieldValue,
  originSentence,
} from '../../../panel/settings/config-draft.ts';
import { filteredLines, reportText } from '../../../panel/settings/log-filter.ts';
import { bytesText, plural, runningFor } from '../../../panel/settings/wording.ts';
import type { SettingControl, SettingNow } from '../../../protocol/program-answers.ts';

function setting(control: SettingControl, more: Partial<SettingNow> = {}): SettingNow {
  return {
    name: 'one',
    title: 'One',
    group: 'log',
    sentence: '',
    control,
    default: null,
    value: null,
    inFile: null,
    isInFile: false,
    shown: null,
    source: 'default',
    fixedBy: null,
    takesEffect: 'after-restart',
    isWaiting: false,
    isUsed: true,
    ...more,
  };
}

const number: SettingControl = { kind: 'number', min: 1, max: 200, isWhole: true, word: 'auto' };

describe('a field', () => {
  test.each([
    [number, ' 30 ', 30],
    [number, '0,5', 0.5],
    [number, 'auto', 'auto'],
    [number, '', null],
    [{ kind: 'list' }, 'a.example, b.example\nc', ['a.example', 'b.example', 'c']],
    [{ kind: 'list' }, ' , ', []],
    [{ kind: 'text', charsMax: null }, ' Ayşe ', 'Ayşe'],
    [{ kind: 'choice', choices: ['ws'] }, '', null],
  ] as const)('%j with “%s” stands for %j', (control, text, value) => {
    expect(fieldValue({ control: control as SettingControl }, text)).toEqual(value);
  });

  test('shows a list with commas, and nothing for a default', () => {
    expect(fieldText(['a', 'b'])).toBe('a, b');
    expect(fieldText(null)).toBe('');
  });
});

describe('changes', () => {
  test('are what differs from the file', () => {
    const hz = setting(number, { name: 'hz', inFile: 60, isInFile: true });
    const driver = setting({ kind: 'text', charsMax: 64 }, { name: 'driver' });
    expect(changesOf([hz, driver], { hz: '60', driver: '' })).toEqual({});
    expect(changesOf([hz, driver], { hz: '', driver: 'A' })).toEqual({ hz: null, driver: 'A' });
  });

  test('of a secret set it, or remove the one that is there', () => {
    const known = setting({ kind: 'secret' }, { name: 'key', isInFile: true });
    const none = setting({ kind: 'secret' }, { name: 'key' });
    expect(changesOf([known], { key: '' })).toEqual({ key: null });
    expect(changesOf([none], { key: '' })).toEqual({});
    expect(changesOf([known], { key: 'long-enough' })).toEqual({ key: 'long-enough' });
  });
});

test('a value from a flag is fixed, and one that waits says what is in use', () => {
  const flag = setting(number, { fixedBy: '--port', source: 'flag' });
  expect(originSentence(flag)).toContain(
    'started with the flag --port, so it cannot be changed here',
  );
  const waiting = setting(number, { isWaiting: true, value: 60 });
  expect(originSentence(waiting)).toBe('Saved. Sequential uses 60 until it restarts.');
  expect(originSentence(setting(number))).toBeNull();
});

describe('the log', () => {
  const lines = [
    '2026-11-29 12:00:00  relay   The relay listens.',
    '2026-11-29 12:00:01  agent   Careful: The Game is slow. (ms=40)',
    '12:00:02  obs     Failed: No connection.',
    '{"level":40,"time":1,"msg":"Careful"}',
    'Error port-taken: Port 5000 is used.',
  ];

  test('is filtered by words, whatever their case, and by problems', () => {
    expect(filteredLines(lines, 'game SLOW', 'all')).toEqual([lines[1]]);
    expect(filteredLines(lines, '', 'problems')).toEqual(lines.slice(1));
    expect(filteredLines(lines, 'nothing like it', 'all')).toEqual([]);
  });

  test('goes into a report below what a helper asks first, the last lines only', () => {
    const many = Array.from({ length: 300 }, (_, i) => `line ${i}`);
    const text = reportText({ facts: [['OBS', '31.0.3']] }, many);
    expect(text).toContain('- OBS: 31.0.3\n\n```\n(100 older lines are left out)\nline 100\n');
    expect(text.endsWith('line 299\n```\n')).toBe(true);
  });
});

test('sizes, counts and times are words', () => {
  expect([0, 999, 1_000, 123_456, 5_000_000_000].map(bytesText)).toEqual([
    '0 bytes',
    '999 bytes',
    '1.0 kB',
    '123 kB',
    '5.0 GB',
  ]);
  expect([plural(1, 'file'), plural(0, 'file')]).toEqual(['1 file', '0 files']);
  expect([30_000, 60_000, 7_260_000].map(runningFor)).toEqual([
    'less than a minute',
    '1 minute',
    '2 h 1 min',
  ]);
});

test('what was changed while the settings were being saved is not discarded with the saved ones', () => {
  const sent = { driver: 'Ada', team: 'Red' };
  expect(changedSince(sent, sent)).toEqual({});
  expect(changedSince(sent, { driver: 'Ada', team: 'Blue', port: '5001' })).toEqual({
    team: 'Blue',
    port: '5001',
  });
  expect(changedSince(sent, { driver: 'Ada' })).toEqual({});
});
