/** Rules of the config file, changed one by one. */
import { expect, test } from 'vitest';
import {
  completeRule,
  shownRules,
  withoutRule,
  withRule,
} from '../../../cli/settings/rule-edit.ts';

const hook = { http: 'https://example.org/secret', headers: { 'x-key': 'secret' } };
const pits = { name: 'pits', on: 'pit-entered', do: [{ scene: 'Pits' }, hook] };
const laps = { name: 'laps', on: 'lap-completed', do: [{ chapter: 'Lap {lap}' }] };

test('an action that may hold a secret is shown by its kind only', () => {
  const shown = shownRules([pits, laps]);
  expect(JSON.stringify(shown)).not.toContain('secret');
  expect(shown[0]!.do).toEqual([{ scene: 'Pits' }, { kept: 1, kind: 'http' }]);
  expect(shown[1]).toEqual(laps);
});

test('what is not a rule is not shown', () => {
  expect(shownRules([3, null, { on: 'x' }, { name: 'a', do: 1 }])).toEqual([]);
  expect(shownRules({})).toEqual([]);
});

test('a kept action is the one of the file, wherever it was moved', () => {
  const edited = { ...pits, do: [{ kept: 1, kind: 'http' }, { scene: 'Box' }] };
  expect(completeRule([laps, pits], 'pits', edited)).toEqual({
    ...pits,
    do: [hook, { scene: 'Box' }],
  });
});

test('an action of another rule, or none, cannot be kept', () => {
  const edited = { ...laps, do: [{ kept: 1, kind: 'http' }] };
  expect(completeRule([pits, laps], 'laps', edited)).toEqual(edited);
  expect(completeRule(undefined, 'laps', edited)).toEqual(edited);
  expect(completeRule([pits], 'pits', 'no rule')).toBe('no rule');
});

test('a rule takes the place of the one it was made from, also under a new name', () => {
  const renamed = { ...pits, name: 'box' };
  expect(withRule([pits, laps], 'pits', renamed)).toEqual([renamed, laps]);
  expect(withRule([laps], 'new', pits)).toEqual([laps, pits]);
  expect(withRule(undefined, 'new', pits)).toEqual([pits]);
});

test('a rule is removed by its name', () => {
  expect(withoutRule([pits, laps], 'pits')).toEqual([laps]);
  expect(withoutRule([pits], 'laps')).toBeNull();
  expect(withoutRule(undefined, 'laps')).toBeNull();
});
