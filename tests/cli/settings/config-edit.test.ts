/** Changes in the config file keep what is not changed. */
import { describe, expect, test } from 'vitest';
import { configProblems } from '../../../cli/settings/config-check.ts';
import { changedConfig, configText } from '../../../cli/settings/config-edit.ts';
import { shownValue } from '../../../cli/settings/shown-value.ts';

describe('a change', () => {
  test('keeps unknown keys, their order and other sections', () => {
    const before = { $schema: 'x', later: { a: [1] }, hz: 60, triggers: [] };
    const changed = changedConfig(before, { hz: 30, driver: 'Ayşe' });
    expect(JSON.stringify(changed)).toBe(
      '{"$schema":"x","later":{"a":[1]},"hz":30,"triggers":[],"driver":"Ayşe"}',
    );
    expect(before.hz).toBe(60);
  });

  test('to nothing removes the key, and an emptied section', () => {
    const before = { hz: 30, obs: { url: 'ws://10.0.0.2:4455' } };
    expect(changedConfig(before, { hz: null, 'obs.url': null })).toEqual({});
    expect(changedConfig(null, { 'obs.password': 'secret' })).toEqual({
      obs: { password: 'secret' },
    });
  });

  test('keeps the indentation of the file', () => {
    expect(configText({ hz: 30 }, '{\n\t"hz": 60\n}')).toBe('{\n\t"hz": 30\n}\n');
    expect(configText({ hz: 30 }, null)).toBe('{\n  "hz": 30\n}\n');
  });
});

describe('what is checked before saving', () => {
  const check = (changes: Record<string, unknown>, config: Record<string, unknown> | null = null) =>
    configProblems({ config, changes, outside: [], hasMadeKey: false });

  test.each([
    [{ hz: 500 }, 'hz', 'It must be a number from 1 to 333.'],
    [{ port: '5000' }, 'port', 'It must be a whole number from 0 to 65535.'],
    [{ nothing: 1 }, 'nothing', 'There is no such setting.'],
    [{ nothing: null }, 'nothing', 'There is no such setting.'],
    [{ __proto__x: 1 }, '__proto__x', 'There is no such setting.'],
    [{ 'obs.url': 'http://x' }, 'obs.url', 'Expected an address such as ws://127.0.0.1:4455.'],
  ])('%j is refused', (changes, name, sentence) => {
    expect(check(changes)).toEqual([{ name, sentence }]);
  });

  test('an address that others reach needs a key, which may come with it', () => {
    expect(check({ host: '0.0.0.0' })).toEqual([
      {
        name: 'host',
        sentence:
          'On 0.0.0.0 other machines can reach the relay, so it needs a key for publishers: make one in the section Keys.',
      },
    ]);
    expect(check({ host: '0.0.0.0', key: 'long-enough' })).toEqual([]);
    expect(check({ host: '0.0.0.0' }, { key: 'long-enough' })).toEqual([]);
    expect(check({ host: '0.0.0.0', public: 'on' })).toEqual([]);
    const made = { config: null, changes: { host: '0.0.0.0' }, outside: [], hasMadeKey: true };
    expect(configProblems(made)).toEqual([]);
    expect(check({ key: null }, { host: '0.0.0.0', key: 'long-enough' })).toHaveLength(1);
  });
});

describe('a setting that needs another one', () => {
  const check = (changes: Record<string, unknown>, config: Record<string, unknown> | null = null) =>
    configProblems({ config, changes, outside: [], hasMadeKey: false });
  const server = { acServer: '127.0.0.1:11000' };

  test('is not saved without it', () => {
    expect(check({ acForward: '127.0.0.1:13000' })).toEqual([
      {
        name: 'acForward',
        sentence: 'It means nothing without "Dedicated server": fill in both or neither.',
      },
    ]);
    expect(check({ acForward: '127.0.0.1:13000', ...server })).toEqual([]);
    expect(check({ acForward: '127.0.0.1:13000' }, server)).toEqual([]);
    expect(check({ dbSizeMaxMb: 100 }, { db: 'none' })).toHaveLength(1);
  });

  test('keeps the other from being emptied alone', () => {
    const both = { ...server, acForward: '127.0.0.1:13000' };
    expect(check({ acServer: null }, both)).toEqual([
      { name: 'acServer', sentence: '"Next plugin" needs it: empty that one too.' },
    ]);
    expect(check({ acServer: null, acForward: null }, both)).toEqual([]);
  });

  test('is no problem of a change of another setting', () => {
    expect(check({ hz: 30 }, { acForward: '127.0.0.1:13000' })).toEqual([]);
  });
});

describe('secrets', () => {
  test.each([
    ['postgres://me:pass@db.example/laps', 'postgres://…@db.example/laps'],
    ['postgres://me:p/a@ss@db.example/laps', 'postgres://…@db.example/laps'],
    ['postgres://me:p?a#ss@db.example/laps', 'postgres://…@db.example/laps'],
    ['postgresql://db.example/laps?password=x', 'postgresql://db.example/laps?…'],
  ])('of %s are left out', (value, shown) => {
    expect(shownValue('db', value)).toEqual({ value: null, isSecret: true, shown });
  });

  test('keys are never shown, and an address without a secret is', () => {
    expect(shownValue('adminKey', 'long-enough').shown).toBeNull();
    expect(shownValue('db', 'postgres://db.example/laps').value).toBe('postgres://db.example/laps');
    expect(shownValue('db', 'sqlite:laps@home.db').value).toBe('sqlite:laps@home.db');
  });
});
